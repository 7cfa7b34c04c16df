import { MitorunError } from '../../errors/mitorun-error.ts';
import { parseAddress } from '../address.ts';
import { expandHostPattern } from '../host-range.ts';
import type { Inventory } from '../inventory.ts';
import { isHostList, type SourcePlugin } from './source-plugin.ts';

/** `web1,web2:2222,` on the command line. */
export const hostListSource: SourcePlugin = {
  name: 'host_list',
  accepts: isHostList,
  read(source, inventory) {
    for (const entry of entries(source)) {
      const address = parseAddress(entry, { ranges: false });
      if (!address)
        noteUnparsed(
          inventory,
          parseAddress(entry, { ranges: true })
            ? 'Detected range in host but was asked to ignore ranges'
            : `Not a valid network hostname: ${entry}`,
        );
      addUngrouped(inventory, [address?.host ?? entry], address?.port);
    }
  },
};

/** As `host_list`, with ranges: `web[1:10],`. */
export const advancedHostListSource: SourcePlugin = {
  name: 'advanced_host_list',
  accepts: isHostList,
  read(source, inventory) {
    for (const entry of entries(source)) {
      const { hosts, port } = expand(entry, inventory);
      addUngrouped(inventory, hosts, port);
    }
  },
};

function entries(source: string): string[] {
  return source
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** A range that is wrong is a host of that name; Python's own complaints are errors. */
function expand(entry: string, inventory: Inventory): ReturnType<typeof expandHostPattern> {
  try {
    return expandHostPattern(entry);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (message.startsWith('host range')) {
      noteUnparsed(inventory, message);
      return { hosts: [entry], port: undefined };
    }
    throw new MitorunError('PARSER', `Invalid data from string, could not parse: ${message}`);
  }
}

function noteUnparsed(inventory: Inventory, reason: string): void {
  inventory.options.verbose?.(3, `Unable to parse address from hostname, leaving unchanged: ${reason}`);
}

function addUngrouped(inventory: Inventory, hosts: readonly string[], port: number | undefined): void {
  for (const host of hosts)
    if (!inventory.hosts.has(host)) inventory.addHost(host, { groups: ['ungrouped'], port });
}
