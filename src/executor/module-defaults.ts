import type { ModuleCatalog } from '../modules/catalog.ts';
import type { Task } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';
import { shortActionName } from '../actions/action-registry.ts';

/**
 * Arguments that `module_defaults` of the play, the blocks and the task give to this action: groups first, then the
 * module itself. What an inner level says of a name replaces all that outer ones say of it. Values are not rendered.
 */
export function moduleDefaults(task: Task, action: string, templar: Templar, catalog: ModuleCatalog): Dict {
  const own = shortActionName(action);
  const groups = new Map<string, Value>();
  let ofModule: Value = null;
  for (const level of task.collected('module_defaults').flat()) {
    const rendered = templar.resolveToContainer(level, new Dict());
    if (!(rendered instanceof Dict)) continue;
    for (const [key, defaults] of rendered) {
      const name = str(key);
      if (shortActionName(name) === own) ofModule = defaults;
      else if (name.startsWith('group/') && inGroup(action, name.slice('group/'.length), catalog))
        groups.set(name, defaults);
    }
  }
  const merged = new Dict();
  for (const defaults of [...groups.values(), ofModule]) {
    const values = templar.resolveToContainer(defaults, new Dict());
    if (values instanceof Dict) for (const [argument, value] of values) merged.set(argument, value);
  }
  return merged;
}

function inGroup(action: string, group: string, catalog: ModuleCatalog): boolean {
  return catalog.actionGroup(group).some((member) => shortActionName(member) === shortActionName(action));
}
