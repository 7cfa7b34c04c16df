import { becomeFlags, becomePassword, becomeProgram, becomeUser } from './become-options.ts';
import type { PluginDeclaration } from './plugin-option.ts';

/** CA Privileged Access Manager's sesu. */
export const sesu = {
  collection: 'community.general',
  options: {
    become_user: becomeUser('sesu', ''),
    become_exe: becomeProgram('sesu'),
    become_flags: becomeFlags('sesu', '-H -S -n'),
    become_pass: becomePassword('sesu'),
  },
} as const satisfies PluginDeclaration;
