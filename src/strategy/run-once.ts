import type { TaskKeywords } from '../executor/task-keywords.ts';
import { OMIT } from '../python/omit.ts';
import { isTruthy } from '../python/truth.ts';
import { omittedScalar } from '../template/omitted-scalar.ts';
import type { Templar } from '../template/templar.ts';

/** `run_once` as the strategies read it, before the task is checked. Throws TEMPLATE, which ends the run, for an omitted one. */
export function runOnceOf(keywords: TaskKeywords, templar: Templar): boolean {
  const value = templar.render(keywords.raw('run_once') ?? false);
  if (value === OMIT) throw omittedScalar(keywords.place('run_once'));
  return isTruthy(value);
}
