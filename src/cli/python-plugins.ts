import { constants } from 'node:fs';
import { accessSync, mkdirSync } from '../python/file-system.ts';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { EventSink } from '../events/event-sink.ts';
import type { RunOptions } from '../executor/services.ts';
import type { ModuleCatalog } from '../modules/catalog.ts';
import { ActionSessions } from '../plugins/action-sessions.ts';
import { PluginDirectories } from '../plugins/plugin-directories.ts';
import { PythonActions } from '../plugins/python-actions.ts';
import { PythonConnections } from '../plugins/python-connections.ts';
import { PythonHelper } from '../plugins/python-helper.ts';
import { PythonStrategies } from '../plugins/python-strategies.ts';
import { PythonVarsPlugins } from '../plugins/python-vars-plugins.ts';
import { PythonTemplatePlugins } from '../plugins/python-template-plugins.ts';
import type { RenderJobs } from '../template/waiting/render-jobs.ts';
import type { Dict } from '../python/dict.ts';
import type { ProcessEdge } from './process-edge.ts';
import type { RunVault } from './run-vault.ts';
import { PythonInventoryPlugins } from '../plugins/python-inventory-plugins.ts';
import type { RunPlan } from './run-plan.ts';

/** The directories of each plug-in type that ansible.cfg names. */
export function configuredPluginPaths(config: Config) {
  return {
    action: config.get('DEFAULT_ACTION_PLUGIN_PATH'),
    callback: config.get('DEFAULT_CALLBACK_PLUGIN_PATH'),
    connection: config.get('DEFAULT_CONNECTION_PLUGIN_PATH'),
    filter: config.get('DEFAULT_FILTER_PLUGIN_PATH'),
    lookup: config.get('DEFAULT_LOOKUP_PLUGIN_PATH'),
    strategy: config.get('DEFAULT_STRATEGY_PLUGIN_PATH'),
    test: config.get('DEFAULT_TEST_PLUGIN_PATH'),
    vars: config.get('DEFAULT_VARS_PLUGIN_PATH'),
  };
}

/** ansible-core does not start where it cannot make its temporary directory: for an account without a home the system's takes its place. */
function localTemporary(config: Config): string {
  const wanted = config.get('DEFAULT_LOCAL_TMP');
  try {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    accessSync(wanted, constants.W_OK);
    return wanted;
  } catch {
    return tmpdir();
  }
}

/** What plug-ins in Python need of a program. */
interface PluginSurroundings {
  readonly edge: ProcessEdge;
  readonly config: Config;
  readonly emit: EventSink;
  readonly vault: RunVault;
  readonly extraVars: Dict;
  readonly baseDirectory: string;
  /** What lies beside these counts. */
  readonly playbookDirectories: readonly string[];
  readonly options: Pick<RunOptions, 'controllerPython' | 'configFile' | 'verbosity'>;
}

/** Plug-ins that an inventory needs; nothing is started before one is asked for. The caller closes it. */
export function inventoryPlugins(plan: PluginSurroundings, catalog: ModuleCatalog, jobs: RenderJobs) {
  const { edge, emit, options, config } = plan;
  const directories = new PluginDirectories(configuredPluginPaths(config));
  const helper = new PythonHelper(
    () => ({
      python: options.controllerPython,
      ansibleParent: dirname(catalog.tree().root),
      environment: {
        ...edge.environment,
        ...(options.configFile === undefined ? {} : { ANSIBLE_CONFIG: options.configFile }),
        ANSIBLE_LOCAL_TEMP: localTemporary(config),
        ANSIBLE_COLLECTIONS_PATH: catalog.collections().directories.join(':'),
      },
      baseDirectory: plan.baseDirectory,
      verbosity: options.verbosity,
      ...(edge.ignoresHangup !== undefined && { ignoresHangup: edge.ignoresHangup }),
      changeEnvironment: (changes) => {
        for (const [name, value] of Object.entries(changes))
          if (value === undefined) Reflect.deleteProperty(edge.environment, name);
          else Object.assign(edge.environment, { [name]: value });
      },
      say: ({ kind, text, version, style, deprecation }) => {
        if (kind === 'message') emit({ kind, text, verbosity: 0, ...(style ? { style } : {}) });
        else if (kind === 'warning') emit({ kind, message: text });
        else {
          const source = deprecation && { ...deprecation, collection: deprecation.collection ?? null };
          emit({ kind, message: text, version, ...source });
        }
      },
    }),
    jobs,
  );
  return {
    helper,
    directories,
    inventory: new PythonInventoryPlugins({
      helper,
      catalog,
      directories: [
        ...plan.playbookDirectories.map((directory) => join(directory, 'inventory_plugins')),
        ...config.get('DEFAULT_INVENTORY_PLUGIN_PATH'),
      ],
      extraVariables: plan.extraVars,
      decrypt: plan.vault.decrypt,
    }),
    vars: new PythonVarsPlugins(helper, directories, config.get('VARIABLE_PLUGINS_ENABLED')),
    close: () => helper.close(),
  };
}

/** What runs the user's plug-ins in Python; nothing is started before one is needed. The caller closes it. */
export function pythonPlugins(plan: RunPlan, catalog: ModuleCatalog, jobs: RenderJobs) {
  const forInventory = inventoryPlugins(plan, catalog, jobs);
  const { helper, directories } = forInventory;
  const templates = new PythonTemplatePlugins({
    helper,
    catalog,
    directories,
    showTraceback: (text) => plan.emit({ kind: 'message', text, verbosity: 3 }),
  });
  const sessions = new ActionSessions();
  const actions = new PythonActions({
    helper,
    sessions,
    catalog,
    directories,
    groupPrefixes: plan.config.get('NETWORK_GROUP_MODULES'),
  });
  return {
    ...forInventory,
    templates,
    actions,
    strategies: new PythonStrategies({ helper, catalog, directories }),
    connections: new PythonConnections({
      helper,
      sessions,
      directories,
      commandLine: plan.callbacks.arguments,
    }),
    close: () => {
      sessions.close();
      helper.close();
    },
  };
}
