import { becomeFlags, becomePassword, becomeProgram } from './become-options.ts';
import type { PluginDeclaration } from './plugin-option.ts';

/** Privilege Manager's pmrun, which knows the account itself. */
export const pmrun = {
  collection: 'community.general',
  options: {
    become_exe: becomeProgram('pmrun'),
    become_flags: becomeFlags('pmrun'),
    become_pass: becomePassword('pmrun'),
  },
} as const satisfies PluginDeclaration;
