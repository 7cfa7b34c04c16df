import type { BecomeStep, HopPath, PythonChoice, SshStep, TransportStep } from '../broker/route/route.ts';
import { connectionOptions, type PluginName } from '../config/connection-options/all.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { ownAccount } from '../python/accounts.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import { shellSplit } from '../python/shell-split.ts';
import { expandHome } from '../template/expand-home.ts';
import type { Templar } from '../template/templar.ts';
import { type ConnectionDefaults, ConnectionOptions } from './connection-options.ts';
import { parseBoolean, toNumber } from './conversions.ts';
import type { TaskKeywords } from './task-keywords.ts';

/** Where a task runs: the hop's path, and the names that messages and variables use. */
export interface TaskConnection {
  readonly path: HopPath;
  readonly connection: string;
  readonly remoteUser: string | undefined;
  readonly becomeUser: string | undefined;
  readonly address: string;
  /** Whether commands that are no modules get a terminal: over ssh, unless `use_tty` is off. */
  readonly usesTerminal: boolean;
  /** Where files of the task may be on the target, the first choice first. */
  readonly temporaryPlaces: readonly string[];
  /** Whether the task's account may read and start what the login's account has. */
  readonly readsLoginFiles: boolean;
  /** What the target's variables or the settings say of the shell there. */
  readonly shell: (option: ShellOption) => string | undefined;
}

export type ShellOption = 'remote_tmp' | 'async_dir' | 'executable';

/**
 * Resolves how a task reaches its target, from variables (they win), keywords, the command line and settings, by the
 * tables of options that Ansible documents for its connection and become plugins (`config/connection-options/`).
 * @param place.target `inventory_hostname` of the target, the delegate's where the task is delegated
 * @param place.playbookDirectory where commands of this machine begin
 */
export function connectionPath(
  place: { readonly target: string; readonly playbookDirectory: string },
  templar: Templar,
  keywords: TaskKeywords,
  defaults: ConnectionDefaults,
): TaskConnection {
  const options = new ConnectionOptions(templar, keywords, defaults);
  const connection = options.connectionName();
  const address = options.plain('ansible_ssh_host', 'ansible_host') ?? place.target;
  const transport: TransportStep =
    connection === 'local'
      ? { method: 'local', directory: place.playbookDirectory }
      : sshStep(connection, address, options, keywords);
  const loginUser = transport.method === 'ssh' ? transport.user : ownAccount().name;
  const become = becomeStep(options, keywords, { loginUser, connection });
  const admins = texts(options.option('shell', 'admin_users'));
  const readsLoginFiles = !become || become.user === loginUser || admins.includes(become.user);
  return {
    path: { steps: become ? [transport, become] : [transport], python: pythonChoice(options) },
    connection,
    remoteUser: loginUser,
    becomeUser: become?.user,
    address,
    usesTerminal:
      transport.method === 'ssh' && (parseBoolean(options.option('ssh', 'use_tty') ?? true) ?? false),
    temporaryPlaces: temporaryPlaces(options, readsLoginFiles),
    readsLoginFiles,
    shell: (option) => (option === 'executable' ? shellExecutable(options) : options.text('shell', option)),
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

function sshStep(
  connection: string,
  address: string,
  options: ConnectionOptions,
  keywords: TaskKeywords,
): SshStep {
  if (connection !== 'ssh') {
    throw new MitorunError('ACTION', `the connection plugin '${connection}' was not found`, {
      origin: keywords.task.origin,
    });
  }
  const port = options.option('ssh', 'port');
  // Ansible puts HOME in place of `~` here; in ssh's own arguments ssh puts what passwd says.
  const keyFile = options.text('ssh', 'private_key_file');
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
    privateKeyFile: keyFile === undefined ? undefined : expandHome(keyFile),
    privateKey: privateKey(options),
    firstArguments: sshArguments(options, 'ssh_args'),
    arguments: [...sshArguments(options, 'ssh_common_args'), ...sshArguments(options, 'ssh_extra_args')],
    hostKeyChecking: parseBoolean(options.option('ssh', 'host_key_checking') ?? true) ?? true,
    timeout: 1000 * toNumber('timeout', options.option('ssh', 'timeout') ?? 10),
    retries: toNumber('reconnection_retries', options.option('ssh', 'reconnection_retries') ?? 0),
  };
}

/** `remote_tmp`; first the system's own where the account is neither the login's nor an administrator's, as Ansible has it. */
function temporaryPlaces(options: ConnectionOptions, readsLoginFiles: boolean): string[] {
  const wanted = options.text('shell', 'remote_tmp') ?? '~/.ansible/tmp';
  const system = texts(options.option('shell', 'system_tmpdirs'));
  const comesFirst = readsLoginFiles || system.some((directory) => wanted.startsWith(directory));
  return comesFirst ? [wanted, ...system] : [...system, wanted];
}

function sshArguments(options: ConnectionOptions, name: string): string[] {
  return shellSplit(options.text('ssh', name) ?? '');
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
  return texts(options.option(method, 'prompt_l10n'));
}

/** An option that is a list, or text with commas. */
function texts(value: Value | undefined): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : str(value).split(',')).map((one) => str(one));
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
  refuseBecomeUser(user, keywords);
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
    shell: becomeShell(options),
  };
}

function shellExecutable(options: ConnectionOptions): string | undefined {
  return options.plain('ansible_shell_executable') ?? options.config.get('DEFAULT_EXECUTABLE');
}

/** Undefined for /bin/sh, so that equal ways to an account are equal. */
function becomeShell(options: ConnectionOptions): string | undefined {
  const executable = shellExecutable(options);
  return executable === '' || executable === '/bin/sh' ? undefined : executable;
}

/** su and its kin would read such a name as an option, and give the account of the one who asks or root's. */
function refuseBecomeUser(user: string, keywords: TaskKeywords): void {
  if (!/^-|\p{Cc}/u.test(user)) return;
  throw new MitorunError('ACTION', `become_user is ${JSON.stringify(user)}, which is no name of an account`, {
    origin: keywords.task.origin,
  });
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
  const written = options.plain('ansible_python_interpreter') ?? config.get('INTERPRETER_PYTHON');
  const chosen = written.trim() || 'auto';
  if (!/^auto(_silent|_legacy|_legacy_silent)?$/.test(chosen)) return { interpreter: chosen };
  const fallback = options.variable('ansible_interpreter_python_fallback');
  const candidates = Array.isArray(fallback) ? fallback.map(str) : config.get('INTERPRETER_PYTHON_FALLBACK');
  return { discover: chosen, candidates: [...candidates] };
}
