import { resolve } from 'node:path';
import type { Terminal } from '../actions/action.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { nodeFileSystem } from '../config/node-file-system.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { RunEvent } from '../events/run-event.ts';
import type { RunOptions } from '../executor/services.ts';
import { findContent } from '../modules/content/find.ts';
import type { ContentTree } from '../modules/content/tree.ts';
import type { Display } from '../output/display.ts';
import { KnownSecrets } from '../output/redact.ts';
import type { Dict } from '../python/dict.ts';
import { loadYaml } from '../yaml/load.ts';
import type { RunPlan } from './assemble-run.ts';
import { setUpDisplay } from './display-setup.ts';
import { extraVariables } from './extra-vars.ts';
import type { ParsedOptions } from './options/option.ts';
import { readPasswordFile } from './password-file.ts';
import type { ProcessEdge } from './process-edge.ts';
import { openVault, type RunVault } from './run-vault.ts';
import { askSecret, terminalOf } from './terminal.ts';

/** What both programs that run tasks need before they know their tasks. */
export interface CommonSetup {
  readonly config: Config;
  readonly display: Display;
  readonly secrets: KnownSecrets;
  readonly vault: RunVault;
  readonly trees: readonly ContentTree[];
  readonly extraVars: Dict;
  readonly connectionPassword: string | undefined;
  readonly becomePassword: string | undefined;
  readonly terminal: Terminal | undefined;
  readonly verbosity: number;
}

/** Reads the configuration, asks for passwords and finds Ansible's content. */
export async function commonSetup(edge: ProcessEdge, options: ParsedOptions): Promise<CommonSetup> {
  const config = loadConfig({
    cwd: edge.cwd,
    env: edge.environment,
    home: edge.home,
    fileSystem: nodeFileSystem,
  });
  const secrets = new KnownSecrets();
  const verbosity = Math.max(options.count('verbose'), config.get('DEFAULT_VERBOSITY'));
  const display = setUpDisplay(config, edge, { verbosity, secrets });
  const warn = (message: string): void => display.warn(message);
  for (const warning of config.warnings) warn(warning);
  const passwords = await askPasswords(edge, config, options);
  secrets.add(passwords.connection);
  secrets.add(passwords.become);
  const vault = await openVault(config, options, edge, warn);
  const readYaml = (text: string, file: string) =>
    loadYaml(text, { file, trust: true, vault: vault.strings, warn });
  const trees = findContent({ explicit: options.text('content'), environment: edge.environment });
  if (trees.length === 0) {
    throw new MitorunError('CONTENT', "Ansible's modules were not found on this machine.", {
      hint: 'Install ansible-core, or run: mitorun content install',
    });
  }
  return {
    config,
    display,
    secrets,
    vault,
    trees,
    verbosity,
    extraVars: extraVariables(options.list('extra-vars'), readYaml, vault.decrypt),
    connectionPassword: passwords.connection,
    becomePassword: passwords.become,
    terminal: terminalOf(edge),
  };
}

async function askPasswords(
  edge: ProcessEdge,
  config: Config,
  options: ParsedOptions,
): Promise<{ readonly connection: string | undefined; readonly become: string | undefined }> {
  const connectionFile =
    options.text('connection-password-file') ?? config.get('CONNECTION_PASSWORD_FILE') ?? undefined;
  const becomeFile = options.text('become-password-file') ?? config.get('BECOME_PASSWORD_FILE') ?? undefined;
  let connection: string | undefined;
  if (options.flag('ask-pass') || config.get('DEFAULT_ASK_PASS'))
    connection = await askSecret(edge, 'SSH password: ');
  else if (connectionFile !== undefined) connection = readPasswordFile(resolve(edge.cwd, connectionFile));
  let become: string | undefined;
  if (options.flag('ask-become-pass') || config.get('DEFAULT_BECOME_ASK_PASS')) {
    const prompt =
      connection === undefined ? 'BECOME password: ' : 'BECOME password[defaults to SSH password]: ';
    const answer = await askSecret(edge, prompt);
    become = answer === '' ? connection : answer;
  } else if (becomeFile !== undefined) become = readPasswordFile(resolve(edge.cwd, becomeFile));
  return { connection, become };
}

/** The options of a run that both programs share. */
export function runOptions(edge: ProcessEdge, options: ParsedOptions, setup: CommonSetup): RunOptions {
  const { config } = setup;
  const [tree] = setup.trees;
  const words = (name: string, setting: readonly string[]): string[] => {
    const given = options.list(name);
    return (given.length > 0 ? given : setting)
      .flatMap((part) => part.split(','))
      .map((word) => word.trim())
      .filter((word) => word !== '');
  };
  const tags = words('tags', config.get('TAGS_RUN'));
  return {
    forks: options.number('forks') ?? config.get('DEFAULT_FORKS'),
    checkMode: options.flag('check'),
    diffMode: options.flag('diff') || config.get('DIFF_ALWAYS'),
    verbosity: setup.verbosity,
    tags: tags.length > 0 ? tags : ['all'],
    skipTags: words('skip-tags', config.get('TAGS_SKIP')),
    limit: options.text('limit'),
    startAtTask: options.text('start-at-task'),
    step: options.flag('step'),
    forceHandlers: options.flag('force-handlers') || config.get('DEFAULT_FORCE_HANDLERS'),
    configFile: config.file,
    coreVersion: tree?.version ?? '0.0',
    controllerPython: '/usr/bin/python3',
    workingDirectory: edge.cwd,
  };
}

/** The plan of a run from what the command line said. */
export function runPlan(
  edge: ProcessEdge,
  options: ParsedOptions,
  setup: CommonSetup,
  rest: {
    readonly baseDirectory: string;
    readonly emit: (event: RunEvent) => void;
    readonly signal: AbortSignal;
    readonly inventoryDefault: readonly string[];
  },
): RunPlan {
  const given = options.list('inventory');
  return {
    edge,
    config: setup.config,
    options: runOptions(edge, options, setup),
    vault: setup.vault,
    secrets: setup.secrets,
    trees: setup.trees,
    inventorySources: given.length > 0 ? given : rest.inventoryDefault,
    extraVars: setup.extraVars,
    modulePaths: options.list('module-path').flatMap((paths) => paths.split(':')),
    baseDirectory: rest.baseDirectory,
    cli: commandLineOption(options),
    connectionPassword: setup.connectionPassword,
    becomePassword: setup.becomePassword,
    terminal: setup.terminal,
    emit: rest.emit,
    signal: rest.signal,
  };
}

/** Options under the names that Ansible's plug-ins know them by. */
function commandLineOption(options: ParsedOptions): (name: string) => string | undefined {
  const renamed: Readonly<Record<string, string>> = { remote_user: 'user', private_key_file: 'private-key' };
  return (name) => {
    const own = renamed[name] ?? name.replaceAll('_', '-');
    return options.text(own) ?? (options.flag(own) ? 'true' : undefined);
  };
}
