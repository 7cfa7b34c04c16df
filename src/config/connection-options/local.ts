import type { PluginDeclaration } from './plugin-option.ts';

/** The machine and account that mitorun runs in. */
export const local = {
  collection: 'ansible.builtin',
  aliases: ['mitogen_local'],
  options: {
    become_success_timeout: {
      type: 'integer',
      default: 10,
      variables: ['ansible_local_become_success_timeout'],
      keywords: [],
      cli: [],
      env: [],
      ini: [],
      description: 'seconds to wait for the become program',
    },
    become_strip_preamble: {
      type: 'boolean',
      default: true,
      variables: ['ansible_local_become_strip_preamble'],
      keywords: [],
      cli: [],
      env: [],
      ini: [],
      description:
        'drop what the become program writes ahead of the command of `raw`; what a module writes never mixes with it',
    },
  },
} as const satisfies PluginDeclaration;
