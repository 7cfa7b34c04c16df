import { MitorunError } from '../errors/mitorun-error.ts';
import type { Action, ActionContext, ModuleStep } from './action.ts';

/** The action of every module that has none of its own: passes the arguments and the result on unchanged. */
export const normal: Action = {
  takesRawParams: false,
  supportsAsync: true,
  module: moduleOfThatName,
};

/** The module that the action is named after. Throws MitorunError ACTION where there is none. */
export function moduleOfThatName(context: ActionContext): ModuleStep {
  const { action: name, args } = context;
  if (context.hasModule(name)) return { name, args };
  const message = `Cannot resolve '${name}' to an action or module.`;
  throw new MitorunError('ACTION', message, { origin: context.actionOrigin });
}
