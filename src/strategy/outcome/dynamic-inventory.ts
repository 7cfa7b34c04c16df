import type { Inventory } from '../../inventory/inventory.ts';
import { Dict } from '../../python/dict.ts';
import { equals } from '../../python/equality.ts';
import { str } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';

/**
 * Repeats the changes of `add_host` and `group_by` in an inventory that was read in place of an older one.
 */
export function repeatDynamicChanges(from: Inventory, to: Inventory): void {
  for (const change of from.dynamicChanges) change(to);
}

/** `add_host`: a new host, its groups and variables. Whether anything changed. */
export function addDynamicHost(inventory: Inventory, info: Dict): boolean {
  const name = str(info.get('host_name') ?? '');
  let changed = inventory.hosts.get(name) === undefined;
  inventory.addHost(name, { groups: ['all'] });
  const variables = info.get('host_vars');
  if (variables instanceof Dict) {
    for (const [key, value] of variables) changed = setIfNew(inventory, name, str(key), value) || changed;
  }
  const groups = info.get('groups');
  for (const group of Array.isArray(groups) ? groups.map(str) : []) {
    if (!inventory.groups.has(group)) changed = true;
    changed = inventory.addChild(inventory.addGroup(group), name) || changed;
  }
  inventory.reconcile();
  inventory.dynamicChanges.push((again) => void addDynamicHost(again, info));
  return changed;
}

function setIfNew(inventory: Inventory, host: string, name: string, value: Value): boolean {
  const existing = inventory.hosts.get(host)?.variables.get(name);
  if (existing !== undefined && equals(existing, value)) return false;
  inventory.setDynamicVariable(host, name, value);
  return true;
}

/** `group_by`: puts a host into a group, which becomes a child of others. Whether anything changed. */
export function addDynamicGroup(
  inventory: Inventory,
  host: string,
  group: string,
  parents: readonly string[],
): boolean {
  let changed = !inventory.groups.has(group);
  const child = inventory.addGroup(group);
  for (const parent of parents) {
    if (!inventory.groups.has(parent)) changed = true;
    changed = inventory.addChild(inventory.addGroup(parent), child) || changed;
  }
  changed = inventory.addChild(child, host) || changed;
  inventory.reconcile();
  inventory.dynamicChanges.push((again) => {
    if (again.hosts.has(host)) addDynamicGroup(again, host, group, parents);
  });
  return changed;
}
