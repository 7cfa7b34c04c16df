import { Dict } from '../python/dict.ts';
import { copyOrigins } from '../yaml/origins.ts';
import { compareCodePoints } from '../python/json/dump.ts';
import type { Value } from '../python/value.ts';
import { matchesIpAddress } from './address.ts';
import type { InventoryGroup } from './group.ts';

/** Names of the controller itself; a pattern that names one matches the implicit localhost. */
export const localhostNames: readonly string[] = ['127.0.0.1', 'localhost', '::1'];

/** One host: its name and the variables that inventory sources gave it. Change it through Inventory alone. */
export class InventoryHost {
  readonly name: string;
  /** The localhost that no source names. It is in no group, not even `all`. */
  readonly implicit: boolean;
  /** Variables of inventory sources, `inventory_file` and `inventory_dir` among them. */
  variables = new Dict();
  /** Variables whose text was computed and not written by the user, with that value. */
  readonly untrusted = new Map<string, Value>();
  /** Every group it is in, directly or through children. */
  readonly groups = new Set<InventoryGroup>();

  constructor(name: string, options: { readonly implicit?: boolean } = {}) {
    this.name = name;
    this.implicit = options.implicit ?? false;
  }

  /** `group_names`: sorted, without `all`. */
  groupNames(): string[] {
    const names: string[] = [];
    for (const group of this.groups) if (group.name !== 'all') names.push(group.name);
    return names.sort(compareCodePoints);
  }

  /** `inventory_hostname_short`: the first label, or a whole address. */
  shortName(): string {
    return matchesIpAddress(this.name) ? this.name : (this.name.split('.')[0] ?? this.name);
  }

  /** Its variables with `inventory_hostname`, `inventory_hostname_short` and `group_names` (`Host.get_vars`). */
  allVariables(): Dict {
    const variables = this.variables.copy();
    copyOrigins(this.variables, variables);
    return variables
      .set('inventory_hostname', this.name)
      .set('inventory_hostname_short', this.shortName())
      .set('group_names', this.groupNames());
  }

  /** Takes it out of a group, and out of those ancestors (but `all`) that it was in through that group only. */
  leave(group: InventoryGroup): void {
    if (!this.groups.delete(group)) return;
    for (const ancestor of group.ancestors()) {
      if (ancestor.name === 'all') continue;
      const stillInside = [...this.groups].some((other) => other.ancestors().has(ancestor));
      if (!stillInside) this.leave(ancestor);
    }
  }
}
