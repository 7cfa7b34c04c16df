import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Broker, Hop } from '../../src/broker/hop.ts';
import { localRoute, systemPython } from './given-step.ts';
import { localBroker, manifestOf, parameters, resultOf } from './local-broker.ts';
import type { Route } from '../../src/broker/route/route.ts';

const root = mkdtempSync(join(tmpdir(), 'places-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let broker: Broker;
let hop: Hop;
let count = 0;
let place: string;
beforeEach(async () => {
  place = join(root, String(++count), 'deep', 'tmp');
  broker = localBroker();
  hop = await broker.hop(localRoute());
});
afterEach(() => broker.close());

const isRoot = process.getuid?.() === 0;

/** A small file system of its own, or undefined where none may be mounted. */
function mounted(options: string): string | undefined {
  const at = join(root, `mount-${++count}`);
  mkdirSync(at);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', at], { stdio: 'ignore' });
    return at;
  } catch {
    return undefined;
  }
}

describe("a task's files on the target (item 16)", () => {
  test('are in the first place, which is made for the account alone, and go with the agent', async () => {
    const made = await hop.temporaryDirectory([place, '/tmp']);
    expect(made.startsWith(`${place}/mitorun-`)).toBe(true);
    await hop.putFile({ data: Buffer.from('x') }, join(made, 'file'));
    expect(execFileSync('stat', ['-c', '%a', place, dirname(place), made], { encoding: 'utf8' })).toBe(
      '700\n700\n700\n',
    );
    await broker.close();
    expect(existsSync(dirname(made))).toBe(false);
    expect(existsSync(place)).toBe(true);
  });

  test('are below ~ and variables of the target', async () => {
    const made = await hop.temporaryDirectory([`$HOME/../../../..${place}`]);
    expect(made.startsWith(`${place}/mitorun-`)).toBe(true);
  });

  test.each<[string, (at: string) => void]>([
    ['is a file', (at) => writeFileSync(at, '')],
    ['is a dangling link', (at) => symlinkSync('/nowhere', at)],
    ['lies below a file', (at) => writeFileSync(dirname(at), '')],
    ...(isRoot
      ? []
      : [
          ['may not be written', (at: string) => chmodSync(dirname(at), 0o500)] as [
            string,
            (at: string) => void,
          ],
        ]),
  ])('are in the next place where the first %s', async (_what, make) => {
    mkdirSync(dirname(dirname(place)), { recursive: true });
    if (!_what.startsWith('lies')) mkdirSync(dirname(place));
    make(place);
    expect(dirname(dirname(await hop.temporaryDirectory([place, '/var/tmp'])))).toBe('/var/tmp');
  });

  test.skipIf(!isRoot)('are in the next place where the first is full', async ({ skip }) => {
    const full = mounted('size=64k') ?? skip('no file system may be mounted');
    try {
      const made = await hop.temporaryDirectory([full, place]);
      expect(made.startsWith(full)).toBe(true);
      await expect(hop.putFile({ data: Buffer.alloc(100_000) }, join(made, 'big'))).rejects.toThrow(
        `No space left on device: ${made}/big`,
      );
      await expect(hop.putFile({ data: Buffer.alloc(1_000_000) }, join(made, 'huge'))).rejects.toThrow(
        `No space left on device: ${made}/huge`,
      );
      await hop.command({ command: `cat /dev/zero >'${full}/fill'` });
      expect((await hop.temporaryDirectory([full, place])).startsWith(place)).toBe(true);
    } finally {
      await broker.close();
      execFileSync('umount', [full]);
    }
  });

  test('hold a module that is no Python of Ansible’s while it runs', async () => {
    const run = {
      manifest: manifestOf('where_am_i'),
      parameters: parameters({}),
      isolation: 'fork',
    } as const;
    const there = String(resultOf(await hop.runModule({ ...run, places: [place] }))['path']);
    expect(there.startsWith(`${place}/mitorun-`)).toBe(true);
    expect(existsSync(dirname(there))).toBe(false);
    const elsewhere = String(resultOf(await hop.runModule({ ...run, places: ['/var/tmp'] }))['path']);
    expect(elsewhere.startsWith('/var/tmp/mitorun-')).toBe(true);
  });
});

describe('what was made once on the target and has gone since (item 28)', () => {
  test('a directory of uploads is made again', async () => {
    const made = await hop.temporaryDirectory([place]);
    for (const data of [Buffer.from('small'), Buffer.alloc(500_000, 'large')]) {
      rmSync(place, { recursive: true });
      await hop.putFile({ data }, join(made, 'file'));
      expect(readFileSync(join(made, 'file')).equals(data)).toBe(true);
    }
    await broker.close();
    expect(existsSync(dirname(made))).toBe(false);
  });

  test('but not through what somebody else has put there', async () => {
    const made = await hop.temporaryDirectory([place]);
    rmSync(dirname(made), { recursive: true });
    symlinkSync('/tmp', dirname(made));
    expect((await hop.temporaryDirectory([place, '/var/tmp'])).startsWith('/var/tmp/')).toBe(true);
    rmSync(dirname(made));
  });

  test('the directory in which modules run', async () => {
    const own = join(root, 'own');
    mkdirSync(own);
    const path: Route = {
      steps: [],
      carrier: { kind: 'local', options: { directory: own }, python: systemPython },
    };
    const pwd = { manifest: manifestOf('command'), parameters: parameters({ _raw_params: 'pwd' }) };
    for (const isolation of ['in-process', 'fork'] as const) {
      const there = await broker.hop(path);
      expect(resultOf(await there.runModule({ ...pwd, isolation }))['stdout']).toBe(own);
      rmSync(own, { recursive: true });
      mkdirSync(own);
      expect(resultOf(await there.runModule({ ...pwd, isolation }))['stdout']).toBe(own);
      // Away for as long as it takes to put a process's state back.
      rmSync(own, { recursive: true });
      const away = resultOf(await there.runModule({ ...pwd, isolation }));
      expect(['/', own]).toContain(away['stdout']);
      await new Promise((resolve) => setTimeout(resolve, 100));
      mkdirSync(own);
      for (let count = 0; count < 3; count++)
        expect(resultOf(await there.runModule({ ...pwd, isolation }))['stdout']).toBe(own);
    }
  });
});
