import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { unlessAborted } from '../../src/executor/unless-aborted.ts';

describe('item 8: work that an interruption leaves behind', () => {
  it('gives what the work gives, and leaves nothing on the signal', async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(Promise.resolve(7), signal)).toBe(7);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('fails as the work fails', async () => {
    const { signal } = new AbortController();
    await expect(unlessAborted(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
  });

  it('stops waiting as soon as the signal is raised', async () => {
    const interruption = new AbortController();
    const waiting = unlessAborted(new Promise<number>(() => undefined), interruption.signal);
    interruption.abort();
    expect(await waiting).toBeUndefined();
    expect(await unlessAborted(new Promise<number>(() => undefined), interruption.signal)).toBeUndefined();
  });

  it('hears nothing of a failure that comes with or after the interruption', async () => {
    const interruption = new AbortController();
    let fail: (error: Error) => void = () => undefined;
    const work = new Promise<number>((_resolve, reject) => (fail = reject));
    const waiting = unlessAborted(work, interruption.signal);
    fail(new Error('cut'));
    interruption.abort();
    expect(await waiting).toBeUndefined();
    expect(await unlessAborted(Promise.reject(new Error('late')), interruption.signal)).toBeUndefined();
  });
});
