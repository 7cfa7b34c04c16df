import type { SettingTable } from './setting.ts';

/** Mitogen's own settings, accepted so that its users need to change nothing. */
export const mitogenSettings = {
  MITOGEN_POOL_SIZE: {
    type: 'integer',
    default: null,
    ini: [],
    env: ['MITOGEN_POOL_SIZE'],
    description: "threads of Mitogen's service pool",
    ignored: 'forks alone limits how much runs at a time',
  },
  MITOGEN_MAX_INTERPRETERS: {
    type: 'integer',
    default: null,
    ini: [],
    env: ['MITOGEN_MAX_INTERPRETERS'],
    description: 'idle become interpreters that Mitogen keeps for each target',
    ignored: 'interpreters live as long as the run',
  },
  MITOGEN_ROUTER_DEBUG: {
    type: 'string',
    default: null,
    ini: [],
    env: ['MITOGEN_ROUTER_DEBUG'],
    description: "trace Mitogen's messages",
    ignored: 'see the trace option instead',
  },
  MITOGEN_DUMP_THREAD_STACKS: {
    type: 'float',
    default: null,
    ini: [],
    env: ['MITOGEN_DUMP_THREAD_STACKS'],
    description: "dump Mitogen's threads at intervals",
    ignored: 'there are no threads',
  },
} as const satisfies SettingTable;
