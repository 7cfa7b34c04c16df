import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readEntriesSync,
  readFileSync,
  readTextSync,
  realpathSync,
  writeFileSync,
} from '../../src/python/file-system.ts';

const root = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'mitorun-names-')));
afterAll(() => fs.rmSync(root, { recursive: true }));

// macOS has no such names.
describe.runIf(process.platform === 'linux')('item 2: names of files are bytes', () => {
  it('makes, lists, reads and resolves a file whose name is Latin-1', () => {
    const directory = `${root}/d\udce9`;
    mkdirSync(directory);
    writeFileSync(`${directory}/n\udcff.txt`, 'caf\udce9');
    const onDisk = fs.readdirSync(root, 'buffer').map((name) => name.toString('hex'));
    expect(onDisk).toEqual(['64e9']);
    expect(readdirSync(root)).toEqual(['d\udce9']);
    const entries = readEntriesSync(directory);
    expect(entries.map((entry) => [entry.name, entry.isFile()])).toEqual([['n\udcff.txt', true]]);
    expect(readFileSync(`${directory}/n\udcff.txt`).toString('hex')).toBe('636166e9');
    expect(readTextSync(`${directory}/n\udcff.txt`)).toBe('caf\udce9');
    expect(realpathSync(`${directory}/../d\udce9`)).toBe(directory);
  });

  it("keeps a name that holds U+FFFD itself apart from one that doesn't", () => {
    writeFileSync(`${root}/x\ufffd`, '');
    expect(readdirSync(root)).toContain('x\ufffd');
    expect(existsSync(`${root}/x\udcff`)).toBe(false);
  });

  it('finds nothing under what cannot be a name', () => {
    expect(existsSync(`${root}/\ud800`)).toBe(false);
  });
});

describe('directories with those above them', () => {
  it('are made once, and what is there already is left', () => {
    const directory = join(root, 'a', 'b', 'c');
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    mkdirSync(directory, { recursive: true });
    expect(fs.statSync(directory).mode & 0o777).toBe(0o700);
  });

  it.runIf(process.platform === 'linux').each(['/proc/nothing/x', '/dev/null/x'])(
    'are refused where there can be none: %s',
    (path) => {
      expect(() => mkdirSync(path, { recursive: true })).toThrow(/ENOENT|ENOTDIR/u);
    },
  );
});
