import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { compareCodePoints } from '../python/json/dump.ts';
import type { Value } from '../python/value.ts';
import { copyOrigins } from '../yaml/origins.ts';
import { matchesIpAddress } from './address.ts';

// A host knows its groups and a group its hosts: one graph, in one file.

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

/**
 * A group: its own hosts and variables, and its place in the graph of groups. Behaves as `ansible/inventory/group.py`;
 * change it through Inventory alone.
 */
export class InventoryGroup {
  readonly name: string;
  /** Length of the longest path from `all`; deeper groups' variables win. */
  depth = 0;
  /** `ansible_group_priority`. */
  priority = 1;
  variables = new Dict();
  /** Variables whose text was computed and not written by the user, with that value. */
  readonly untrusted = new Map<string, Value>();
  readonly children = new Set<InventoryGroup>();
  readonly parents = new Set<InventoryGroup>();
  readonly #hosts = new Map<string, InventoryHost>();
  #allHosts: InventoryHost[] | undefined;

  constructor(name: string) {
    this.name = name;
  }

  /** Hosts listed in this very group. */
  get hosts(): Iterable<InventoryHost> {
    return this.#hosts.values();
  }
  hasHost(host: InventoryHost): boolean {
    return this.#hosts.has(host.name);
  }

  ancestors(): Set<InventoryGroup> {
    const seen = new Set<InventoryGroup>(this.parents);
    for (const group of seen) for (const parent of group.parents) seen.add(parent);
    return seen;
  }

  /** This group and every group below it, level by level. */
  descendants(): Set<InventoryGroup> {
    const seen = new Set<InventoryGroup>([this]);
    for (const group of seen) for (const child of group.children) seen.add(child);
    return seen;
  }

  /** Hosts of this group and of every group below it, in the order that Ansible gives them. */
  allHosts(): readonly InventoryHost[] {
    if (!this.#allHosts) {
      const hosts = new Set<InventoryHost>();
      for (const group of this.descendants()) {
        for (const host of group.hosts) if (!(this.name === 'all' && host.implicit)) hosts.add(host);
      }
      this.#allHosts = [...hosts];
    }
    return this.#allHosts;
  }

  /** Whether it was not a child before. Throws MitorunError INVENTORY where a group would contain itself. */
  addChild(group: InventoryGroup): boolean {
    if (group === this) throw new MitorunError('INVENTORY', "can't add group to itself");
    if (this.children.has(group)) return false;
    const known = group.ancestors();
    const gained = this.ancestors();
    if (gained.has(group)) {
      throw new MitorunError(
        'INVENTORY',
        `Adding group '${group.name}' as child to '${this.name}' creates a recursive dependency loop.`,
      );
    }
    gained.add(this);
    for (const ancestor of known) gained.delete(ancestor);
    this.children.add(group);
    group.#deepen(this.depth + 1);
    group.parents.add(this);
    for (const host of group.allHosts()) for (const ancestor of gained) host.groups.add(ancestor);
    this.forgetHosts();
    return true;
  }

  addHost(host: InventoryHost): boolean {
    if (this.#hosts.has(host.name)) return false;
    this.#hosts.set(host.name, host);
    for (const ancestor of this.ancestors()) host.groups.add(ancestor);
    host.groups.add(this);
    this.forgetHosts();
    return true;
  }

  removeHost(host: InventoryHost): void {
    if (!this.#hosts.delete(host.name)) return;
    host.leave(this);
    this.forgetHosts();
  }

  forgetHosts(): void {
    this.#allHosts = undefined;
    for (const group of this.ancestors()) group.#allHosts = undefined;
  }

  #deepen(depth: number): void {
    if (depth <= this.depth) return;
    this.depth = depth;
    for (const child of this.children) child.#deepen(depth + 1);
  }
}

/** The order in which groups' variables are merged: the last wins. */
export function byPrecedence(groups: Iterable<InventoryGroup>): InventoryGroup[] {
  return [...groups].sort(
    (a, b) =>
      a.depth - b.depth || a.priority - b.priority || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}
