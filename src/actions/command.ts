import type { Action } from './action.ts';

/** `command`: the module of that name, which takes free text. */
export const command: Action = {
  takesRawParams: true,
  run: (context) => context.runModule('ansible.legacy.command', context.args),
};

/** `shell`: the command module told to use a shell. */
export const shell: Action = {
  takesRawParams: true,
  run: (context) => {
    context.args.set('_uses_shell', true);
    return context.runModule('ansible.legacy.command', context.args);
  },
};
