import { describe, expect, it } from 'vitest';
import { makeRoom, reserveOf, type Share } from '../../src/broker/connections/choose-idle.ts';

const idle = (lastUsed: number, descriptors = 1): Share => ({ descriptors, users: 0, lastUsed });
const busy = (lastUsed: number, descriptors = 1): Share => ({ descriptors, users: 1, lastUsed });

describe('item 32: which idle connections make room', () => {
  it('keeps a reserve that grows with the limit, between 10 and 64', () => {
    expect([32, 64, 256, 512, 100_000].map(reserveOf)).toEqual([10, 10, 16, 32, 64]);
  });

  it('closes nothing while there is room', () => {
    const state = { limit: 256, open: 30, base: 28 };
    expect(makeRoom([3], [idle(1), idle(2)], state)).toEqual({ close: [], isEnough: true });
  });

  it('closes the one that was used longest ago, and no more than needed', () => {
    const [old, newer, newest] = [idle(1), idle(2), idle(3)];
    // 40 - 10 kept - 26 others - 3 connections leave 1; 2 are needed for a new one at work.
    const state = { limit: 40, open: 29, base: 26 };
    expect(makeRoom([1], [newest, old, newer], state)).toEqual({ close: [old], isEnough: true });
    expect(makeRoom([2], [newest, old, newer], state).close).toEqual([old, newer]);
  });

  it('makes room for all who wait, each with its own share', () => {
    const held = [idle(1), idle(2), idle(3), idle(4), idle(5)];
    // 64 - 10 kept - 49 others - 5 connections leave nothing; each of two wants 1 and a file.
    const state = { limit: 64, open: 54, base: 49 };
    expect(makeRoom([1], held, state).close).toEqual(held.slice(0, 2));
    expect(makeRoom([1, 1], held, state).close).toEqual(held.slice(0, 4));
  });

  it('never closes one that is at work, and says that there is not enough', () => {
    const held = [busy(1), idle(2), busy(3)];
    const { close, isEnough } = makeRoom([5], held, { limit: 40, open: 31, base: 28 });
    expect(close).toEqual([held[1]]);
    expect(isEnough).toBe(false);
  });

  it('counts what others have open meanwhile', () => {
    const held = [idle(1), busy(2)];
    expect(makeRoom([1], held, { limit: 64, open: 30, base: 28 }).close).toEqual([]);
    expect(makeRoom([1], held, { limit: 64, open: 54, base: 28 }).close).toEqual([held[0]]);
  });

  it('lets one in where nobody is at work: more room there will never be', () => {
    expect(makeRoom([3], [], { limit: 20, open: 20, base: 20 }).isEnough).toBe(true);
    const held = [idle(1), idle(2)];
    expect(makeRoom([3], held, { limit: 20, open: 22, base: 20 })).toEqual({ close: held, isEnough: true });
  });
});
