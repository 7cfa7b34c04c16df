import { becomeFlags, becomePassword, becomeUser } from './become-options.ts';
import type { PluginDeclaration } from './plugin-option.ts';

/** su by way of sudo, whose variables it shares. */
export const sudosu = {
  collection: 'community.general',
  options: {
    become_user: becomeUser('sudo', 'root'),
    become_flags: becomeFlags('sudo', '-H -S -n'),
    become_pass: becomePassword('sudo'),
    alt_method: {
      type: 'boolean',
      default: null,
      variables: ['ansible_sudosu_alt_method'],
      keywords: [],
      cli: [],
      env: ['ANSIBLE_SUDOSU_ALT_METHOD'],
      ini: ['community.general.sudosu.alternative_method'],
      description: 'leave the shell out of the call of su',
    },
  },
} as const satisfies PluginDeclaration;
