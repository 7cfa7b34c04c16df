import { becomeFlags, becomePassword, becomeProgram, becomeUser } from './become-options.ts';
import type { PluginDeclaration } from './plugin-option.ts';

/** sudo of whatever make. */
export const sudo = {
  collection: 'ansible.builtin',
  options: {
    become_user: becomeUser('sudo', 'root'),
    become_exe: becomeProgram('sudo'),
    become_flags: becomeFlags('sudo', '-H -S -n'),
    become_pass: becomePassword('sudo'),
    sudo_chdir: {
      type: 'string',
      default: null,
      variables: ['ansible_sudo_chdir'],
      keywords: [],
      cli: [],
      env: ['ANSIBLE_SUDO_CHDIR'],
      ini: ['sudo_become_plugin.chdir'],
      description: 'the directory to change to first',
    },
  },
} as const satisfies PluginDeclaration;
