import { join } from 'node:path';
import type { ActionRegistry } from '../actions/action-registry.ts';
import type { RunServices } from '../executor/services.ts';
import type { ModuleCatalog } from '../modules/catalog.ts';
import { parseReference } from '../modules/collections/reference.ts';
import { findCollectionPlaybook, findCollectionRole } from '../modules/collections/resources.ts';
import { rejectedModules } from '../modules/rejected-modules.ts';
import type { PlaybookContext } from '../playbook/context.ts';
import type { PlaybookFiles } from '../playbook/playbook-files.ts';
import type { TemplateEngine } from '../template/engine.ts';
import { Templar } from '../template/templar.ts';
import { LayeredVariables } from '../vars/layered-variables.ts';
import { Dict } from '../python/dict.ts';
import type { RunPlan } from './run-plan.ts';

/** What loading playbooks asks of the rest of mitorun, for one run. */
export function playbookContext(parts: {
  readonly plan: RunPlan;
  readonly files: PlaybookFiles;
  readonly catalog: ModuleCatalog;
  readonly actions: ActionRegistry;
  readonly engine: TemplateEngine;
  readonly lookups: RunServices['lookups'];
  readonly addPluginDirectory: (directory: string) => void;
  /** What has been added so. */
  readonly pluginDirectories: readonly string[];
  readonly warn: (message: string) => void;
  readonly tell: (message: string) => void;
  readonly deprecate: PlaybookContext['deprecate'];
}): PlaybookContext {
  const {
    plan,
    files,
    catalog,
    actions,
    engine,
    lookups,
    addPluginDirectory,
    pluginDirectories,
    warn,
    tell,
    deprecate,
  } = parts;
  const { config } = plan;
  const rejected = rejectedModules({
    configured: config.get('PLUGIN_FILTERS_CFG'),
    load: (path) => files.load(path),
    warn,
  });
  const magic = Dict.of({ playbook_dir: plan.baseDirectory });
  return {
    files,
    settings: {
      rolesPath: config.get('DEFAULT_ROLES_PATH'),
      invalidTaskAttributeFails: config.get('INVALID_TASK_ATTRIBUTE_FAILED'),
      privateRoleVars:
        config.origin('DEFAULT_PRIVATE_ROLE_VARS') === 'default'
          ? undefined
          : config.get('DEFAULT_PRIVATE_ROLE_VARS'),
      mergeHashes: config.get('DEFAULT_HASH_BEHAVIOUR') === 'merge',
    },
    findRole: (name, collections) => findCollectionRole(catalog.collections(), name, [...collections]),
    findPlaybook: (name) => findCollectionPlaybook(catalog.collections(), name),
    collectionOf: (path) => catalog.collections().nameOf(path),
    resolveAction: (name, collections) => {
      if (rejected.has(name)) return false;
      // Ansible looks into every collection of the keyword, for names of its own too.
      if (!name.includes('.')) {
        for (const collection of collections) {
          if (parseReference(`${collection}.${name}`)) catalog.collections().find(collection);
          else
            warn(`Error loading plugin '${name}': ${collection}.${name} is not a valid collection reference`);
        }
      }
      if (actions.has(name)) return true;
      const resolved = catalog.resolveAction(name, {
        collections: [...collections],
        extraDirectories: [plan.baseDirectory, ...pluginDirectories].map((path) => join(path, 'library')),
        actionDirectories: [plan.baseDirectory, ...pluginDirectories].map((path) =>
          join(path, 'action_plugins'),
        ),
      });
      for (const { message, version, date, collection } of resolved?.module?.deprecations ?? [])
        deprecate(message, version, { date, collection });
      return resolved !== undefined;
    },
    checkActionGroup: (group) => {
      catalog.actionGroup(group, {}, (message) => {
        if (config.get('VALIDATE_ACTION_GROUP_METADATA')) warn(message);
      });
    },
    missingPackage: (name) => catalog.collections().missingPackage(name),
    addPluginDirectory,
    isLookup: (name) => engine.registry.lookup(name) !== undefined,
    renderStatic: (value, variables) =>
      new Templar(engine, new LayeredVariables([plan.extraVars, variables, magic]), {
        ...lookups,
        searchPath: [plan.baseDirectory],
        baseDirectory: plan.baseDirectory,
      }).render(value),
    warn,
    tellImported: (file) => tell(`statically imported: ${file}`),
    deprecate,
  };
}
