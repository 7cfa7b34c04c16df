import { InventoryHost } from '../inventory/host.ts';
import { InventoryVariables } from '../inventory/inventory-variables.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Dict } from '../python/dict.ts';
import { repeatDynamicChanges } from '../strategy/inventory-changes.ts';

/** The inventory of a run as it is now: `meta: refresh_inventory` puts a new one in its place. */
export class RunInventory {
  readonly #load: () => Inventory;
  #current: Inventory;
  #variables = new Map<string | undefined, InventoryVariables>();

  constructor(load: () => Inventory) {
    this.#load = load;
    this.#current = load();
  }

  get current(): Inventory {
    return this.#current;
  }

  /** Reads the sources again; hosts and groups that tasks have made stay. */
  refresh(limit: string | undefined): void {
    const inventory = this.#load();
    repeatDynamicChanges(this.#current, inventory);
    inventory.setLimit(limit);
    this.#current = inventory;
    this.#variables = new Map();
  }

  /** A host's variables from the inventory, and from group_vars and host_vars beside it and in the directory. */
  variables(name: string, playbookDirectory: string | undefined): Dict {
    let variables = this.#variables.get(playbookDirectory);
    if (!variables) {
      variables = new InventoryVariables(this.#current, { playbookDirectory });
      this.#variables.set(playbookDirectory, variables);
    }
    // A delegate that no source names is in no group, but sees what all hosts see.
    return variables.of(this.#current.host(name) ?? new InventoryHost(name));
  }
}
