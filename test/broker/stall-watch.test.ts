import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { StallWatch } from '../../src/broker/agent/stall-watch.ts';

/** A link that answers after so many milliseconds, counted from when it is asked. */
const answering = (milliseconds: number) => () =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
/** One that is silent for so many milliseconds from the beginning. */
const silentFor = (milliseconds: number) => {
  let end: number | undefined;
  return () => {
    end ??= performance.now() - 120 * seconds + milliseconds;
    return answering(Math.max(0, end - performance.now()))();
  };
};
const seconds = 1000;
const minutes = 60 * seconds;

describe('a target that owes something and is silent (item 17)', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([
    ['a link that cannot be asked', undefined, 120 * seconds],
    ['a link that works', answering(20), 120 * seconds + 20],
    ['a link that works again after ten minutes, but nothing comes', silentFor(10 * minutes), 12 * minutes],
    ['a link that stays silent', () => new Promise<void>(() => undefined), 18 * minutes + 5 * seconds],
  ])('%s: is given up at its time', async (_, probe, expected) => {
    let at: number | undefined;
    const begun = performance.now();
    const watch = new StallWatch(() => (at = performance.now() - begun), probe);
    watch.owe('an upload', 120 * seconds);
    await vi.advanceTimersByTimeAsync(expected - seconds);
    expect(at).toBeUndefined();
    await vi.advanceTimersByTimeAsync(2 * seconds);
    expect(at).toBeGreaterThanOrEqual(expected - seconds);
  });

  test('is not given up where what it owes comes after the outage', async () => {
    const onStall = vi.fn();
    const watch = new StallWatch(onStall, answering(5 * minutes));
    const settle = watch.owe('an upload', 120 * seconds);
    await vi.advanceTimersByTimeAsync(7.5 * minutes);
    settle();
    await vi.advanceTimersByTimeAsync(60 * minutes);
    expect(onStall).not.toHaveBeenCalled();
  });

  test('is not judged by what it owed before', async () => {
    const onStall = vi.fn();
    const watch = new StallWatch(onStall, answering(4 * seconds));
    const settle = watch.owe('an upload', 120 * seconds);
    await vi.advanceTimersByTimeAsync(122 * seconds);
    settle();
    watch.owe('another', 120 * seconds);
    await vi.advanceTimersByTimeAsync(60 * seconds);
    expect(onStall).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(65 * seconds);
    expect(onStall).toHaveBeenCalledOnce();
  });
});
