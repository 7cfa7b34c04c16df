import type { Origin } from '../errors/origin.ts';
import type { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import type { PlaybookFiles } from './playbook-files.ts';

/** What loading playbooks needs from the rest of mitorun. One for a run. */
export interface PlaybookContext {
  readonly files: PlaybookFiles;
  readonly settings: PlaybookSettings;
  /** A role of a collection: by `namespace.collection.role`, else the first of `collections` that has it. */
  findRole(name: string, collections: readonly string[]): CollectionRole | undefined;
  /** A playbook of a collection by `namespace.collection.playbook`. */
  findPlaybook(name: string): CollectionPlaybook | undefined;
  /** `namespace.collection` of a file inside a collection that this run can see. */
  collectionOf(path: string): string | undefined;
  /** Whether a module or action of this name exists. Called for names without templates. */
  resolveAction(name: string, collections: readonly string[]): boolean;
  /** Warns of a group of module_defaults that is not well described; throws PARSER for one that is not there. */
  checkActionGroup?(group: string): void;
  /**
   * Returns the missing Python package (`ansible_collections.ns`...) without which this name cannot exist.
   */
  missingPackage?(name: string): string | undefined;
  /**
   * Called with each directory whose `library/`, `action_plugins/`, `filter_plugins/`... count from now on:
   * that of a playbook, or of a role outside of collections, before its tasks are loaded.
   */
  addPluginDirectory?(directory: string): void;
  /** Whether `with_<name>` means a lookup. */
  isLookup(name: string): boolean;
  /**
   * Renders names of imports and roles, which are needed before any host is chosen. `variables` are the
   * playbook's own at that place. Implementations add extra vars and magic variables that need no host, which
   * win. Throws TEMPLATE_UNDEFINED for any other variable.
   */
  renderStatic(value: Value, variables: Dict): Value;
  warn(message: string): void;
  /** Called with each file that replaced an import_tasks; -vv shows it. */
  tellImported?(file: string): void;
  /** @param removedIn the ansible-core that no longer takes it */
  deprecate(message: string, removedIn: string | undefined, details?: DeprecationDetails): void;
}

export interface DeprecationDetails {
  readonly origin?: Origin | undefined;
  /** What to write instead. */
  readonly help?: string;
  /** Whose release it is, where it is not ansible-core's. */
  readonly collection?: string | null;
  /** The day from which on a release may do without it. */
  readonly date?: string | undefined;
}

/** Settings by what they do; Ansible's names in the comments. */
export interface PlaybookSettings {
  /** DEFAULT_ROLES_PATH, absolute. */
  readonly rolesPath: readonly string[];
  /** INVALID_TASK_ATTRIBUTE_FAILED: an unknown keyword of a task is an error, not a warning. */
  readonly invalidTaskAttributeFails: boolean;
  /** DEFAULT_PRIVATE_ROLE_VARS where the user set it; undefined: imports are public, includes private. */
  readonly privateRoleVars: boolean | undefined;
  /** DEFAULT_HASH_BEHAVIOUR is `merge`. */
  readonly mergeHashes: boolean;
}

export interface CollectionRole {
  readonly name: string;
  readonly path: string;
  /** `namespace.collection` */
  readonly collection: string;
}

interface CollectionPlaybook {
  readonly path: string;
  readonly collection: string;
}
