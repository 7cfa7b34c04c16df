import { RequestEnded } from '../broker/ending.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { TaskKeywords } from './task-keywords.ts';

/** In seconds: what ansible-core allows. */
const longest = 100_000_000;

/** A task took longer than its `timeout` of so many seconds. */
export class TaskTimeout extends RequestEnded {
  readonly seconds: number;

  constructor(seconds: number) {
    super({ why: 'timedOut', phase: 'run' }, 'TIMEOUT', `Timed out after ${seconds} second(s).`);
    this.seconds = seconds;
  }
}

/** The task's `timeout` in seconds, 0 for none. Throws ACTION for what no timer takes. */
export function timeoutOf(keywords: TaskKeywords): number {
  const seconds = keywords.integer('timeout') ?? 0;
  if (seconds >= 0 && seconds <= longest) return seconds;
  throw new MitorunError('ACTION', `Timeout ${seconds} is invalid, it must be between 0 and ${longest}.`);
}
