import type { Action } from './action.ts';
import { ActionFailure } from './action-failure.ts';
import { withArguments } from './argument-values.ts';

/** `command`: the module of that name, which takes free text. */
export const command: Action = {
  takesRawParams: true,
  supportsAsync: true,
  module: ({ args }) => ({ name: 'ansible.legacy.command', args }),
};

/** `shell`: the command module told to use a shell. */
export const shell: Action = {
  takesRawParams: true,
  supportsAsync: true,
  module: (context) => {
    if (context.args.has('expand_argument_vars')) {
      throw new ActionFailure(`Unsupported parameters for (${context.action}) module: expand_argument_vars`);
    }
    return { name: 'ansible.legacy.command', args: withArguments(context.args, { _uses_shell: true }) };
  },
};
