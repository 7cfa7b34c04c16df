import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TreeEntry, walkTree } from '../../../src/actions/copy/walk-tree.ts';

let place = '';

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'walk-tree-'));
  mkdirSync(join(place, 'top/inner/deep'), { recursive: true });
  mkdirSync(join(place, 'outside'));
  for (const file of ['top/one', 'top/inner/two', 'outside/three']) writeFileSync(join(place, file), '');
  symlinkSync('one', join(place, 'top/link'));
  symlinkSync('nowhere', join(place, 'top/broken'));
  symlinkSync('../../outside', join(place, 'top/inner/other'));
  symlinkSync('..', join(place, 'top/inner/up'));
  symlinkSync('circle', join(place, 'top/circle'));
});
afterAll(() => rmSync(place, { recursive: true }));

function names(entries: readonly TreeEntry[]): string[] {
  return entries.map(({ to }) => to).toSorted();
}

describe('a directory to copy', () => {
  it('goes with its name, unless a slash follows it', () => {
    expect(names(walkTree(join(place, 'top'), false).files)).toEqual(['top/inner/two', 'top/one']);
    expect(names(walkTree(`${join(place, 'top')}/`, false).files)).toEqual(['inner/two', 'one']);
  });

  it('keeps its links, in the words in which they were made', () => {
    const { links } = walkTree(`${join(place, 'top')}/`, false);
    expect(links.map(({ from, to }) => `${to} -> ${from}`).toSorted()).toEqual([
      'broken -> nowhere',
      'circle -> circle',
      'inner/other -> ../../outside',
      'inner/up -> ..',
      'link -> one',
    ]);
  });

  it('takes what links lead to along, but not for those that lead back or nowhere', () => {
    const tree = walkTree(`${join(place, 'top')}/`, true);
    expect(names(tree.files)).toEqual(['inner/other/three', 'inner/two', 'link', 'one']);
    expect(names(tree.directories)).toEqual(['inner', 'inner/deep', 'inner/other']);
    expect(names(tree.links)).toEqual(['broken', 'circle', 'inner/up']);
  });
});
