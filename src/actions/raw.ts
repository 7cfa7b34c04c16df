import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { ActionFailure } from './action-failure.ts';
import type { Action } from './action.ts';
import { commandResult } from './command-result.ts';

/** `raw`: a command over the bare connection, without Python on the target. */
export const raw: Action = {
  takesRawParams: true,
  run: async (context) => {
    if (Object.keys(context.environment).length > 0)
      context.warn('raw module does not support the environment keyword');
    if (context.checkMode) return Dict.of({ skipped: true });
    const executable = context.args.get('executable');
    const command = str(context.args.get('_raw_params') ?? '');
    // With `executable=` Ansible runs it, without it fails of an error of its own.
    if (command === '' && executable === undefined) throw new ActionFailure('no command given');
    return commandResult(
      await context.raw(command, {
        terminal: true,
        ...(executable === undefined ? {} : { executable: str(executable) }),
      }),
    );
  },
};
