import { describe, expect, it } from 'vitest';
import { descendantsOf } from '../../src/cli/end-children.ts';

describe('item 8: the processes below a run', () => {
  it('are its children and theirs, whatever the order of the table', () => {
    const parents = new Map([
      [40, 30],
      [30, 20],
      [20, 10],
      [21, 10],
      [10, 1],
      [11, 1],
      [22, 11],
    ]);
    expect(descendantsOf(10, parents).toSorted((a, b) => a - b)).toEqual([20, 21, 30, 40]);
  });

  it('are none where nothing runs below it, nor is it one itself', () => {
    expect(descendantsOf(10, new Map([[10, 1]]))).toEqual([]);
    expect(descendantsOf(10, new Map([[10, 10]]))).toEqual([]);
  });
});
