import type { SettingTable } from './setting.ts';

/** Facts and their cache. */
export const factsSettings = {
  CACHE_PLUGIN: {
    type: 'string',
    default: 'memory',
    ini: ['defaults.fact_caching'],
    env: ['ANSIBLE_CACHE_PLUGIN'],
    description: 'where facts are kept between runs: memory, jsonfile, yaml...',
  },
  CACHE_PLUGIN_CONNECTION: {
    type: 'string',
    default: null,
    ini: ['defaults.fact_caching_connection'],
    env: ['ANSIBLE_CACHE_PLUGIN_CONNECTION'],
    description: 'directory or address of that place',
  },
  CACHE_PLUGIN_PREFIX: {
    type: 'string',
    default: 'ansible_facts',
    ini: ['defaults.fact_caching_prefix'],
    env: ['ANSIBLE_CACHE_PLUGIN_PREFIX'],
    description: 'what the names in that place begin with',
  },
  CACHE_PLUGIN_TIMEOUT: {
    type: 'integer',
    default: 86400,
    ini: ['defaults.fact_caching_timeout'],
    env: ['ANSIBLE_CACHE_PLUGIN_TIMEOUT'],
    description: 'seconds for which kept facts are good; 0 for ever',
  },
  FACTS_MODULES: {
    type: 'list',
    default: ['smart'],
    ini: ['defaults.facts_modules'],
    env: ['ANSIBLE_FACTS_MODULES'],
    variable: 'ansible_facts_modules',
    description: 'modules that gather facts',
  },
} as const satisfies SettingTable;
