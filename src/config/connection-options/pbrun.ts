import { becomeFlags, becomePassword, becomeProgram, becomeUser } from './become-options.ts';
import type { PluginDeclaration } from './plugin-option.ts';

/** PowerBroker's pbrun. */
export const pbrun = {
  collection: 'community.general',
  options: {
    become_user: becomeUser('pbrun', ''),
    become_exe: becomeProgram('pbrun'),
    become_flags: becomeFlags('pbrun'),
    become_pass: becomePassword('pbrun'),
    wrap_exe: {
      type: 'boolean',
      default: false,
      variables: ['ansible_pbrun_wrap_execution'],
      keywords: [],
      cli: [],
      env: ['ANSIBLE_PBRUN_WRAP_EXECUTION'],
      ini: ['pbrun_become_plugin.wrap_execution'],
      description: 'wrap the command in single quotes',
    },
  },
} as const satisfies PluginDeclaration;
