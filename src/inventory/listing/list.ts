import { Dict } from '../../python/dict.ts';
import { dumpJson } from '../../python/json/dump.ts';
import type { Value } from '../../python/value.ts';
import { dumpYaml } from '../../yaml/dump.ts';
import type { InventoryGroup } from '../hosts-and-groups.ts';
import type { Inventory } from '../inventory.ts';
import { jsonVariables, ListedVariables, type ListingOptions } from './listed-variables.ts';
import { dumpToml } from './toml.ts';

/** `ansible-inventory --list`: what an inventory script would print. Honours the inventory's limit. */
export function listAsJson(inventory: Inventory, options: ListingOptions = {}): string {
  return dumpJson(new JsonListing(inventory, options).build(), {
    indent: 4,
    sortKeys: true,
    ensureAscii: false,
  });
}

/** `ansible-inventory --list --yaml`: an inventory that the yaml plugin reads. */
export function listAsYaml(inventory: Inventory, options: ListingOptions = {}): string {
  return dumpYaml(new TreeListing(inventory, options).yaml());
}

/** `ansible-inventory --list --toml`. Throws MitorunError INVENTORY for values that TOML cannot hold (null). */
export function listAsToml(inventory: Inventory, options: ListingOptions = {}): string {
  return dumpToml(new TreeListing(inventory, options).toml());
}

class JsonListing {
  readonly #inventory: Inventory;
  readonly #options: ListingOptions;
  readonly #variables: ListedVariables;
  readonly #seen = new Set<InventoryGroup>();

  constructor(inventory: Inventory, options: ListingOptions) {
    this.#inventory = inventory;
    this.#options = options;
    this.#variables = new ListedVariables(inventory, options);
  }

  build(): Dict {
    const hosts = this.#inventory.hostsMatching('all');
    const listing = new Dict();
    this.#addGroup(listing, this.#inventory.all, new Set(hosts.map((host) => host.name)));
    const hostvars = new Dict();
    for (const host of hosts) {
      const variables = this.#variables.ofHost(host);
      if (variables.size === 0) continue;
      const untrusted = [host.untrusted, ...[...host.groups].map((group) => group.untrusted)];
      hostvars.set(
        host.name,
        jsonVariables(
          variables,
          untrusted.filter((known) => known.size > 0),
        ),
      );
    }
    listing.set('_meta', Dict.of({ hostvars, profile: 'inventory_legacy' }));
    return listing;
  }

  #addGroup(listing: Dict, group: InventoryGroup, available: ReadonlySet<string>): void {
    const entry = new Dict();
    if (group.name !== 'all') {
      setIfAny(
        entry,
        'hosts',
        [...group.hosts].map((host) => host.name).filter((name) => available.has(name)),
      );
    }
    setIfAny(
      entry,
      'children',
      [...group.children].map((child) => child.name),
    );
    for (const child of group.children) {
      if (this.#seen.has(child)) continue;
      this.#addGroup(listing, child, available);
      this.#seen.add(child);
    }
    if (this.#options.export === true) {
      const variables = jsonVariables(this.#variables.ofGroup(group), [group.untrusted]);
      if (variables.size > 0) entry.set('vars', variables);
    }
    if (entry.size > 0) listing.set(group.name, entry);
  }
}

class TreeListing {
  readonly #inventory: Inventory;
  readonly #options: ListingOptions;
  readonly #variables: ListedVariables;
  readonly #available: ReadonlySet<string>;
  readonly #seenHosts = new Set<string>();
  readonly #seenGroups = new Set<InventoryGroup>();

  constructor(inventory: Inventory, options: ListingOptions) {
    this.#inventory = inventory;
    this.#options = options;
    this.#variables = new ListedVariables(inventory, options);
    this.#available = new Set(inventory.hostsMatching('all').map((host) => host.name));
  }

  /** Groups inside groups. */
  yaml(): Dict {
    return this.#yamlGroup(this.#inventory.all);
  }

  #yamlGroup(group: InventoryGroup): Dict {
    const children = new Dict();
    for (const child of group.children) {
      if (this.#seenGroups.has(child)) children.set(child.name, new Dict());
      else {
        for (const [name, entry] of this.#yamlGroup(child)) children.set(name, entry);
        this.#seenGroups.add(child);
      }
    }
    const entry = new Dict();
    if (children.size > 0) entry.set('children', children);
    const hosts = this.#hostsOf(group);
    if (hosts.size > 0) entry.set('hosts', hosts);
    this.#addVariables(entry, group);
    return entry.size > 0 ? new Dict([[group.name, entry]]) : entry;
  }

  /** Groups beside each other, `children` as lists. */
  toml(): Dict {
    const listing = new Dict();
    const ungrouped = this.#inventory.groups.get('ungrouped');
    const hasUngrouped = ungrouped !== undefined && [...ungrouped.hosts].length > 0;
    this.#addTomlGroup(listing, this.#inventory.all, hasUngrouped);
    return listing;
  }

  #addTomlGroup(listing: Dict, group: InventoryGroup, hasUngrouped: boolean): void {
    const entry = new Dict();
    const children = [...group.children].filter((child) => child.name !== 'ungrouped' || hasUngrouped);
    if (group.name !== 'all') {
      setIfAny(
        entry,
        'children',
        children.map((child) => child.name),
      );
    }
    listing.set(group.name, entry);
    for (const child of children) this.#addTomlGroup(listing, child, hasUngrouped);
    const hosts = this.#hostsOf(group);
    if (hosts.size > 0) entry.set('hosts', hosts);
    this.#addVariables(entry, group);
    if (entry.size === 0) listing.delete(group.name);
  }

  /** A host's variables stand where it is listed first. */
  #hostsOf(group: InventoryGroup): Dict {
    const hosts = new Dict();
    if (group.name === 'all') return hosts;
    for (const host of group.hosts) {
      if (!this.#available.has(host.name)) continue;
      hosts.set(host.name, this.#seenHosts.has(host.name) ? new Dict() : this.#variables.ofHost(host));
      this.#seenHosts.add(host.name);
    }
    return hosts;
  }

  #addVariables(entry: Dict, group: InventoryGroup): void {
    if (this.#options.export !== true) return;
    const variables = this.#variables.ofGroup(group);
    if (variables.size > 0) entry.set('vars', variables);
  }
}

function setIfAny(entry: Dict, name: string, members: readonly Value[]): void {
  if (members.length > 0) entry.set(name, [...members]);
}
