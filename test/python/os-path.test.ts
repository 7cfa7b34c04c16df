import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exactPathStatus, isDirectory, isFile, linkStatus, pathStatus } from '../../src/python/os-path.ts';

const directory = mkdtempSync(join(tmpdir(), 'os-path-'));
const file = join(directory, 'file');
const circle = join(directory, 'circle');
writeFileSync(file, 'text');
symlinkSync(circle, circle);
afterAll(() => rmSync(directory, { recursive: true }));

describe('what os.path says of files', () => {
  it('tells files from directories', () => {
    expect([isFile(file), isDirectory(file)]).toEqual([true, false]);
    expect([isFile(directory), isDirectory(directory)]).toEqual([false, true]);
  });

  it.each([
    ['a name that is not there', join(directory, 'missing')],
    ['a name below a file', join(file, 'below')],
    ['a circle of links', join(circle, 'below')],
    ['a name that is too long', join(directory, 'x'.repeat(300))],
    ['a name with a NUL in it', join(directory, 'a\0b')],
  ])('takes %s for missing', (_what, path) => {
    expect([pathStatus(path), exactPathStatus(path), linkStatus(path)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([isFile(path), isDirectory(path)]).toEqual([false, false]);
  });

  it('sees a link that leads nowhere only as a link', () => {
    expect(pathStatus(circle)).toBeUndefined();
    expect(linkStatus(circle)?.isSymbolicLink()).toBe(true);
  });
});
