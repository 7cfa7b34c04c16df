import { expect, it } from 'vitest';
import { startAhead } from '../../../src/actions/copy/start-ahead.ts';

it('begins a window of items before the first is taken, and each later one in time', () => {
  const started: number[] = [];
  const items = Array.from({ length: 40 }, (_none, index) => index);
  const taken: number[] = [];
  for (const [item, begun] of startAhead(items, (one) => started.push(one))) {
    expect(begun).toBe(item + 1);
    expect(started.length).toBe(Math.min(items.length, item + 32));
    taken.push(item);
  }
  expect(taken).toEqual(items);
});
