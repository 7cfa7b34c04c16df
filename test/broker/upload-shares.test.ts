import { describe, expect, test } from 'vitest';
import { pieceSize, UploadShares, type HostShare } from '../../src/broker/agent/upload-shares.ts';

const mebibyte = 1024 * 1024;
const never = new AbortController().signal;

/** Takes pieces until it would have to wait; the bytes that it holds then. */
async function fill(host: HostShare): Promise<number> {
  let held = 0;
  for (;;) {
    const stop = new AbortController();
    const taking = host.take(pieceSize, stop.signal);
    stop.abort();
    if (!(await taking)) return held;
    held += pieceSize;
  }
}

describe('item 31: each host has its share of what uploads may have on their way', () => {
  test.each([
    [1, 1, 1],
    [36, 30, 42],
    [300, 60, 104],
    [1000, 100, 180],
  ])('%i hosts that take nothing hold between %i and %i MiB', async (count, least, most) => {
    const shares = new UploadShares();
    let held = 0;
    for (let made = 0; made < count; made++) {
      const host = shares.host();
      host.begin();
      held += await fill(host);
    }
    expect(held / mebibyte).toBeGreaterThanOrEqual(least);
    expect(held / mebibyte).toBeLessThanOrEqual(most);
    // And one that comes after them goes on all the same, piece by piece.
    const late = shares.host();
    late.begin();
    for (let piece = 0; piece < 100; piece++) {
      expect(await late.take(pieceSize, never)).toBe(true);
      late.release(pieceSize);
    }
  });

  test('what those that have ended had is there for the others', async () => {
    const shares = new UploadShares();
    const hosts = Array.from({ length: 200 }, () => shares.host());
    for (const host of hosts) host.begin();
    const [first, ...others] = hosts;
    expect(await fill(first as HostShare)).toBe(2 * pieceSize);
    const waiting = first?.take(pieceSize, never);
    for (const host of others) host.end();
    expect(await waiting).toBe(true);
    expect(await fill(first as HostShare)).toBe(mebibyte - 3 * pieceSize);
  });

  test('uploads to one host share what it has, in the order of asking', async () => {
    const host = new UploadShares().host();
    host.begin();
    host.begin();
    await fill(host);
    const order: string[] = [];
    const large = host.take(2 * pieceSize, never).then(() => order.push('large'));
    const small = host.take(1, never).then(() => order.push('small'));
    host.release(pieceSize);
    await Promise.resolve();
    expect(order).toEqual([]);
    host.release(pieceSize + 1);
    await Promise.all([large, small]);
    expect(order).toEqual(['large', 'small']);
  });

  test('one that gives up waiting takes nothing and lets the next one go on', async () => {
    const host = new UploadShares().host();
    host.begin();
    await fill(host);
    const stop = new AbortController();
    const large = host.take(5 * pieceSize, stop.signal);
    const small = host.take(pieceSize, never);
    host.release(pieceSize);
    stop.abort();
    expect(await large).toBe(false);
    expect(await small).toBe(true);
  });
});
