import { setTimeout as sleep } from 'node:timers/promises';
import type { Action } from '../../src/actions/action.ts';
import { str } from '../../src/python/repr.ts';

/** An action whose result is its arguments, and what was seen of it at work. */
export interface Working {
  /**
   * Takes `ms` milliseconds, once so many (`together`) have been at work at the same time, and the work of `after` (`one a`) is
   * done: no test depends on how quick the machine is.
   */
  readonly work: Action;
  /** The most that were at work at the same time. */
  readonly most: () => number;
  /** `one a` as often as task `one` ran on host a, in the order in which they began. */
  readonly began: string[];
}

export function working(): Working {
  let now = 0;
  let most = 0;
  const began: string[] = [];
  const ended: string[] = [];
  const work: Action = {
    isLocal: true,
    run: async ({ args, host, taskName, signal }) => {
      began.push(`${taskName} ${host}`);
      now++;
      most = Math.max(most, now);
      const together = Number(str(args.get('together') ?? 0));
      const after = str(args.get('after') ?? '');
      try {
        while (most < together || (after !== '' && !ended.includes(after)))
          await sleep(1, undefined, { signal });
        await sleep(Number(str(args.get('ms') ?? 1)), undefined, { signal });
      } finally {
        now--;
        ended.push(`${taskName} ${host}`);
      }
      return args.copy();
    },
  };
  return { work, most: () => most, began };
}
