import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Broker } from '../../src/broker/hop.ts';
import { localRoute } from './given-step.ts';
import { localBroker, manifestOf, parameters, pythons, resultOf } from './local-broker.ts';

/**
 * What a module leaves behind in the process that the next one runs in: nothing. Each row of the table in
 * docs/module-isolation.md is a change here, made by one module and looked for by another.
 */
const putBack = [
  'working directory',
  'umask',
  'environment',
  'time zone',
  'locale',
  'arguments',
  'module path',
  'imported modules',
  'library functions',
  'library classes',
  'library imported late',
  'builtins',
  'module_utils functions',
  'module_utils classes',
  'module_utils containers',
  'module_utils nested containers',
  'remembered warnings',
  'warnings filters',
  'loggers',
  'signal handlers',
  'blocked signals',
  'alarm',
  'socket timeout',
  'temporary directory',
  'random state',
  'recursion limit',
  'garbage collector',
  'profiler',
  'decimal context',
  'streams',
  'soft limits',
  'exit handlers',
];
const replaced = [
  'state that takes long to put back',
  'hard limits',
  'priority',
  'process group',
  'standard error',
  'thread',
  'open file',
  'listening socket',
  'effective user',
  'supplementary groups',
  'process number',
  'all descriptors',
];

interface Sight {
  readonly seen: Record<string, unknown>;
  readonly unique: { readonly process: string; readonly number: number; readonly name: string };
}

let broker: Broker;
beforeAll(() => {
  broker = localBroker();
});
afterAll(() => broker.close());

const python = (version: string): string =>
  pythons.find((known) => known.version.startsWith(version))?.executable ?? '';
const machines = [
  ['2.14', python('2.7')],
  ['2.14', python('3.6')],
  ['2.14', '/usr/bin/python3'],
  ['2.19', python('3.13')],
] as const;

for (const [version, executable] of machines)
  describe.skipIf(!existsSync(executable))(
    `item 1: nothing is left for the next module, content ${version} with ${executable}`,
    () => {
      const run = async (name: string, args: object = {}) => {
        const hop = await broker.hop(localRoute(executable));
        const manifest = manifestOf(name, version);
        return hop.runModule({ manifest, parameters: parameters(args, version), isolation: 'in-process' });
      };
      const look = async (): Promise<Sight> => resultOf(await run('see_process')) as unknown as Sight;
      /** A process that knows the modules already: new content replaces it. */
      const before = async (): Promise<Sight> => {
        await run('change_process', { what: 'umask' });
        await run('exit_handlers');
        await look();
        return look();
      };

      test.each(putBack)('%s: put back', async (what) => {
        const sight = await before();
        expect(resultOf(await run('change_process', { what }))['process']).toBe(sight.unique.process);
        const after = await look();
        expect(after.seen).toEqual(sight.seen);
        expect(after.unique.process).toBe(sight.unique.process);
      });

      test.each(replaced)('%s: the process is replaced', async (what) => {
        const sight = await before();
        expect(resultOf(await run('change_process', { what }))).toMatchObject({ changed: true });
        const after = await look();
        expect(after.seen).toEqual(sight.seen);
        expect(after.unique.process).not.toBe(sight.unique.process);
      });

      test('random numbers and temporary names are new each time', async () => {
        const sights = [await before()];
        for (let time = 0; time < 3; time++) {
          await run('change_process', { what: 'random state' });
          sights.push(await look());
        }
        expect(new Set(sights.map(({ unique }) => unique.number)).size).toBe(4);
        expect(new Set(sights.map(({ unique }) => unique.name)).size).toBe(4);
        expect(new Set(sights.map(({ unique }) => unique.process)).size).toBe(1);
      });

      test('every backup of a second survives', async () => {
        const directory = mkdtempSync(join(tmpdir(), 'backups-'));
        const path = join(directory, 'conf');
        writeFileSync(path, 'version 0\n');
        for (let count = 1; count < 9; count++) {
          const written = join(directory, 'written');
          writeFileSync(written, `version ${count}\n`);
          await run('copy', { src: written, dest: path, remote_src: true, backup: true });
        }
        for (let count = 1; count < 5; count++)
          await run('lineinfile', { path, line: `line ${count}`, backup: true });
        await run('blockinfile', { path, block: 'more', backup: true });
        const backups = readdirSync(directory).filter((name) => name.endsWith('~'));
        expect(backups).toHaveLength(13);
        const contents = backups.map((name) => readFileSync(join(directory, name), 'utf8'));
        expect(new Set(contents).size).toBe(13);
        rmSync(directory, { recursive: true });
      });

      test('exit handlers that a module takes back do not run', async () => {
        const sight = await before();
        expect(resultOf(await run('exit_handlers'))).toMatchObject({ changed: false });
        expect((await look()).unique.process).toBe(sight.unique.process);
      });
    },
  );
