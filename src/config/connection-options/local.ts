import type { PluginOptions } from './plugin-option.ts';

/** Options of the local connection. */
export const localOptions = {
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
} as const satisfies PluginOptions;
