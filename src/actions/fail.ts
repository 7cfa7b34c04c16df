import { Dict } from '../python/dict.ts';
import type { Action } from './action.ts';
import { onlyArguments } from './check-arguments.ts';

/** `fail`: fails with a message. */
export const fail: Action = {
  isLocal: true,
  keepsVaults: true,
  run: async (context) => {
    onlyArguments(context, ['msg']);
    return Dict.of({ failed: true, msg: context.args.get('msg') ?? 'Failed as requested from task' });
  },
};
