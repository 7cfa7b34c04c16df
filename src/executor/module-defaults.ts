import type { ModuleCatalog } from '../modules/catalog.ts';
import type { Task } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Templar } from '../template/templar.ts';
import { shortActionName } from '../actions/action-registry.ts';

/**
 * Arguments that `module_defaults` of the play, the blocks and the task give to this action: groups first, then the
 * module itself, inner levels above outer ones. Their values are not rendered.
 */
export function moduleDefaults(task: Task, action: string, templar: Templar, catalog: ModuleCatalog): Dict {
  const merged = new Dict();
  const own = shortActionName(action);
  for (const level of task.collected('module_defaults').flat()) {
    const rendered = templar.resolveToContainer(level, new Dict());
    if (!(rendered instanceof Dict)) continue;
    for (const wantsGroup of [true, false]) {
      for (const [key, defaults] of rendered) {
        const name = str(key);
        const isGroup = name.startsWith('group/');
        if (isGroup !== wantsGroup) continue;
        const applies = isGroup
          ? inGroup(action, name.slice('group/'.length), catalog)
          : shortActionName(name) === own;
        if (!applies) continue;
        const values = templar.resolveToContainer(defaults, new Dict());
        if (values instanceof Dict) for (const [argument, value] of values) merged.set(argument, value);
      }
    }
  }
  return merged;
}

function inGroup(action: string, group: string, catalog: ModuleCatalog): boolean {
  return catalog.actionGroup(group).some((member) => shortActionName(member) === shortActionName(action));
}
