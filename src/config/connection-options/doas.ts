import { becomeFlags, becomePassword, becomeProgram, becomeUser, promptWords } from './become-options.ts';
import type { PluginDeclaration } from './plugin-option.ts';

/** OpenBSD's doas and its ports. */
export const doas = {
  collection: 'community.general',
  options: {
    become_user: becomeUser('doas'),
    become_exe: becomeProgram('doas'),
    become_flags: becomeFlags('doas'),
    become_pass: becomePassword('doas'),
    prompt_l10n: promptWords('doas'),
  },
} as const satisfies PluginDeclaration;
