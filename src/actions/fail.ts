import { Dict } from '../python/dict.ts';
import type { Action } from './action.ts';
import { checkArguments } from './check-arguments.ts';

/** `fail`: fails with a message. */
export const fail: Action = {
  isLocal: true,
  run: async ({ args }) => {
    checkArguments(args, { known: ['msg'] });
    return Dict.of({ failed: true, changed: false, msg: args.get('msg') ?? 'Failed as requested from task' });
  },
};
