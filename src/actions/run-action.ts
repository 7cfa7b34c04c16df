import { MitorunError } from '../errors/mitorun-error.ts';
import { InterpreterFailure } from '../broker/interpreter-failure.ts';
import { interpreterFailureResult } from './module-run/interpreter-failure.ts';
import { PythonError } from '../python/python-error.ts';
import type { Dict } from '../python/dict.ts';
import type { Action, ActionContext } from './action.ts';
import { ActionFailure, ActionSkip } from './action-failure.ts';

/** Runs an action where it can do what the task asks for: in the background, in check mode (`ActionBase.run`). */
export async function runAction(action: Action, context: ActionContext): Promise<Dict> {
  if (context.asyncSeconds !== 0 && action.supportsAsync !== true) {
    throw new ActionFailure(`This action (${context.action}) does not support async.`);
  }
  if (context.checkMode && action.supportsCheckMode === false) {
    throw new ActionSkip(`This action (${context.action}) does not support check mode.`);
  }
  try {
    return await action.run(context);
  } catch (error) {
    // A module that did not start has a result all the same, for `failed_when` and `until`.
    if (error instanceof InterpreterFailure) return interpreterFailureResult(error);
    // What Python could not have done with the arguments (text that no encoding holds) fails the task.
    if (error instanceof PythonError) throw new MitorunError('ACTION', error.message, { cause: error });
    throw error;
  }
}
