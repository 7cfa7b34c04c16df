import { MitorunError } from '../errors/mitorun-error.ts';
import type { Action } from './action.ts';
import { shortActionName } from './action-registry.ts';

/** What runs every module that has no action of its own: its arguments as they are, its result as it comes. */
export const normal: Action = {
  takesRawParams: false,
  supportsAsync: true,
  run: async (context) => {
    if (!context.hasModule(context.action)) {
      const message = `Cannot resolve '${context.action}' to an action or module.`;
      throw new MitorunError('ACTION', message, { origin: context.actionOrigin });
    }
    const result = await context.runModule(context.action, context.args);
    // All facts would fill the screen at every `-v`.
    if (shortActionName(context.action) === 'setup') result.set('_ansible_verbose_override', true);
    return result;
  },
};
