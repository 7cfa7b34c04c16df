import { MitorunError } from '../errors/mitorun-error.ts';

export type Isolation = 'in-process' | 'fork';

/**
 * Modules that run inside the agent's own process. They were read (2.14 and 2.19) for threads, signal
 * handlers, caches, lasting changes of the environment and stateful libraries (apt, dnf, dbus), and have
 * none. What the agent restores anyway (cwd, umask, environment, atexit) does not count. All other modules
 * are forked, which takes 2 ms more.
 */
const inProcessModules: ReadonlySet<string> = new Set([
  'ansible.builtin.assemble',
  'ansible.builtin.async_status',
  'ansible.builtin.blockinfile',
  'ansible.builtin.command',
  'ansible.builtin.copy',
  'ansible.builtin.file',
  'ansible.builtin.find',
  'ansible.builtin.getent',
  'ansible.builtin.group',
  'ansible.builtin.known_hosts',
  'ansible.builtin.lineinfile',
  'ansible.builtin.ping',
  'ansible.builtin.replace',
  'ansible.builtin.slurp',
  'ansible.builtin.stat',
  'ansible.builtin.tempfile',
]);

/**
 * How a module is to run. `override` is the `mitogen_task_isolation` variable of the task:
 * `fork`, `none` for what is best, or `in_process`, mitorun's own, for inside the agent. Throws MitorunError ACTION for another value.
 * @param moduleName the full name, `ResolvedModule.name`
 */
export function isolationOf(moduleName: string, override?: string): Isolation {
  switch (override) {
    case undefined:
    case '':
    case 'none':
      return inProcessModules.has(moduleName) ? 'in-process' : 'fork';
    case 'fork':
      return 'fork';
    case 'in_process':
    case 'in-process':
      return 'in-process';
    default:
      throw new MitorunError(
        'ACTION',
        `mitogen_task_isolation is '${override}'; it may be fork or in_process`,
      );
  }
}
