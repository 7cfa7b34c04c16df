import type { InventoryOptions } from './options.ts';
import type { WantedPlugins } from './vars-files.ts';

/** When variables are asked for: once after the sources are read, for a task, or for a listing. */
export type Stage = 'inventory' | 'task' | 'all';

/**
 * Which vars plug-ins run then (`vars/plugins.py:_plugin_should_run`, ansible 2.19): `stage` of host_group_vars decides
 * for its files, RUN_VARS_PLUGINS for what has no stage of its own.
 */
export function runsAt(
  stage: Stage,
  { hostGroupVarsStage, runVarsPlugins, readsVarsFiles = true }: InventoryOptions,
): WantedPlugins {
  const plugins = stage === 'all' || (stage === 'inventory') === (runVarsPlugins === 'start');
  const files =
    hostGroupVarsStage === undefined ? plugins : hostGroupVarsStage === 'all' || hostGroupVarsStage === stage;
  return { files: readsVarsFiles && files, plugins };
}
