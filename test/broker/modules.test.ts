import { existsSync, mkdtempSync, symlinkSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Broker } from '../../src/broker/hop.ts';
import { localRoute } from './given-step.ts';
import { localBroker, manifestOf, parameters, pythons, resultOf } from './local-broker.ts';

let broker: Broker;
let directory: string;
beforeAll(() => {
  broker = localBroker();
  directory = mkdtempSync(join(tmpdir(), 'broker-test-'));
});
afterAll(async () => {
  await broker.close();
  rmSync(directory, { recursive: true });
});

const isolations = ['in-process', 'fork'] as const;

for (const { version, executable } of pythons)
  describe.skipIf(!existsSync(executable))(`Python ${version}`, () => {
    test('says who and what it is', async () => {
      const { target } = await broker.hop(localRoute(executable));
      expect(target.pythonVersion.join('.')).toBe(version);
      expect(target).toMatchObject({
        uid: process.getuid?.(),
        home: userInfo().homedir,
        discovery: 'given',
      });
    });

    test.each(isolations)('runs modules (%s)', async (isolation) => {
      const hop = await broker.hop(localRoute(executable));
      const ping = { manifest: manifestOf('ping'), parameters: parameters({ data: 'ünï' }), isolation };
      expect(resultOf(await hop.runModule(ping))).toMatchObject({ ping: 'ünï' });
      const command = {
        manifest: manifestOf('command'),
        parameters: parameters({ _raw_params: 'echo $X', _uses_shell: true }),
      };
      const outcome = await hop.runModule({ ...command, isolation, environment: { X: 'é' } });
      expect(resultOf(outcome)).toMatchObject({ stdout: 'é', rc: 0 });
      expect(resultOf(await hop.runModule({ ...command, isolation }))).toMatchObject({ stdout: '' });
    });

    test.each(isolations)('limits the open files of one module (%s)', async (isolation) => {
      const hop = await broker.hop(localRoute(executable));
      const limit = {
        manifest: manifestOf('command'),
        parameters: parameters({ _raw_params: 'ulimit -S -n; ulimit -H -n', _uses_shell: true }),
        isolation,
      };
      const [soft, hard] = String(resultOf(await hop.runModule(limit))['stdout']).split('\n');
      const lower = resultOf(await hop.runModule({ ...limit, openFiles: 300 }));
      expect(lower).toMatchObject({ stdout: `300\n${hard}` });
      const higher = resultOf(await hop.runModule({ ...limit, openFiles: Number(hard) + 1 }));
      expect(higher).toMatchObject({ stdout: `${hard}\n${hard}` });
      expect(resultOf(await hop.runModule(limit))).toMatchObject({ stdout: `${soft}\n${hard}` });
    });

    test('puts back what a module changes', async () => {
      const hop = await broker.hop(localRoute(executable));
      const probe = {
        manifest: manifestOf('probe_state'),
        parameters: parameters({}),
        isolation: 'in-process',
      } as const;
      const before = resultOf(await hop.runModule(probe));
      expect(before).toMatchObject({ argv: [], main: true, handlers: 0, modules: [], remembered: 0 });
      const marker = join(directory, `marker-${version}`);
      const leak = {
        manifest: manifestOf('leak_state'),
        parameters: parameters({ marker }),
        isolation: 'in-process',
      } as const;
      expect(resultOf(await hop.runModule(leak))).toMatchObject({ changed: true });
      expect(existsSync(marker), 'exit handlers run').toBe(true);
      expect(resultOf(await hop.runModule(probe))).toEqual(before);
    });

    test.each(isolations)(
      'a module that ends badly ends as its own process would (%s)',
      async (isolation) => {
        const hop = await broker.hop(localRoute(executable));
        const run = (how: string) =>
          hop.runModule({ manifest: manifestOf('end_badly'), parameters: parameters({ how }), isolation });
        const raised = await run('raise');
        expect(raised).toMatchObject({ rc: 1, stdout: '' });
        expect(raised.stderr).toMatch(
          /^Traceback \(most recent call last\):\n {2}File "[^"]*end_badly.py", line \d+, in <module>/,
        );
        expect(raised.stderr).toMatch(/ValueError: something is wrong\n$/);
        expect(await run('exit')).toEqual({ rc: 7, stdout: '', stderr: '' });
        expect(await run('words')).toEqual({ rc: 1, stdout: '', stderr: 'these are the last words\n' });
        expect(await run('at once')).toEqual({ rc: 9, stdout: '', stderr: '' });
        expect(await run('stray output')).toEqual({
          rc: 0,
          stdout: 'from a child\n{"stray": true}\n',
          stderr: '',
        });
        expect(resultOf({ stdout: (await run('nothing')).stdout })).toMatchObject({ failed: true });
      },
    );
  });

describe.each(['2.14', '2.19'])('content of ansible-core %s', (version) => {
  const python = '/usr/bin/python3';

  test.each(isolations)('runs modules (%s)', async (isolation) => {
    const hop = await broker.hop(localRoute(python));
    const outcome = await hop.runModule({
      manifest: manifestOf('ping', version),
      parameters: parameters({}, version),
      isolation,
    });
    expect(resultOf(outcome)).toMatchObject({ ping: 'pong' });
    expect(outcome.stderr).toBe('');
  });

  test('gathers facts', async () => {
    const hop = await broker.hop(localRoute(python));
    const outcome = await hop.runModule({
      manifest: manifestOf('setup', version),
      parameters: parameters({ gather_subset: ['!all', 'min'] }, version),
      isolation: 'fork',
    });
    expect(resultOf(outcome)).toMatchObject({ ansible_facts: { ansible_system: 'Linux' } });
  });

  test.each(isolations)('respawns under another interpreter (%s)', async (isolation) => {
    const interpreter = join(directory, `python-${version}-${isolation}`);
    symlinkSync(python, interpreter);
    const hop = await broker.hop(localRoute(python));
    const outcome = await hop.runModule({
      manifest: manifestOf('respawn', version),
      parameters: parameters({ interpreter, text: "it's text" }, version),
      isolation,
    });
    expect(outcome.stderr).toBe('');
    expect(resultOf(outcome)).toMatchObject({ python: interpreter, text: "it's text" });
  });
});

describe('styles that are not imported', () => {
  test.each([
    ['write_json', { text: 'hello' }],
    ['want_json', { arguments: { text: 'hello' } }],
    ['old_style', { text: 'hello' }],
  ])('%s', async (name, expected) => {
    const hop = await broker.hop(localRoute());
    const outcome = await hop.runModule({
      manifest: manifestOf(name),
      parameters: parameters({ text: 'hello' }),
      isolation: 'fork',
    });
    expect(outcome.stderr).toBe('');
    expect(resultOf(outcome)).toMatchObject(expected);
  });
});

test('two versions of the same names do not mix', async () => {
  const hop = await broker.hop(localRoute());
  for (const version of ['2.14', '2.19', '2.14']) {
    const outcome = await hop.runModule({
      manifest: manifestOf('ping', version),
      parameters: parameters({ data: version }, version),
      isolation: 'in-process',
    });
    expect(resultOf(outcome)).toMatchObject({ ping: version });
  }
});
