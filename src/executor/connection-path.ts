import { userInfo } from 'node:os';
import type { BecomeStep, HopPath, PythonChoice, SshStep, TransportStep } from '../broker/hop-path.ts';
import type { Config } from '../config/config.ts';
import { connectionOptions, type PluginName } from '../config/connection-options/all.ts';
import type { PluginOption } from '../config/connection-options/plugin-option.ts';
import { type OptionSources, resolveOption } from '../config/connection-options/resolve-option.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { str } from '../python/repr.ts';
import { shellSplit } from '../python/shell-split.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';
import { parseBoolean, toNumber } from './conversions.ts';
import type { TaskKeywords } from './task-keywords.ts';

/** What a connection falls back to where neither variables nor keywords say anything. */
export interface ConnectionDefaults {
  readonly config: Config;
  /** Options of the command line, by the names under which Ansible's parser stores them (`ssh_common_args`...). */
  readonly cli: (name: string) => string | undefined;
  /** From `-k`/`-K` and their files: never rendered, never shown. */
  readonly connectionPassword: string | undefined;
  readonly becomePassword: string | undefined;
  /** Told of every password in use, so that the output can mask it. */
  readonly secret: (password: string) => void;
}

/** Where a task runs: the hop's path, and the names that messages and variables use. */
export interface TaskConnection {
  readonly path: HopPath;
  readonly connection: string;
  readonly remoteUser: string | undefined;
  readonly becomeUser: string | undefined;
  readonly address: string;
  /** What the target's variables or the settings say of the shell there. */
  readonly shell: (option: ShellOption) => string | undefined;
}

export type ShellOption = 'remote_tmp' | 'async_dir' | 'executable';

/**
 * Resolves how a task reaches its target, from variables (they win), keywords, the command line and settings, by the
 * tables of options that Ansible documents for its connection and become plugins (`config/connection-options/`).
 * @param target `inventory_hostname` of the target, the delegate's where the task is delegated
 */
export function connectionPath(
  target: string,
  templar: Templar,
  keywords: TaskKeywords,
  defaults: ConnectionDefaults,
): TaskConnection {
  const options = new ConnectionOptions(templar, keywords, defaults);
  const { config } = defaults;
  const connection = options.connectionName();
  const address = options.plain('ansible_ssh_host', 'ansible_host') ?? target;
  const transport = transportStep(connection, address, options, keywords);
  const loginUser = transport.method === 'ssh' ? transport.user : userInfo().username;
  const become = becomeStep(options, keywords, { loginUser, connection });
  return {
    path: { steps: become ? [transport, become] : [transport], python: pythonChoice(options) },
    connection,
    remoteUser: loginUser,
    becomeUser: become?.user,
    address,
    shell: (option) =>
      option === 'executable'
        ? (options.plain('ansible_shell_executable') ?? config.get('DEFAULT_EXECUTABLE'))
        : options.text('shell', option),
  };
}

/** The plug-ins that a task names, `become` where it is on. */
export function connectionPlugins(
  templar: Templar,
  keywords: TaskKeywords,
  defaults: ConnectionDefaults,
): {
  readonly connection: string;
  readonly become: string | undefined;
  readonly address: string | undefined;
  readonly shell: string | undefined;
} {
  const options = new ConnectionOptions(templar, keywords, defaults);
  return {
    connection: options.connectionName(),
    become: becomeMethodName(options, keywords),
    address: options.plain('ansible_ssh_host', 'ansible_host'),
    shell: options.plain('ansible_shell_type'),
  };
}

/** Options for one task: variables and keywords rendered when they are asked for. */
class ConnectionOptions implements OptionSources {
  readonly config: Config;
  readonly defaults: ConnectionDefaults;
  readonly #templar: Templar;
  readonly #keywords: TaskKeywords;

  constructor(templar: Templar, keywords: TaskKeywords, defaults: ConnectionDefaults) {
    this.#templar = templar;
    this.#keywords = keywords;
    this.defaults = defaults;
    this.config = defaults.config;
  }

  variable(name: string): Value | undefined {
    const written = this.#templar.variables.get(name);
    if (written === undefined) return undefined;
    // The keyword itself stands for a variable that nobody set: it has been rendered.
    const isKeyword = name === 'ansible_connection' && written === this.#keywords.raw('connection');
    return isKeyword ? this.#keywords.value('connection') : this.#templar.render(written);
  }
  keyword(name: string): Value | undefined {
    const written = this.#keywords.value(name);
    return written ?? (name.startsWith('become') ? this.cli(name) : undefined);
  }
  cli(name: string): string | undefined {
    return this.defaults.cli(name);
  }

  /** The first of these variables that is set, as text. */
  plain(...names: readonly string[]): string | undefined {
    for (const name of names) {
      const value = this.variable(name);
      if (value !== undefined && value !== null) return str(value);
    }
    return undefined;
  }

  /** A plug-in's option; undefined where its value is null or empty. */
  option(plugin: PluginName, name: string): Value | undefined {
    const table: Readonly<Record<string, PluginOption>> = connectionOptions[plugin];
    const option = table[name];
    if (!option) return undefined;
    const { value } = resolveOption(name, option, this);
    if (value === null || value === '') return undefined;
    if (Array.isArray(value)) return value.map((part: Value) => part);
    return typeof value === 'object' && !('typeName' in value) ? undefined : (value as Value);
  }
  text(plugin: PluginName, name: string): string | undefined {
    const value = this.option(plugin, name);
    return value === undefined ? undefined : str(value);
  }
  password(plugin: PluginName, name: string, otherwise: string | undefined): string | undefined {
    const password = this.text(plugin, name) ?? otherwise;
    if (password !== undefined) this.defaults.secret(password);
    return password;
  }

  /** `ansible.builtin.ssh` is `ssh`; `smart` and the Python SSH clients of old are all this one. */
  connectionName(): string {
    const named =
      this.plain('ansible_connection') ?? this.#keywords.string('connection') ?? this.cli('connection');
    const name = (named ?? str(this.config.get('DEFAULT_TRANSPORT') ?? 'ssh')).replace(
      /^ansible\.(builtin|legacy)\./,
      '',
    );
    if (['smart', 'paramiko', 'paramiko_ssh', 'mitogen_ssh'].includes(name)) return 'ssh';
    return name === 'mitogen_local' ? 'local' : name;
  }
}

function transportStep(
  connection: string,
  address: string,
  options: ConnectionOptions,
  keywords: TaskKeywords,
): TransportStep {
  if (connection === 'local') return { method: 'local' };
  if (connection !== 'ssh') {
    throw new MitorunError('ACTION', `the connection plugin '${connection}' was not found`, {
      origin: keywords.task.origin,
    });
  }
  const port = options.option('ssh', 'port');
  return {
    method: 'ssh',
    host: address,
    port: port === undefined ? undefined : toNumber('port', port),
    user: options.text('ssh', 'remote_user'),
    password:
      options.text('ssh', 'password_mechanism') === 'disable'
        ? undefined
        : options.password('ssh', 'password', options.defaults.connectionPassword),
    passwordPrompt: options.text('ssh', 'sshpass_prompt'),
    privateKeyFile: options.text('ssh', 'private_key_file'),
    privateKey: privateKey(options),
    arguments: ['ssh_args', 'ssh_common_args', 'ssh_extra_args'].flatMap((name) =>
      shellSplit(options.text('ssh', name) ?? ''),
    ),
    hostKeyChecking: parseBoolean(options.option('ssh', 'host_key_checking') ?? true) ?? true,
    timeout: 1000 * toNumber('timeout', options.option('ssh', 'timeout') ?? 10),
    retries: toNumber('reconnection_retries', options.option('ssh', 'reconnection_retries') ?? 0),
  };
}

function privateKey(options: ConnectionOptions): SshStep['privateKey'] {
  const text = options.password('ssh', 'private_key', undefined);
  return text === undefined
    ? undefined
    : { text, passphrase: options.password('ssh', 'private_key_passphrase', undefined) };
}

/** As Ansible waits: two seconds longer than for the connection, or as long as the local connection is told to. */
function becomeSeconds(options: ConnectionOptions, connection: string): number {
  if (connection === 'local')
    return toNumber('become_success_timeout', options.option('local', 'become_success_timeout') ?? 10);
  return toNumber('timeout', options.option('ssh', 'timeout') ?? 10) + 2;
}

/** Words of the prompt that su and doas are told of. */
function promptWords(options: ConnectionOptions, method: PluginName): readonly string[] {
  const words = options.option(method, 'prompt_l10n');
  if (words === undefined) return [];
  return (Array.isArray(words) ? words : str(words).split(',')).map((word) => str(word));
}

function becomeStep(
  options: ConnectionOptions,
  keywords: TaskKeywords,
  { loginUser, connection }: { readonly loginUser: string | undefined; readonly connection: string },
): BecomeStep | undefined {
  const { config } = options;
  const named = becomeMethodName(options, keywords);
  if (named === undefined) return undefined;
  const method = named.replace(/^(ansible\.(builtin|legacy)|community\.general)\./, '');
  if (!isBecomeMethod(method)) {
    throw new MitorunError(
      'ACTION',
      `Invalid become method specified, could not find matching plugin: '${named}'.`,
      {
        origin: keywords.task.origin,
        hint: 'Use `ansible-doc -t become -l` to list available plugins.',
      },
    );
  }
  const user = options.text(method, 'become_user') ?? 'root';
  if (user === loginUser && !config.get('BECOME_ALLOW_SAME_USER')) return undefined;
  return {
    method,
    user,
    executable: options.text(method, 'become_exe'),
    flags: options.text(method, 'become_flags'),
    password: options.password(method, 'become_pass', options.defaults.becomePassword),
    timeout: 1000 * becomeSeconds(options, connection),
    directory: options.text(method, 'sudo_chdir'),
    prompts: promptWords(options, method),
  };
}

/** As somebody wrote it; undefined where become is off. */
function becomeMethodName(options: ConnectionOptions, keywords: TaskKeywords): string | undefined {
  const { config } = options;
  const wanted = options.variable('ansible_become');
  const written = wanted ?? keywords.value('become');
  const byDefault = options.cli('become') !== undefined || config.get('DEFAULT_BECOME');
  const active = written === undefined || written === null ? byDefault : (parseBoolean(written) ?? false);
  if (!active) return undefined;
  return (
    options.plain('ansible_become_method') ??
    keywords.string('become_method') ??
    options.cli('become_method') ??
    config.get('DEFAULT_BECOME_METHOD')
  );
}

function isBecomeMethod(name: string): name is PluginName {
  return Object.hasOwn(connectionOptions, name) && !['ssh', 'local', 'shell'].includes(name);
}

function pythonChoice(options: ConnectionOptions): PythonChoice {
  const { config } = options;
  const chosen = options.plain('ansible_python_interpreter') ?? config.get('INTERPRETER_PYTHON');
  if (!/^auto(_silent|_legacy|_legacy_silent)?$/.test(chosen)) return { interpreter: chosen };
  const fallback = options.variable('ansible_interpreter_python_fallback');
  const candidates = Array.isArray(fallback) ? fallback.map(str) : config.get('INTERPRETER_PYTHON_FALLBACK');
  return { discover: chosen, candidates: [...candidates] };
}
