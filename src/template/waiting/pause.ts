import { setTimeout as sleep } from 'node:timers/promises';
import type { PendingCall } from './outcome.ts';

/** A call whose outcome is there after this many milliseconds. */
export function pause(milliseconds: number): PendingCall<undefined> {
  const end = performance.now() + milliseconds;
  const left = (): number => Math.max(0, end - performance.now());
  const ended = { value: undefined };
  return {
    poll: (limit) => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.min(limit, left()));
      return left() === 0 ? ended : undefined;
    },
    outcome: async () => {
      await sleep(left(), undefined, { ref: true });
      return ended;
    },
    cancel: () => undefined,
  };
}
