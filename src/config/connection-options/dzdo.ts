import { becomeFlags, becomePassword, becomeProgram, becomeUser } from './become-options.ts';
import type { PluginDeclaration } from './plugin-option.ts';

/** Centrify's sudo. */
export const dzdo = {
  collection: 'community.general',
  options: {
    become_user: becomeUser('dzdo'),
    become_exe: becomeProgram('dzdo'),
    become_flags: becomeFlags('dzdo', '-H -S -n'),
    become_pass: becomePassword('dzdo'),
  },
} as const satisfies PluginDeclaration;
