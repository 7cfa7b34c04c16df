import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { privateDirectory } from '../../src/plugins/private-directory.ts';

const made = mkdtempSync(join(tmpdir(), 'mitorun-test-'));
const long = join(made, 'x'.repeat(100));
mkdirSync(long);
afterAll(() => rmSync(made, { recursive: true }));

describe('directories for sockets (item 15)', () => {
  it('are in the first place whose path is short enough and that can be written', () => {
    const directory = privateDirectory('s', [long, join(made, 'missing'), made]);
    expect(dirname(directory)).toBe(made);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it('count the bytes of a path, and of the name in it', () => {
    const place = join(made, 'ä'.repeat(Math.floor((103 - made.length - 1 - 9 - 6 - 2) / 2)));
    mkdirSync(place);
    expect(dirname(privateDirectory('s', [place, made]))).toBe(place);
    expect(dirname(privateDirectory('a-longer-name', [place, made]))).toBe(made);
  });

  it('fail with what to do about it where there is none', () => {
    expect(() => privateDirectory('s', [long, join(made, 'missing')])).toThrow(
      expect.objectContaining({ code: 'ACTION', hint: expect.stringContaining('TMPDIR') as unknown }),
    );
  });
});
