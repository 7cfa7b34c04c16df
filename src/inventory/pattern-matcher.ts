import { MitorunError } from '../errors/mitorun-error.ts';
import { type InventoryGroup, type InventoryHost, localhostNames } from './hosts-and-groups.ts';
import { applySubscript, orderPatterns, splitSubscript } from './host-pattern.ts';
import { isSpecial, nameMatcher } from './name-matcher.ts';
import type { InventoryOptions } from './options.ts';

/** What patterns are matched against. */
interface Matchable {
  readonly hosts: ReadonlyMap<string, InventoryHost>;
  readonly groups: ReadonlyMap<string, InventoryGroup>;
  readonly options: InventoryOptions;
  readonly version: number;
  host(name: string): InventoryHost | undefined;
}

/** Host patterns as `ansible/inventory/manager.py` evaluates them; results are kept until the inventory changes. */
export class PatternMatcher {
  readonly #inventory: Matchable;
  readonly #cache = new Map<string, readonly InventoryHost[]>();
  #cacheVersion = -1;

  constructor(inventory: Matchable) {
    this.#inventory = inventory;
  }

  /** A fresh list without duplicates. Throws MitorunError INVENTORY for a bad pattern or subscript. */
  evaluate(patterns: readonly string[]): InventoryHost[] {
    let found = new Set<InventoryHost>();
    for (const pattern of orderPatterns(patterns)) {
      const plain = this.#inventory.hosts.get(pattern);
      if (plain) {
        found.add(plain);
        continue;
      }
      const matching = this.#single(pattern.replace(/^[&!]/, ''));
      if (pattern.startsWith('!')) for (const host of matching) found.delete(host);
      else if (pattern.startsWith('&')) {
        const wanted = new Set(matching);
        found = new Set([...found].filter((host) => wanted.has(host)));
      } else for (const host of matching) found.add(host);
    }
    return [...found];
  }

  #single(pattern: string): readonly InventoryHost[] {
    if (this.#cacheVersion !== this.#inventory.version) {
      this.#cache.clear();
      this.#cacheVersion = this.#inventory.version;
    }
    const known = this.#cache.get(pattern);
    if (known) return known;
    const { expression, subscript } = splitSubscript(pattern);
    if (subscript?.dashed)
      this.#inventory.options.warn('Use [x:y] inclusive subscripts instead of [x-y] which has been removed');
    const hosts = applySubscript(this.#matches(expression), subscript);
    if (!hosts) throw new MitorunError('INVENTORY', `No hosts matched the subscripted pattern '${pattern}'`);
    this.#cache.set(pattern, hosts);
    return hosts;
  }

  /**
   * Finds the hosts of matching groups. Adds hosts that match by name where no group does, or where the
   * pattern is more than a plain name.
   */
  #matches(pattern: string): InventoryHost[] {
    const results: InventoryHost[] = [];
    const groups = select(this.#inventory.groups, pattern);
    for (const group of groups) for (const host of group.allHosts()) results.push(host);
    if (groups.length === 0 || isSpecial(pattern) || pattern.includes('.')) {
      for (const host of select(this.#inventory.hosts, pattern)) results.push(host);
    }
    if (results.length === 0 && localhostNames.includes(pattern)) {
      const localhost = this.#inventory.host(pattern);
      if (localhost) results.push(localhost);
    }
    if (results.length === 0 && groups.length === 0 && pattern !== 'all') this.#mismatch(pattern);
    return results;
  }

  #mismatch(pattern: string): void {
    const message = `Could not match supplied host pattern, ignoring: ${pattern}`;
    const mode = this.#inventory.options.hostPatternMismatch;
    if (mode === 'error') throw new MitorunError('INVENTORY', message);
    if (mode === 'warning') this.#inventory.options.warn(message);
  }
}

function select<T>(named: ReadonlyMap<string, T>, pattern: string): T[] {
  if (!isSpecial(pattern)) {
    const exact = named.get(pattern);
    return exact === undefined ? [] : [exact];
  }
  const matches = nameMatcher(pattern);
  const found: T[] = [];
  for (const [name, member] of named) if (matches(name)) found.push(member);
  return found;
}
