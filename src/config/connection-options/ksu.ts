import { becomeFlags, becomePassword, becomeProgram, becomeUser, promptWords } from './become-options.ts';
import type { PluginDeclaration } from './plugin-option.ts';

/** Kerberos' su. */
export const ksu = {
  collection: 'community.general',
  options: {
    become_user: becomeUser('ksu'),
    become_exe: becomeProgram('ksu'),
    become_flags: becomeFlags('ksu'),
    // The one method whose own variable counts least.
    become_pass: {
      ...becomePassword('ksu'),
      variables: ['ansible_ksu_pass', 'ansible_become_pass', 'ansible_become_password'],
    },
    prompt_l10n: promptWords('ksu'),
  },
} as const satisfies PluginDeclaration;
