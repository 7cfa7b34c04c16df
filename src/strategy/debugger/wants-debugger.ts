import { MitorunError } from '../../errors/mitorun-error.ts';
import { TaskKeywords } from '../../executor/task-keywords.ts';
import { isFailed, isSkipped, isUnreachable, type TaskOutcome } from '../../executor/task-outcome.ts';
import { templarFor, type PlayRun } from '../play-run.ts';

/** Whether a result opens the task debugger: `debugger:` of the task or what it inherits, then the settings. */
export function wantsDebugger(run: PlayRun, outcome: TaskOutcome): boolean {
  const { result, ignoreErrors } = outcome;
  const { enabled, honoursIgnoreErrors } = run.debugger;
  const failed = isFailed(result) && !(honoursIgnoreErrors && ignoreErrors);
  switch (momentOf(run, outcome)) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'on_failed':
      if (failed) return true;
      break;
    case 'on_unreachable':
      if (isUnreachable(result)) return true;
      break;
    case 'on_skipped':
      if (isSkipped(result)) return true;
      break;
    default:
  }
  return enabled && (failed || isUnreachable(result));
}

function momentOf(run: PlayRun, { host, task }: TaskOutcome): string | undefined {
  if (task.inherited('debugger') === undefined) return undefined;
  try {
    return new TaskKeywords(task, templarFor(run, host, task), run.services.setting).debugger();
  } catch (error) {
    if (error instanceof MitorunError) return undefined;
    throw error;
  }
}
