import type { Terminal } from '../actions/action.ts';
import type { ContentTree } from '../modules/content/tree.ts';
import type { KnownSecrets } from '../output/redact.ts';
import type { Dict } from '../python/dict.ts';
import type { RunVault } from './run-vault.ts';
import { expandPath } from '../config/expand-path.ts';
import type { Config } from '../config/config.ts';
import type { EventSink } from '../events/event-sink.ts';
import type { RunOptions } from '../executor/services.ts';
import type { CallbackChoice } from '../plugins/python-callbacks.ts';
import type { CommonSetup } from './common-setup.ts';
import type { ParsedOptions } from './options/option.ts';
import type { ProcessEdge } from './process-edge.ts';
import { controllerPython } from './run-content.ts';
import { surroundingsOf } from './surroundings.ts';

/** What the command line has decided before a run is put together. */
export interface RunPlan {
  readonly edge: ProcessEdge;
  readonly config: Config;
  readonly options: RunOptions;
  readonly vault: RunVault;
  readonly secrets: KnownSecrets;
  readonly trees: readonly ContentTree[];
  readonly inventorySources: readonly string[];
  readonly extraVars: Dict;
  readonly modulePaths: readonly string[];
  /** Directory of the first playbook, or the working directory: adjacent `library/`, `collections/`, group_vars. */
  readonly baseDirectory: string;
  /** Directories of all playbooks outside of collections: what lies beside each counts for all. */
  readonly playbookDirectories: readonly string[];
  readonly cli: (name: string) => string | undefined;
  readonly connectionPassword: string | undefined;
  readonly becomePassword: string | undefined;
  readonly terminal: Terminal | undefined;
  /** Everyone who listens but callback plug-ins in Python. */
  readonly emit: EventSink;
  /** Messages up to this verbosity are shown or kept. */
  readonly shownVerbosity: number;
  readonly callbacks: CallbackChoice;
  /** `--flush-cache`: forgets what earlier runs have left of these hosts' facts. */
  readonly flushCache: boolean;
  readonly signal: AbortSignal;
}

/** The plan of a run from what the command line said. */
export function runPlan(
  edge: ProcessEdge,
  options: ParsedOptions,
  setup: CommonSetup,
  rest: {
    readonly baseDirectory: string;
    readonly playbookDirectories: readonly string[];
    readonly emit: EventSink;
    readonly callbacks: CallbackChoice;
    readonly signal: AbortSignal;
  },
): RunPlan {
  return {
    edge,
    config: setup.config,
    options: runOptions(edge, options, setup),
    vault: setup.vault,
    secrets: setup.secrets,
    trees: setup.trees,
    inventorySources: inventorySources(edge, options, setup.config),
    extraVars: setup.extraVars,
    modulePaths: options
      .list('module-path')
      .flatMap((paths) => paths.split(':'))
      .filter((path) => path !== '')
      .map((path) => expandPath(path, surroundingsOf(edge))),
    baseDirectory: rest.baseDirectory,
    playbookDirectories: rest.playbookDirectories,
    cli: commandLineOption(options),
    connectionPassword: setup.connectionPassword,
    becomePassword: setup.becomePassword,
    terminal: setup.terminal,
    emit: rest.emit,
    shownVerbosity: setup.display.shownVerbosity,
    callbacks: rest.callbacks,
    flushCache: options.flag('flush-cache'),
    signal: rest.signal,
  };
}

/** What `-i` names, as absolute paths or host lists, else the setting. */
export function inventorySources(
  edge: ProcessEdge,
  options: ParsedOptions,
  config: Config,
): readonly string[] {
  const given = options.list('inventory');
  if (given.length === 0) return config.get('DEFAULT_HOST_LIST');
  return given.map((source) => (source.includes(',') ? source : expandPath(source, surroundingsOf(edge))));
}

function runOptions(edge: ProcessEdge, options: ParsedOptions, setup: CommonSetup): RunOptions {
  const { config } = setup;
  const [tree] = setup.trees;
  const tags = words([...config.get('TAGS_RUN'), ...options.list('tags')]);
  const skipTags = words([...config.get('TAGS_SKIP'), ...options.list('skip-tags')]);
  // A listing of tags shows all there are, `never` among them, unless some are asked for.
  const allTags =
    options.flag('list-tags') && tags.length + skipTags.length === 0 ? ['never', 'all'] : ['all'];
  return {
    forks: setup.forks,
    checkMode: options.flag('check'),
    diffMode: options.flag('diff') || config.get('DIFF_ALWAYS'),
    verbosity: setup.verbosity,
    tags: tags.length > 0 ? tags : allTags,
    skipTags,
    limit: options.text('limit'),
    startAtTask: options.text('start-at-task'),
    step: options.flag('step'),
    forceHandlers: options.flag('force-handlers') || config.get('DEFAULT_FORCE_HANDLERS'),
    configFile: config.file,
    controllerPython: tree === undefined ? '/usr/bin/python3' : controllerPython(tree, edge.environment),
    workingDirectory: edge.cwd,
  };
}

function words(given: readonly string[]): string[] {
  return [...new Set(given.flatMap((part) => part.split(',')).map((word) => word.trim()))];
}

/** Options under the names that Ansible's plug-ins know them by. */
function commandLineOption(options: ParsedOptions): (name: string) => string | undefined {
  const renamed: Readonly<Record<string, string>> = { remote_user: 'user', private_key_file: 'private-key' };
  return (name) => {
    const own = renamed[name] ?? name.replaceAll('_', '-');
    return options.text(own) ?? (options.flag(own) ? 'true' : undefined);
  };
}
