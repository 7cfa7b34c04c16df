import { readInventorySettings } from '../../src/cli/inventory-settings.ts';
import { DataFiles } from '../../src/inventory/data-files.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import { loadInventory } from '../../src/inventory/load.ts';
import type { InventoryOptions } from '../../src/inventory/options.ts';
import { givenConfig } from '../config/given-config.ts';
import { RenderJobs } from '../../src/template/waiting/render-jobs.ts';

/** An inventory, and what loading and using it warned of. */
export function load(
  sources: readonly string[],
  options: Partial<InventoryOptions> = {},
): { inventory: Inventory; said: string[] } {
  const said: string[] = [];
  const inventory = loadInventory(sources, {
    ...readInventorySettings(givenConfig({})),
    files: new DataFiles(),
    warn: (message) => said.push(message),
    jobs: new RenderJobs(),
    ...options,
  });
  return { inventory, said };
}
