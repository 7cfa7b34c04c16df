import { MitorunError } from '../errors/mitorun-error.ts';
import { InterpreterFailure } from '../broker/interpreter-failure.ts';
import { interpreterFailureAnswer } from './module-run/interpreter-failure.ts';
import { PythonError } from '../python/python-error.ts';
import type { Action, ActionContext, ModuleStep } from './action.ts';
import { type Answer, answerOf } from './answer.ts';
import { ActionFailure, ActionSkip } from './action-failure.ts';
import type { PackedModule } from './module-run/pack-module.ts';

/**
 * An action that is ready: a module that only has to be sent, or an action that asks the target as it goes
 * on.
 */
export interface ReadyAction {
  submit(): Promise<Answer>;
}

/**
 * Makes an action ready, and connects it where it is a module. Throws where the action does not support what
 * the task asks for: the background, check mode (`ActionBase.run`).
 */
export async function readyAction(action: Action, context: ActionContext): Promise<ReadyAction> {
  if (context.asyncSeconds !== 0 && action.supportsAsync !== true) {
    throw new ActionFailure(`This action (${context.action}) does not support async.`);
  }
  if (context.checkMode && action.supportsCheckMode === false) {
    throw new ActionSkip(`This action (${context.action}) does not support check mode.`);
  }
  if ('run' in action)
    return { submit: () => answerOrFailure(async () => answerOf(await action.run(context))) };
  let packed: PackedModule;
  let step: ModuleStep;
  try {
    step = await action.module(context);
    packed = await context.packModule(step.name, step.args, { isWholeTask: true });
  } catch (error) {
    const answer = answerOfFailure(error);
    return { submit: async () => answer };
  }
  return {
    submit: () =>
      answerOrFailure(async () => {
        const { data, remarks } = await packed.submit();
        return { data, remarks: { ...remarks, ...step.remarks } };
      }),
  };
}

/** Makes an action ready and carries it out. */
export async function runAction(action: Action, context: ActionContext): Promise<Answer> {
  const ready = await readyAction(action, context);
  return ready.submit();
}

async function answerOrFailure(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    return answerOfFailure(error);
  }
}

function answerOfFailure(error: unknown): Answer {
  // A module that did not start has a result all the same, for `failed_when` and `until`.
  if (error instanceof InterpreterFailure) return interpreterFailureAnswer(error);
  // Arguments that Python could not have handled (text that no encoding holds) fail the task.
  if (error instanceof PythonError) throw new MitorunError('ACTION', error.message, { cause: error });
  throw error;
}
