import { InventoryHost } from '../inventory/hosts-and-groups.ts';
import { InventoryVariables } from '../inventory/inventory-variables.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Dict } from '../python/dict.ts';
import { repeatDynamicChanges } from '../strategy/outcome/dynamic-inventory.ts';

/** The inventory of a run as it is now: `meta: refresh_inventory` puts a new one in its place. */
export class RunInventory {
  readonly #load: (again: boolean) => Inventory;
  #current: Inventory;
  #variables = new Map<string, InventoryVariables>();

  /** @param load told whether it is to read anew what plugins may have kept */
  constructor(current: Inventory, load: (again: boolean) => Inventory) {
    this.#load = load;
    this.#current = current;
  }

  get current(): Inventory {
    return this.#current;
  }

  /** Reads the sources again; hosts and groups that tasks have made stay. */
  refresh(limit: string | undefined): void {
    const inventory = this.#load(true);
    repeatDynamicChanges(this.#current, inventory);
    inventory.setLimit(limit);
    this.#current = inventory;
    this.#variables = new Map();
  }

  /** A host's variables from the inventory, and from group_vars and host_vars beside it and in the directories. */
  variables(name: string, playbookDirectories: readonly string[]): Dict {
    const key = playbookDirectories.join('\0');
    let variables = this.#variables.get(key);
    if (!variables) {
      variables = new InventoryVariables(this.#current, { playbookDirectories });
      this.#variables.set(key, variables);
    }
    // A delegate that no source names is in no group, but sees what all hosts see.
    return variables.of(this.#current.host(name) ?? new InventoryHost(name));
  }
}
