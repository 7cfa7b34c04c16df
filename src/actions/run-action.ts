import { MitorunError } from '../errors/mitorun-error.ts';
import { InterpreterFailure } from '../broker/interpreter-failure.ts';
import { interpreterFailureResult } from './module-run/interpreter-failure.ts';
import { PythonError } from '../python/python-error.ts';
import type { Dict } from '../python/dict.ts';
import type { Action, ActionContext, ModuleStep } from './action.ts';
import { ActionFailure, ActionSkip } from './action-failure.ts';
import type { PackedModule } from './module-run/pack-module.ts';

/** What is ready to be done on the target: a module that only has to be sent, or an action that asks as it goes on. */
export interface ReadyAction {
  submit(): Promise<Dict>;
}

/**
 * Makes an action ready, where it can do what the task asks for: in the background, in check mode (`ActionBase.run`). One that
 * is a module is connected then.
 */
export async function readyAction(action: Action, context: ActionContext): Promise<ReadyAction> {
  if (context.asyncSeconds !== 0 && action.supportsAsync !== true) {
    throw new ActionFailure(`This action (${context.action}) does not support async.`);
  }
  if (context.checkMode && action.supportsCheckMode === false) {
    throw new ActionSkip(`This action (${context.action}) does not support check mode.`);
  }
  if ('run' in action) return { submit: () => resultOrFailure(() => action.run(context)) };
  let packed: PackedModule;
  let step: ModuleStep;
  try {
    step = await action.module(context);
    packed = await context.packModule(step.name, step.args, { isWholeTask: true });
  } catch (error) {
    const result = resultOfFailure(error);
    return { submit: async () => result };
  }
  return {
    submit: () =>
      resultOrFailure(async () => {
        const result = await packed.submit();
        step.tidy?.(result);
        return result;
      }),
  };
}

/** Makes an action ready and carries it out. */
export async function runAction(action: Action, context: ActionContext): Promise<Dict> {
  const ready = await readyAction(action, context);
  return ready.submit();
}

async function resultOrFailure(work: () => Promise<Dict>): Promise<Dict> {
  try {
    return await work();
  } catch (error) {
    return resultOfFailure(error);
  }
}

function resultOfFailure(error: unknown): Dict {
  // A module that did not start has a result all the same, for `failed_when` and `until`.
  if (error instanceof InterpreterFailure) return interpreterFailureResult(error);
  // What Python could not have done with the arguments (text that no encoding holds) fails the task.
  if (error instanceof PythonError) throw new MitorunError('ACTION', error.message, { cause: error });
  throw error;
}
