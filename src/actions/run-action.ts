import { MitorunError } from '../errors/mitorun-error.ts';
import { InterpreterFailure } from '../broker/interpreter-failure.ts';
import { interpreterFailureAnswer } from './module-run/interpreter-failure.ts';
import { PythonError } from '../python/python-error.ts';
import type { Action, ActionContext, ModuleStep } from './action.ts';
import { type Answer, answerOf } from './answer.ts';
import { ActionFailure, ActionSkip } from './action-failure.ts';
import type { PackedModule } from './module-run/pack-module.ts';

/** What is ready to be done on the target: a module that only has to be sent, or an action that asks as it goes on. */
export interface ReadyAction {
  submit(): Promise<Answer>;
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
  // What Python could not have done with the arguments (text that no encoding holds) fails the task.
  if (error instanceof PythonError) throw new MitorunError('ACTION', error.message, { cause: error });
  throw error;
}
