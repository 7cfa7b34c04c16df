import { str } from '../python/repr.ts';
import type { Action, ActionContext } from './action.ts';
import { moduleOfThatName } from './normal.ts';

/** `user`: the module, once nothing of ours runs in an account that it changes. */
export const user: Action = {
  supportsAsync: true,
  effects: { accounts: true },
  module: async (context) => {
    const step = moduleOfThatName(context);
    await leaveChangedAccount(context);
    return step;
  },
};

/** userdel and usermod refuse an account that a process belongs to, and an agent of ours is one. */
async function leaveChangedAccount(context: ActionContext): Promise<void> {
  const { args, checkMode } = context;
  const changes = args.get('state') === 'absent' || args.has('uid') || args.has('home');
  const name = args.get('name') ?? args.get('user');
  if (!changes || name === undefined || checkMode) return;
  await context.leaveAccount?.(str(name));
}
