import { join } from 'node:path';
import { choice } from '../config/choice.ts';
import type { Config } from '../config/config.ts';
import { ModuleCatalog } from '../modules/catalog.ts';
import { cacheDirectory } from '../modules/content/cache-directory.ts';
import type { ContentTree } from '../modules/content/tree.ts';
import type { ProcessEdge } from './process-edge.ts';
import { configuredPluginPaths } from './python-plugins.ts';

/** Where modules and plug-ins are found. */
export function moduleCatalog(parts: {
  readonly config: Config;
  readonly edge: ProcessEdge;
  readonly trees: readonly ContentTree[];
  readonly playbookDirectories: readonly string[];
  /** `--module-path` */
  readonly modulePaths: readonly string[];
  readonly warn: (message: string) => void;
}): ModuleCatalog {
  const { config, warn } = parts;
  return new ModuleCatalog({
    trees: parts.trees,
    collectionPaths: [
      ...parts.playbookDirectories.map((directory) => join(directory, 'collections')),
      ...config.get('COLLECTIONS_PATHS'),
    ],
    libraryPaths: [...parts.modulePaths, ...config.get('DEFAULT_MODULE_PATH')],
    moduleUtilsPaths: config.get('DEFAULT_MODULE_UTILS_PATH'),
    pluginPaths: configuredPluginPaths(config),
    cacheDirectory: cacheDirectory(parts.edge.environment),
    withInstalledCollections: config.get('COLLECTIONS_SCAN_SYS_PATH'),
    readsModuleMetadata: config.get('_MODULE_METADATA'),
    ignoredEndings: config.get('MODULE_IGNORE_EXTS'),
    versionCheck: {
      mismatch: choice(config.get('COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH'), ['warning', 'error', 'ignore']),
      warn,
    },
  });
}
