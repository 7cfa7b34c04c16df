import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import type { InventoryHost } from './host.ts';

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
