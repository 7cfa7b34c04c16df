import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { awaitEnds } from '../../src/broker/await-ends.ts';

const never = new Promise<void>(() => undefined);

async function milliseconds(work: Promise<void>): Promise<number> {
  const start = performance.now();
  await work;
  return performance.now() - start;
}

describe('item 8: waiting for ends', () => {
  it('has nothing to wait for', async () => {
    expect(await milliseconds(awaitEnds([], { quiet: 10_000, hurried: 10_000 }))).toBeLessThan(1000);
  });

  it('waits for all, failed or not', async () => {
    let isOver = false;
    const slow = sleep(50).then(() => (isOver = true));
    await awaitEnds([slow, Promise.reject(new Error('lost'))], { quiet: 10_000, hurried: 10_000 });
    expect(isOver).toBe(true);
  });

  it('begins to count anew with each that ends, and gives up on those that are stuck', async () => {
    const ends = [sleep(150), sleep(300), sleep(450), never];
    const took = await milliseconds(awaitEnds(ends, { quiet: 250, hurried: 10_000 }));
    expect(took).toBeGreaterThan(650);
    expect(took).toBeLessThan(5000);
  });

  it('gives up soon once somebody is in a hurry, before or meanwhile', async () => {
    const patience = { quiet: 60_000, hurried: 50 };
    const meanwhile = new AbortController();
    setTimeout(() => meanwhile.abort(), 50);
    expect(await milliseconds(awaitEnds([never], { ...patience, hurry: meanwhile.signal }))).toBeLessThan(
      5000,
    );
    const hurry = AbortSignal.abort();
    expect(await milliseconds(awaitEnds([never, Promise.resolve()], { ...patience, hurry }))).toBeLessThan(
      5000,
    );
  });
});
