import type { Terminal } from '../actions/action.ts';
import type { Config } from '../config/config.ts';
import { deprecatedSettings } from '../config/deprecated-settings.ts';
import { loadConfig } from '../config/load-config.ts';
import { nodeFileSystem } from '../config/node-file-system.ts';
import { withoutEffectWarning } from '../config/without-effect.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { ContentTree } from '../modules/content/tree.ts';
import type { Display } from '../output/display.ts';
import { showNotices } from '../output/show-notice-events.ts';
import { KnownSecrets } from '../output/redact.ts';
import type { Dict } from '../python/dict.ts';
import { loadYaml } from '../yaml/load.ts';
import { askPasswords } from './ask-passwords.ts';
import { setUpDisplay } from './display-setup.ts';
import { extraVariables } from './extra-vars.ts';
import { duplicateKeys } from './load-run-inventory.ts';
import type { ParsedOptions } from './options/option.ts';
import type { ProcessEdge } from './process-edge.ts';
import { contentForRun } from './run-content.ts';
import { openVault, type RunVault } from './run-vault.ts';
import { terminalOf } from './terminal.ts';
import { versionLines } from './version-lines.ts';

/** Settings and a place to print: what every program begins with. */
export interface ProgramBase {
  readonly config: Config;
  readonly display: Display;
  readonly secrets: KnownSecrets;
  readonly verbosity: number;
}

/** Variables and secrets: what a program needs that reads an inventory. */
export interface DataSetup extends ProgramBase {
  readonly vault: RunVault;
  readonly extraVars: Dict;
}

/** What both programs that run tasks need before they know their tasks. */
export interface CommonSetup extends DataSetup {
  readonly trees: readonly ContentTree[];
  readonly forks: number;
  readonly connectionPassword: string | undefined;
  readonly becomePassword: string | undefined;
  readonly terminal: Terminal | undefined;
}

/** Reads ansible.cfg and the environment. Throws CONFIG. */
export function readConfig(edge: ProcessEdge): Config {
  return loadConfig({ cwd: edge.cwd, env: edge.environment, home: edge.home, fileSystem: nodeFileSystem });
}

export function programBase(edge: ProcessEdge, options: ParsedOptions): ProgramBase {
  const config = readConfig(edge);
  const secrets = new KnownSecrets();
  const verbosity = config.get('DEFAULT_VERBOSITY') + options.count('verbose');
  const display = setUpDisplay(config, edge, { verbosity, secrets });
  if (verbosity >= 2) display.verbose(versionLines(edge, config, options.text('content')), 2);
  display.verbose(
    config.file === undefined
      ? 'No config file found; using defaults'
      : `Using ${config.file} as config file`,
    1,
  );
  for (const warning of config.warnings) display.warn(warning);
  const deprecate = showNotices(display);
  for (const deprecation of deprecatedSettings(config)) deprecate({ kind: 'deprecation', ...deprecation });
  return { config, display, secrets, verbosity };
}

export async function dataSetup(
  edge: ProcessEdge,
  options: ParsedOptions,
  base: ProgramBase,
): Promise<DataSetup> {
  const warn = (message: string): void => base.display.warn(message);
  const vault = await openVault(base.config, options, edge, warn);
  const readYaml = (text: string, file: string) =>
    loadYaml(text, {
      file,
      trust: true,
      vault: vault.strings,
      warn,
      duplicateKeys: duplicateKeys(base.config),
    });
  return {
    ...base,
    vault,
    extraVars: extraVariables(options.list('extra-vars'), {
      readYaml,
      decrypt: vault.decrypt,
      cwd: edge.cwd,
      home: edge.home,
    }),
  };
}

/** @param how.asksPasswords false where nothing will be run: listings and --syntax-check */
export async function commonSetup(
  edge: ProcessEdge,
  options: ParsedOptions,
  how: { readonly asksPasswords: boolean },
): Promise<CommonSetup> {
  const base = programBase(edge, options);
  const idle = withoutEffectWarning(base.config);
  if (idle !== undefined) base.display.warn(idle);
  const forks = options.number('forks') ?? base.config.get('DEFAULT_FORKS');
  if (forks < 1) throw new MitorunError('ARGUMENTS', 'The number of processes (--forks) must be >= 1');
  const passwords = how.asksPasswords
    ? await askPasswords(edge, base.config, options)
    : { connection: undefined, become: undefined };
  base.secrets.add(passwords.connection);
  base.secrets.add(passwords.become);
  const data = await dataSetup(edge, options, base);
  return {
    ...data,
    trees: await contentForRun(edge, options),
    forks,
    connectionPassword: passwords.connection,
    becomePassword: passwords.become,
    terminal: terminalOf(edge),
  };
}
