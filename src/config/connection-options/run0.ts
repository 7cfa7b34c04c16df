import { becomeFlags, becomeProgram, becomeUser } from './become-options.ts';
import type { PluginDeclaration } from './plugin-option.ts';

/** systemd's run0, which is given no password. */
export const run0 = {
  collection: 'community.general',
  options: {
    become_user: becomeUser('run0', 'root'),
    become_exe: becomeProgram('run0'),
    become_flags: becomeFlags('run0'),
  },
} as const satisfies PluginDeclaration;
