import { joinedMessage, noTraceback, reportOf } from '../errors/error-report.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { equals } from '../python/equality.ts';
import type { Dict } from '../python/dict.ts';
import type { Templar } from '../template/templar.ts';
import { evaluateConditions } from './conditions.ts';
import type { TaskKeywords } from './task-keywords.ts';

interface Judging {
  readonly keywords: TaskKeywords;
  /** The number of tries so far, for a task that may be tried more than once. */
  readonly attempts: number | undefined;
  /** A module itself reported the failure. */
  readonly failedInModule?: boolean | undefined;
  /** The task's variables with the result as it is by now. */
  readonly templar: () => Templar;
  readonly origin: Origin | undefined;
}

/**
 * Decides `failed` and `changed` of a result. First come the result's own members or its return code; then
 * `changed_when` and `failed_when`, which may read them. A condition that cannot be evaluated fails the task
 * (`TaskExecutor._execute` of ansible-core 2.19).
 */
export function judgeResult(result: Dict, judging: Judging): void {
  const { keywords, attempts, failedInModule = false, templar, origin } = judging;
  if (!result.has('failed')) {
    const rc = result.get('rc');
    result.set('failed', rc !== undefined && !equals(rc, 0) && rc !== '0');
  }
  if (attempts !== undefined) result.set('attempts', attempts);
  if (!result.has('changed')) result.set('changed', false);
  if (result.has('skipped')) return;
  let judged = 'changed';
  try {
    const changedWhen = keywords.conditions('changed_when');
    if (changedWhen) result.set('changed', evaluateConditions(changedWhen, templar(), origin).holds);
    judged = 'failed';
    const failedWhen = keywords.conditions('failed_when');
    if (failedWhen && failedWhen.length > 0)
      setFailed(result, evaluateConditions(failedWhen, templar(), origin).holds, failedInModule);
  } catch (error) {
    if (!(error instanceof MitorunError)) throw error;
    result.set('failed', true);
    result.set(`${judged}_when_result`, joinedMessage(reportOf(error)));
  }
}

function setFailed(result: Dict, failed: boolean, failedInModule: boolean): void {
  // Modules of older ansible-cores bring no exception of their own.
  const own = failedInModule ? noTraceback : undefined;
  result.set('failed_when_result', failed);
  result.set('failed', failed);
  const exception = failed ? undefined : (result.get('exception') ?? own);
  if (exception === undefined) return;
  result.delete('exception');
  result.set('failed_when_suppressed_exception', exception);
}
