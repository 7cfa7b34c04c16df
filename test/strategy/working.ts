import { setTimeout as sleep } from 'node:timers/promises';
import type { Action } from '../../src/actions/action.ts';
import { str } from '../../src/python/repr.ts';

/** An action whose result is its arguments, that takes `ms` milliseconds, and what was seen of it at work. */
export interface Working {
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
  const work: Action = {
    isLocal: true,
    run: async ({ args, host, taskName, signal }) => {
      began.push(`${taskName} ${host}`);
      now++;
      most = Math.max(most, now);
      try {
        await sleep(Number(str(args.get('ms') ?? 1)), undefined, { signal });
      } finally {
        now--;
      }
      return args.copy();
    },
  };
  return { work, most: () => most, began };
}
