import type { Origin } from '../errors/origin.ts';
import type { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import type { RenderJobs } from '../template/waiting/render-jobs.ts';
import type { DataFiles } from './data-files.ts';

/** What constructed and generator sources need of the template engine. */
export interface InventoryTemplates {
  /** A bare Jinja expression (`compose`, `keyed_groups`' key). Throws where it fails. */
  evaluate(expression: Value, variables: Dict): Value;
  /** A bare expression as a condition. Throws where it fails or is not boolean. */
  condition(expression: Value, variables: Dict): boolean;
  /** A value that may be a template, rendered. */
  render(template: Value, variables: Dict): Value;
}

/** Settings of an inventory; the names in brackets are Ansible's. */
export interface InventorySettings {
  /** Plugins in the order they are tried (INVENTORY_ENABLED). */
  readonly enabledPlugins: readonly string[];
  /** No source at all parsed is an error (INVENTORY_UNPARSED_IS_FAILED). */
  readonly unparsedIsFailed: boolean;
  /** Any source that does not parse is an error (INVENTORY_ANY_UNPARSED_IS_FAILED). */
  readonly anyUnparsedIsFailed: boolean;
  /** Warn when nothing parsed (INVENTORY_UNPARSED_WARNING). */
  readonly unparsedWarning: boolean;
  /** TRANSFORM_INVALID_GROUP_CHARS. */
  readonly transformInvalidGroupCharacters: 'always' | 'never' | 'ignore' | 'silently';
  /** HOST_PATTERN_MISMATCH. */
  readonly hostPatternMismatch: 'warning' | 'error' | 'ignore';
  /** Ends of file names that a directory source skips (INVENTORY_IGNORE_EXTS). */
  readonly ignoredExtensions: readonly string[];
  /** Regular expressions that a directory source skips (INVENTORY_IGNORE_PATTERNS). */
  readonly ignoredPatterns: readonly string[];
  /** INVENTORY_USE_EXTRA_VARS: what `use_extra_vars` of constructed inventories is by default. */
  readonly useExtraVariables: boolean;
  /** YAML_FILENAME_EXTENSIONS. */
  readonly yamlExtensions: readonly string[];
  /** DEFAULT_HASH_BEHAVIOUR. */
  readonly hashBehaviour: 'replace' | 'merge';
  /** VARIABLE_PRECEDENCE. */
  readonly precedence: readonly string[];
  /** Whether group_vars and host_vars are read on demand, or once after the sources (RUN_VARS_PLUGINS). */
  readonly runVarsPlugins: 'demand' | 'start';
  /** Show a script's stderr although it succeeded. */
  readonly alwaysShowScriptErrors: boolean;
}

/** Settings and surroundings of an inventory. */
export interface InventoryOptions extends InventorySettings {
  readonly files: DataFiles;
  readonly warn: (message: string) => void;
  /** `plugin`: the feature goes from `inventory plugin 'x'`, says the message, rather than from ansible-core. */
  readonly deprecate?: (
    message: string,
    removedIn: string,
    details?: { origin?: Origin; help?: string; plugin?: string },
  ) => void;
  /** What Ansible prints as `[ERROR]: …` without stopping: a script's stderr. Default: `warn`. */
  readonly showError?: (message: string) => void;
  /** `-v` (1) to `-vvvv` (4). */
  readonly verbose?: (level: number, message: string) => void;
  readonly template?: InventoryTemplates;
  /** Where programs are run and waited for. */
  readonly jobs: RenderJobs;
  readonly extraVariables?: Dict;
  /** A host's facts from a persistent cache, which `constructed` may use. */
  readonly facts?: (host: string) => Dict | undefined;
  /** False where VARIABLE_PLUGINS_ENABLED does not name `host_group_vars`: those two are never read. */
  readonly readsVarsFiles?: boolean;
  /** When those two are read, whatever RUN_VARS_PLUGINS says of other vars plug-ins (`stage` of host_group_vars). */
  readonly hostGroupVarsStage?: 'all' | 'task' | 'inventory' | undefined;
  /** Vars plug-ins beside `host_group_vars`: a directory's variables of these groups or hosts, over those of its files. */
  readonly varsPlugins?: (
    directory: string,
    kind: 'group_vars' | 'host_vars',
    names: readonly string[],
  ) => {
    readonly variables: Dict;
    /** Names of variables whose text is no template whatever it looks like. */
    readonly data: readonly string[];
  };
  /** `ansible_python_interpreter` of the implicit localhost. */
  readonly localhostPython?: string;
  /** Plugins in Python ask anew instead of answering from their cache. */
  readonly withoutCache?: boolean;
  /** Inventory plugins that only Python has; absent where there is no Python for them. */
  readonly pythonPlugins?: {
    has(name: string): boolean;
    accepts(name: string, source: string): boolean;
    /** What the inventory has after the plugin has read the source, given what it had before; and what it failed of then. */
    parse(
      name: string,
      source: string,
      earlier: Dict,
      cache: boolean,
    ): { readonly changes: Dict; readonly fault: Error | undefined };
  };
}
