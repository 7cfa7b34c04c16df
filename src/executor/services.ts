import type { ReadSettingName } from '../config/settings/all.ts';
import type { ActionRegistry } from '../actions/action-registry.ts';
import type { Terminal } from '../actions/action.ts';
import type { StartedJobs } from '../actions/started-jobs.ts';
import type { ForeignConnections } from '../actions/foreign-connection.ts';
import type { Broker } from '../broker/hop.ts';
import type { EventSink } from '../events/event-sink.ts';
import type { Span } from '../events/span.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { ModuleCatalog } from '../modules/catalog.ts';
import type { PlaybookContext } from '../playbook/context.ts';
import type { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import type { TemplateEngine } from '../template/engine.ts';
import type { LookupContext } from '../template/lookup-context.ts';
import type { HostMemory } from '../vars/host-memory.ts';
import type { ConnectionDefaults } from './connection-options.ts';
import type { TaskNames } from './task-name.ts';
import type { UnreadVariables } from './unread-variables.ts';

/** What a whole run shares. Made once by the command line; everything below reads it and owns none of it. */
export interface RunServices {
  readonly options: RunOptions;
  readonly inventory: Inventory;
  readonly memory: HostMemory;
  readonly startedJobs: StartedJobs;
  readonly engine: TemplateEngine;
  readonly broker: Broker;
  /** For connection and become plug-ins that the broker lacks. */
  readonly foreign: ForeignConnections;
  readonly taskNames: TaskNames;
  readonly unreadVariables: UnreadVariables;
  /** Whether the user has a strategy plug-in in a file of this name. */
  readonly hasStrategyFile: (name: string) => boolean;
  /**
   * Returns the base of a strategy plug-in in Python, and the members that it overrides; undefined where
   * there is no such plug-in.
   */
  readonly findStrategy: (
    name: string,
  ) => { readonly base: string; readonly overridden: readonly string[] } | undefined;
  readonly catalog: ModuleCatalog;
  readonly actions: ActionRegistry;
  /** Roles and playbooks loaded so far: their `library/` and `module_utils/` count for every task, as in Ansible. */
  readonly pluginDirectories: readonly string[];
  readonly playbooks: PlaybookContext;
  readonly connection: ConnectionDefaults;
  readonly emit: EventSink;
  /** The run's. */
  readonly span: Span;
  readonly extraVars: Dict;
  /** Inventory and group_vars/host_vars of a host, merged in Ansible's order; templates not rendered. */
  readonly inventoryVariables: (host: string, playbookDirectories: readonly string[]) => Dict;
  readonly setting: (name: ReadSettingName) => Value | undefined;
  readonly lookups: Omit<LookupContext, 'searchPath' | 'baseDirectory'>;
  readonly terminal: Terminal | undefined;
  readonly signal: AbortSignal;
  /** Re-reads the inventory (`meta: refresh_inventory`). */
  readonly refreshInventory: () => Promise<void>;
}

/** Options of the command line that tasks and strategies look at. */
export interface RunOptions {
  readonly forks: number;
  readonly checkMode: boolean;
  readonly diffMode: boolean;
  readonly verbosity: number;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly limit: string | undefined;
  readonly startAtTask: string | undefined;
  readonly step: boolean;
  readonly forceHandlers: boolean;
  readonly configFile: string | undefined;
  /** The Python that Ansible's content came with. */
  readonly controllerPython: string;
  /** Where relative files are sought outside any playbook. */
  readonly workingDirectory: string;
}
