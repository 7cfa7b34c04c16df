import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Broker } from '../../src/broker/hop.ts';
import { isolationOf } from '../../src/modules/isolation.ts';
import { localRoute } from './given-step.ts';
import { localBroker, manifestOf, parameters, pythons, resultOf } from './local-broker.ts';

/**
 * The modules that run in process (src/modules/isolation.ts), each run for real: the process looks the same afterwards,
 * and the result is the one of a forked run.
 */
const directory = mkdtempSync(join(tmpdir(), 'in-process-'));
const file = join(directory, 'file');
const steps: readonly (readonly [string, object])[] = [
  ['command', { _raw_params: 'true' }],
  [
    'copy',
    { src: join(directory, 'source'), dest: join(directory, 'copied'), remote_src: true, mode: '0600' },
  ],
  ['file', { path: join(directory, 'made'), state: 'directory', mode: 'u=rwx' }],
  ['stat', { path: file, checksum_algorithm: 'sha256' }],
  ['lineinfile', { path: file, line: 'added', create: true }],
  ['blockinfile', { path: file, block: 'a\nb' }],
  ['replace', { path: file, regexp: 'a', replace: 'b' }],
  ['slurp', { src: file }],
  ['find', { paths: directory, patterns: '*' }],
  ['tempfile', { state: 'file', path: directory }],
  ['assemble', { src: join(directory, 'parts'), dest: join(directory, 'assembled') }],
  ['getent', { database: 'passwd', key: 'root' }],
  ['group', { name: 'root', state: 'present' }],
  [
    'known_hosts',
    {
      name: 'h',
      key: 'h ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGVvNZ3r9zHJ1k8ySnZ4eVwP3bUYrGJZ8kMjhv3nYQ0X',
      path: join(directory, 'hosts'),
    },
  ],
  ['ping', {}],
];

let broker: Broker;
beforeAll(() => {
  broker = localBroker();
  mkdirSync(join(directory, 'parts'));
  writeFileSync(join(directory, 'parts', '1'), 'one\n');
  writeFileSync(join(directory, 'source'), 'source\n');
  writeFileSync(file, 'aaa\n');
});
afterAll(async () => {
  await broker.close();
  rmSync(directory, { recursive: true });
});

const python = (version: string) =>
  pythons.find((known) => known.version.startsWith(version))?.executable ?? '';
const machines = [
  ['2.14', python('2.7')],
  ['2.14', '/usr/bin/python3'],
  ['2.19', python('3.13')],
] as const;

for (const [version, executable] of machines)
  describe.skipIf(!existsSync(executable))(`content ${version} with ${executable}`, () => {
    test.each(steps)('%s', async (name, args) => {
      expect(isolationOf(`ansible.builtin.${name}`)).toBe('in-process');
      const hop = await broker.hop(localRoute(executable));
      const probe = {
        manifest: manifestOf('probe_state', version),
        parameters: parameters({}, version),
        isolation: 'in-process',
      } as const;
      const before = resultOf(await hop.runModule(probe));
      const run = { manifest: manifestOf(name, version), parameters: parameters(args, version) };
      const outcome = await hop.runModule({ ...run, isolation: 'in-process' });
      expect(resultOf(outcome)).not.toHaveProperty('failed');
      expect(outcome.rc).toBe(0);
      expect(resultOf(await hop.runModule(probe))).toEqual(before);
      const again = resultOf(await hop.runModule({ ...run, isolation: 'in-process' }));
      const forked = resultOf(await hop.runModule({ ...run, isolation: 'fork' }));
      expect(Object.keys(forked).sort()).toEqual(Object.keys(again).sort());
    });
  });

test('modules of collections find their own module_utils', async () => {
  const hop = await broker.hop(localRoute());
  const path = join(directory, 'settings.ini');
  for (const isolation of ['in-process', 'fork'] as const) {
    const outcome = await hop.runModule({
      manifest: manifestOf('community.general.ini_file', '2.19'),
      parameters: parameters({ path, section: isolation, option: 'a', value: '1' }, '2.19'),
      isolation,
    });
    expect(outcome.stderr).toBe('');
    expect(resultOf(outcome)).toMatchObject({ changed: true });
  }
});
