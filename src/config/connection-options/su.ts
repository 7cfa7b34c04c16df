import { becomeFlags, becomePassword, becomeProgram, becomeUser, promptWords } from './become-options.ts';
import type { PluginDeclaration } from './plugin-option.ts';

/** The system's su. */
export const su = {
  collection: 'ansible.builtin',
  options: {
    become_user: becomeUser('su', 'root'),
    become_exe: becomeProgram('su'),
    become_flags: becomeFlags('su'),
    become_pass: becomePassword('su'),
    prompt_l10n: promptWords('su'),
  },
} as const satisfies PluginDeclaration;
