import { join } from 'node:path';
import type { ModuleCatalog } from '../modules/catalog.ts';
import type { Task } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';
import { collectionsOf } from './task-collections.ts';

/** Where names of actions are looked for. */
interface ActionPlaces {
  readonly catalog: ModuleCatalog;
  /** Directories of playbooks and roles, which may have `library/` and `action_plugins/`. */
  readonly pluginDirectories: readonly string[];
}

/**
 * Returns the arguments that `module_defaults` of the play, the blocks and the task give to this action, not
 * rendered. Groups come first, then the module itself; for one group or module only the innermost entry
 * counts. Names are compared by what they resolve to, and `collections:` counts only for the task's action.
 * Defaults for a name outside a collection also count for Ansible's own module of that name
 * (`Base._load_module_defaults`, ansible-core 2.19).
 */
export function moduleDefaults(task: Task, action: string, templar: Templar, places: ActionPlaces): Dict {
  const levels = task.collected('module_defaults').flat();
  if (levels.length === 0) return new Dict();
  const meant = resolvedName(action, places, collectionsOf(task)) ?? action;
  const ofGroups = new Map<string, Value>();
  let ofAction: Value = null;
  for (const level of levels) {
    const entries = templar.resolveToContainer(level, new Dict());
    if (!(entries instanceof Dict)) continue;
    for (const [key, defaults] of entries) {
      const name = str(key);
      if (!name.startsWith('group/')) {
        if (actionsOfEntry(name, places).includes(meant)) ofAction = defaults;
        continue;
      }
      const group = name.slice('group/'.length);
      const full = group.split('.').length < 3 ? `ansible.builtin.${group}` : group;
      if (places.catalog.actionGroup(group, directories(places)).includes(meant))
        ofGroups.set(full, defaults);
    }
  }
  const merged = new Dict();
  for (const defaults of [...ofGroups.values(), ofAction]) {
    const values = templar.resolveToContainer(defaults, new Dict());
    if (values instanceof Dict) for (const [argument, value] of values) merged.set(argument, value);
  }
  return merged;
}

function actionsOfEntry(written: string, places: ActionPlaces): readonly (string | undefined)[] {
  const name = written.split('.').length < 3 ? `ansible.legacy.${written}` : written;
  const own = resolvedName(name, places, []);
  if (!name.startsWith('ansible.legacy.')) return [own];
  return [own, resolvedName(name.replace('ansible.legacy.', 'ansible.builtin.'), places, [])];
}

/** The full name of what an action's name means; undefined where it means none. */
export function resolvedName(name: string, places: ActionPlaces, collections: string[]): string | undefined {
  return places.catalog.resolveAction(name, { collections, ...directories(places) })?.name;
}

function directories({ pluginDirectories }: ActionPlaces) {
  return {
    extraDirectories: pluginDirectories.map((directory) => join(directory, 'library')),
    actionDirectories: pluginDirectories.map((directory) => join(directory, 'action_plugins')),
  };
}
