import { MitorunError } from '../errors/mitorun-error.ts';
import { type InventoryHost, localhostNames } from './hosts-and-groups.ts';
import type { Inventory } from './inventory.ts';

/**
 * The hosts that a command line is about: sets the inventory's limit and matches the pattern (`CLI.get_host_list`).
 * Throws MitorunError INVENTORY where there are hosts, but none that both name.
 */
export function targetHosts(
  inventory: Inventory,
  options: {
    readonly pattern?: string;
    readonly limit?: string | undefined;
    /** LOCALHOST_WARNING. */
    readonly localhostWarning?: boolean;
  } = {},
): InventoryHost[] {
  const pattern = options.pattern ?? 'all';
  // A source that broke may have left hosts that no group has.
  const empty = inventory.hostsMatching('all').length === 0;
  if (empty && options.localhostWarning !== false && !localhostNames.includes(pattern)) {
    inventory.options.warn(
      "provided hosts list is empty, only localhost is available. Note that the implicit localhost does not match 'all'",
    );
  }
  inventory.setLimit(options.limit);
  const hosts = inventory.hostsMatching(pattern);
  if (hosts.length === 0 && !empty) {
    throw new MitorunError(
      'INVENTORY',
      'Specified inventory, host pattern and/or --limit leaves us with no hosts to target.',
    );
  }
  return hosts;
}
