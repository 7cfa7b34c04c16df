import { accessSync, constants, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import type { Config } from '../config/config.ts';
import type { ModuleCatalog } from '../modules/catalog.ts';
import { ActionSessions } from '../plugins/action-sessions.ts';
import { PluginDirectories } from '../plugins/plugin-directories.ts';
import { PythonActions } from '../plugins/python-actions.ts';
import { PythonConnections } from '../plugins/python-connections.ts';
import { PythonHelper } from '../plugins/python-helper.ts';
import { PythonVarsPlugins } from '../plugins/python-vars-plugins.ts';
import { PythonTemplatePlugins } from '../plugins/python-template-plugins.ts';
import type { RenderJobs } from '../template/waiting/render-jobs.ts';
import type { RunPlan } from './assemble-run.ts';

/** The directories of each plug-in type that ansible.cfg names. */
export function configuredPluginPaths(config: Config) {
  return {
    action: config.get('DEFAULT_ACTION_PLUGIN_PATH'),
    callback: config.get('DEFAULT_CALLBACK_PLUGIN_PATH'),
    connection: config.get('DEFAULT_CONNECTION_PLUGIN_PATH'),
    filter: config.get('DEFAULT_FILTER_PLUGIN_PATH'),
    lookup: config.get('DEFAULT_LOOKUP_PLUGIN_PATH'),
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

/** What runs the user's plug-ins in Python; nothing is started before one is needed. The caller closes it. */
export function pythonPlugins(plan: RunPlan, catalog: ModuleCatalog, jobs: RenderJobs) {
  const { edge, emit, options } = plan;
  const directories = new PluginDirectories(configuredPluginPaths(plan.config));
  const helper = new PythonHelper(
    () => ({
      python: options.controllerPython,
      ansibleParent: dirname(catalog.tree().root),
      environment: {
        ...edge.environment,
        ...(options.configFile === undefined ? {} : { ANSIBLE_CONFIG: options.configFile }),
        ANSIBLE_LOCAL_TEMP: localTemporary(plan.config),
        ANSIBLE_COLLECTIONS_PATH: catalog.collections().directories.join(':'),
      },
      baseDirectory: plan.baseDirectory,
      verbosity: options.verbosity,
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
  const templates = new PythonTemplatePlugins({
    helper,
    catalog,
    directories,
    showTraceback: (text) => emit({ kind: 'message', text, verbosity: 3 }),
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
    helper,
    directories,
    templates,
    actions,
    connections: new PythonConnections({
      helper,
      sessions,
      directories,
      commandLine: plan.callbacks.arguments,
    }),
    vars: new PythonVarsPlugins(helper, directories, plan.config.get('VARIABLE_PLUGINS_ENABLED')),
    close: () => {
      sessions.close();
      helper.close();
    },
  };
}
