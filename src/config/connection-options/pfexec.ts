import { becomeFlags, becomePassword, becomeProgram, becomeUser } from './become-options.ts';
import type { PluginDeclaration } from './plugin-option.ts';

/** Solaris' pfexec. */
export const pfexec = {
  collection: 'community.general',
  options: {
    become_user: becomeUser('pfexec', 'root'),
    become_exe: becomeProgram('pfexec'),
    become_flags: becomeFlags('pfexec', '-H -S -n'),
    become_pass: becomePassword('pfexec'),
    wrap_exe: {
      type: 'boolean',
      default: false,
      variables: ['ansible_pfexec_wrap_execution'],
      keywords: [],
      cli: [],
      env: ['ANSIBLE_PFEXEC_WRAP_EXECUTION'],
      ini: ['pfexec_become_plugin.wrap_execution'],
      description: 'wrap the command in single quotes',
    },
  },
} as const satisfies PluginDeclaration;
