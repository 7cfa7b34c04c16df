import { becomeFlags, becomePassword, becomeProgram, becomeUser } from './become-options.ts';
import type { PluginDeclaration } from './plugin-option.ts';

/** systemd's machinectl shell. */
export const machinectl = {
  collection: 'community.general',
  options: {
    become_user: becomeUser('machinectl', ''),
    become_exe: becomeProgram('machinectl'),
    become_flags: becomeFlags('machinectl'),
    become_pass: becomePassword('machinectl'),
  },
} as const satisfies PluginDeclaration;
