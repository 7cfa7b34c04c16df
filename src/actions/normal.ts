import type { Action } from './action.ts';

/** What runs every module that has no action of its own: its arguments as they are, its result as it comes. */
export const normal: Action = {
  takesRawParams: false,
  run: (context) => context.runModule(context.action, context.args),
};
