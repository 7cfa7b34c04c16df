import { shortName } from '../parsing/builtin-name.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Action, ActionContext } from './action.ts';
import type { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';

/** What runs every module that has no action of its own: its arguments as they are, its result as it comes. */
export const normal: Action = {
  takesRawParams: false,
  supportsAsync: true,
  module: async (context) => {
    if (!context.hasModule(context.action)) {
      const message = `Cannot resolve '${context.action}' to an action or module.`;
      throw new MitorunError('ACTION', message, { origin: context.actionOrigin });
    }
    await leaveChangedAccount(context);
    const { action: name, args } = context;
    return shortName(name) === 'setup' ? { name, args, tidy: hideFacts } : { name, args };
  },
};

/** All facts would fill the screen at every `-v`. */
function hideFacts(result: Dict): void {
  result.set('_ansible_verbose_override', true);
}

/** userdel and usermod refuse an account that a process belongs to, and an agent of ours is one. */
async function leaveChangedAccount(context: ActionContext): Promise<void> {
  const { action, args } = context;
  const changes = args.get('state') === 'absent' || args.has('uid') || args.has('home');
  const name = args.get('name') ?? args.get('user');
  if (shortName(action) !== 'user' || !changes || name === undefined || context.checkMode) return;
  await context.leaveAccount?.(str(name));
}
