import { userInfo } from 'node:os';
import type { BecomeStep, HopPath, PythonChoice, TransportStep } from '../broker/hop-path.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import { shellSplit } from '../python/shell-split.ts';
import type { Templar } from '../template/templar.ts';
import { parseBoolean, toNumber } from './conversions.ts';
import type { TaskKeywords } from './task-keywords.ts';

/** Settings of the run that a connection falls back to: the command line and ansible.cfg. */
export interface ConnectionDefaults {
  readonly connection: string;
  readonly setting: (name: string) => Value | undefined;
  /** From `-k`/`-K` and their files: never rendered, never shown. */
  readonly connectionPassword: string | undefined;
  readonly becomePassword: string | undefined;
}

/** Where a task runs: the hop's path, and the names that messages and variables use. */
export interface TaskConnection {
  readonly path: HopPath;
  readonly connection: string;
  readonly remoteUser: string | undefined;
  readonly becomeUser: string | undefined;
  readonly address: string;
}

/**
 * Resolves how a task reaches its target, from variables (they win), keywords, the command line and settings: the
 * options that Ansible documents for its `ssh` and `local` connection plugins and its become plugins.
 * @param target `inventory_hostname` of the target, the delegate's where the task is delegated
 */
export function connectionPath(
  target: string,
  templar: Templar,
  keywords: TaskKeywords,
  defaults: ConnectionDefaults,
): TaskConnection {
  const lookup = new ConnectionVariables(templar, keywords, defaults);
  const connection = shortName(lookup.text(['ansible_connection'], 'connection') ?? defaults.connection);
  const address = lookup.text(['ansible_host', 'ansible_ssh_host']) ?? target;
  const transport = transportStep(connection, address, lookup, keywords);
  const loginUser = transport.method === 'ssh' ? transport.user : userInfo().username;
  const become = becomeStep(lookup, keywords, loginUser);
  return {
    path: { steps: become ? [transport, become] : [transport], python: pythonChoice(lookup) },
    connection,
    remoteUser: loginUser,
    becomeUser: become?.user,
    address,
  };
}

class ConnectionVariables {
  readonly #templar: Templar;
  readonly #keywords: TaskKeywords;
  readonly #defaults: ConnectionDefaults;
  constructor(templar: Templar, keywords: TaskKeywords, defaults: ConnectionDefaults) {
    this.#templar = templar;
    this.#keywords = keywords;
    this.#defaults = defaults;
  }
  /** The first variable that is set, else the keyword. */
  value(variables: readonly string[], keyword?: string): Value | undefined {
    for (const name of variables) {
      const written = this.#templar.variables.get(name);
      if (written === undefined) continue;
      const value = this.#templar.render(written);
      if (value !== null) return value;
    }
    return keyword === undefined ? undefined : this.#keywords.value(keyword);
  }
  text(variables: readonly string[], keyword?: string): string | undefined {
    const value = this.value(variables, keyword);
    return value === undefined ? undefined : str(value);
  }
  truth(variables: readonly string[], setting: string): boolean {
    return parseBoolean(this.value(variables) ?? this.#defaults.setting(setting) ?? true) ?? true;
  }
  setting(name: string): Value | undefined {
    const value = this.#defaults.setting(name);
    return value === null ? undefined : value;
  }
  get passwords(): ConnectionDefaults {
    return this.#defaults;
  }
}

/** `ansible.builtin.ssh` is `ssh`; `smart` and the Python SSH client of old are all this one. */
function shortName(connection: string): string {
  const name = connection.replace(/^ansible\.(builtin|legacy)\./, '');
  return ['smart', 'paramiko', 'paramiko_ssh', 'ssh', 'mitogen_ssh'].includes(name) ? 'ssh' : name.replace(/^mitogen_local$/, 'local');
}

function transportStep(connection: string, address: string, lookup: ConnectionVariables, keywords: TaskKeywords): TransportStep {
  if (connection === 'local') return { method: 'local' };
  if (connection !== 'ssh') {
    throw new MitorunError('ACTION', `the connection plugin '${connection}' was not found`, {
      origin: keywords.task.origin,
      hint: 'This version of mitorun connects by ssh and local.',
    });
  }
  const port = lookup.value(['ansible_port', 'ansible_ssh_port'], 'port') ?? lookup.setting('DEFAULT_REMOTE_PORT');
  const text = (variables: string[], setting: string): string =>
    lookup.text(variables) ?? str(lookup.setting(setting) ?? '');
  return {
    method: 'ssh',
    host: address,
    port: port === undefined ? undefined : toNumber('port', port),
    user: lookup.text(['ansible_user', 'ansible_ssh_user'], 'remote_user') ?? optionalText(lookup.setting('DEFAULT_REMOTE_USER')),
    password: lookup.text(['ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password']) ?? lookup.passwords.connectionPassword,
    privateKeyFile:
      lookup.text(['ansible_private_key_file', 'ansible_ssh_private_key_file']) ??
      optionalText(lookup.setting('DEFAULT_PRIVATE_KEY_FILE')),
    arguments: [
      ...shellSplit(text(['ansible_ssh_args'], 'ANSIBLE_SSH_ARGS')),
      ...shellSplit(text(['ansible_ssh_common_args'], 'SSH_COMMON_ARGS')),
      ...shellSplit(text(['ansible_ssh_extra_args'], 'SSH_EXTRA_ARGS')),
    ],
    hostKeyChecking: lookup.truth(['ansible_ssh_host_key_checking', 'ansible_host_key_checking'], 'HOST_KEY_CHECKING'),
    timeout: 1000 * toNumber('timeout', lookup.value(['ansible_ssh_timeout', 'ansible_timeout']) ?? lookup.setting('DEFAULT_TIMEOUT') ?? 10),
  };
}

function becomeStep(lookup: ConnectionVariables, keywords: TaskKeywords, loginUser: string | undefined): BecomeStep | undefined {
  const wanted = lookup.value(['ansible_become']);
  const active = wanted === undefined ? keywords.boolean('become', false) : (parseBoolean(wanted) ?? false);
  if (!active) return undefined;
  const method = (lookup.text(['ansible_become_method'], 'become_method') ?? 'sudo').replace(/^ansible\.(builtin|legacy)\./, '');
  const user = lookup.text(['ansible_become_user', `ansible_${method}_user`], 'become_user') ?? 'root';
  if (user === loginUser && !(parseBoolean(lookup.setting('BECOME_ALLOW_SAME_USER') ?? false) ?? false)) return undefined;
  return {
    method,
    user,
    executable: lookup.text(['ansible_become_exe', `ansible_${method}_exe`], 'become_exe'),
    flags: lookup.text(['ansible_become_flags', `ansible_${method}_flags`], 'become_flags'),
    password:
      lookup.text(['ansible_become_password', 'ansible_become_pass', `ansible_${method}_pass`, `ansible_${method}_password`]) ??
      lookup.passwords.becomePassword,
  };
}

function pythonChoice(lookup: ConnectionVariables): PythonChoice {
  const chosen = lookup.text(['ansible_python_interpreter']) ?? str(lookup.setting('INTERPRETER_PYTHON') ?? 'auto');
  if (!/^auto(_silent|_legacy|_legacy_silent)?$/.test(chosen)) return { interpreter: chosen };
  const fallback = lookup.value(['ansible_interpreter_python_fallback']) ?? lookup.setting('INTERPRETER_PYTHON_FALLBACK');
  return { discover: chosen, candidates: Array.isArray(fallback) ? fallback.map(str) : defaultCandidates };
}

/** Ansible's INTERPRETER_PYTHON_FALLBACK of 2.19, with the older ones that its 2.14 still tried behind them. */
const defaultCandidates = [
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
  'python3.9',
  'python3.8',
  '/usr/bin/python3',
  'python3',
  'python3.7',
  'python3.6',
  '/usr/libexec/platform-python',
  '/usr/bin/python',
  'python2.7',
  'python',
];

function optionalText(value: Value | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : str(value);
}
