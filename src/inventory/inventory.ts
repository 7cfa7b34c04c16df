import { existsSync, readTextSync, statSync } from '../python/file-system.ts';
import { dirname, resolve } from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import { compareCodePoints } from '../python/json/dump.ts';
import { str } from '../python/repr.ts';
import { adoptMemberOrigin, copyOrigins, originOf, recordMemberOrigin } from '../yaml/origins.ts';
import type { Value } from '../python/value.ts';
import { mergeDeeply } from '../python/merge-deeply.ts';
import { InventoryGroup, InventoryHost, localhostNames } from './hosts-and-groups.ts';
import { safeGroupName } from './group-name.ts';
import { splitHostPattern } from './host-pattern.ts';
import type { InventoryOptions } from './options.ts';
import { PatternMatcher } from './pattern-matcher.ts';
import { pythonInteger, taggedClass } from './python-words.ts';
import { combiner, VarsFiles } from './vars-files.ts';
import { checkVariableName } from './variable-name.ts';
import { isDirectory } from '../python/os-path.ts';

/**
 * Hosts, groups and the variables that inventory sources gave them, as `ansible/inventory/data.py` keeps them.
 * Sources fill it (`loadInventory`); `add_host` and `group_by` change it while plays run.
 */
export class Inventory {
  readonly sources: readonly string[];
  readonly options: InventoryOptions;
  /** Raised by every change, so that others know when to forget what they derived. */
  version = 0;
  /** The source being read: what new hosts get as `inventory_file`. */
  currentSource: string | undefined;
  readonly processedSources: string[] = [];
  /** What tasks have added, to be done again in an inventory that is read in this one's place. */
  readonly dynamicChanges: ((inventory: Inventory) => void)[] = [];
  readonly #hosts = new Map<string, InventoryHost>();
  readonly #groups = new Map<string, InventoryGroup>();
  readonly #matcher: PatternMatcher;
  #localhost: InventoryHost | undefined;
  #limit: readonly string[] | undefined;
  #groupsDict: Dict | undefined;
  #groupsDictVersion = -1;
  #varsFiles: VarsFiles | undefined;

  constructor(sources: readonly string[], options: InventoryOptions) {
    this.sources = sources;
    this.options = options;
    this.#matcher = new PatternMatcher(this);
    this.addGroup('all');
    this.addGroup('ungrouped');
    this.addChild('all', 'ungrouped');
  }

  /** `group_vars/` and `host_vars/`, each file of which is read once for this inventory. */
  get varsFiles(): VarsFiles {
    const { files, hashBehaviour, yamlExtensions, varsPlugins, warn } = this.options;
    return (this.#varsFiles ??= new VarsFiles({
      files,
      combine: combiner(hashBehaviour),
      extensions: yamlExtensions,
      plugins: varsPlugins,
      markUntrusted: (entity, name, value) => this.markUntrusted(entity, name, value),
      warn,
    }));
  }

  get hosts(): ReadonlyMap<string, InventoryHost> {
    return this.#hosts;
  }
  get groups(): ReadonlyMap<string, InventoryGroup> {
    return this.#groups;
  }
  get all(): InventoryGroup {
    return this.#groups.get('all') as InventoryGroup;
  }

  /** A host by name; the implicit localhost for its names where no source has one. */
  host(name: string): InventoryHost | undefined {
    return (
      this.#hosts.get(name) ?? (localhostNames.includes(name) ? this.implicitLocalhost(name) : undefined)
    );
  }

  /** The controller itself; a host of a source where one is called so, else one that is in no group. */
  implicitLocalhost(name = 'localhost'): InventoryHost {
    if (!this.#localhost) {
      this.#localhost = new InventoryHost(name, { implicit: true });
      this.#localhost.variables
        .set('ansible_python_interpreter', this.options.localhostPython ?? '/usr/bin/python3')
        .set('ansible_connection', 'local');
    }
    return this.#localhost;
  }

  /** The group's name as it is kept, which may differ from what was asked for. */
  addGroup(name: Value): string {
    if (typeof name !== 'string' || name === '') throw invalidName('group', name);
    if (this.#groups.has(name)) return name;
    const safe = safeGroupName(name, this.options);
    if (!this.#groups.has(safe)) this.#groups.set(safe, new InventoryGroup(safe));
    this.version++;
    return safe;
  }

  /** Adds a host where it is not known yet, and to groups, which must exist. */
  addHost(
    name: Value,
    options: { readonly groups?: readonly string[]; readonly port?: number | undefined } = {},
  ): string {
    if (typeof name !== 'string' || name === '') throw invalidName('host', name);
    const groups = (options.groups ?? []).map((group) => this.#existingGroup(group));
    const host = this.#hosts.get(name) ?? this.#newHost(name, options.port);
    for (const group of groups) group.addHost(host);
    this.version++;
    return name;
  }

  /** Puts a group or a host into a group. Whether it was not in it before. */
  addChild(parent: string, child: string): boolean {
    const group = this.#groups.get(parent);
    if (!group) throw new MitorunError('INVENTORY', `${parent} is not a known group`);
    this.version++;
    const below = this.#groups.get(child);
    if (below) return group.addChild(below);
    const host = this.host(child);
    if (!host) throw new MitorunError('INVENTORY', `${child} is not a known host nor group`);
    return group.addHost(host);
  }

  /** Gives a variable to the group of this name, else to the host. `origin` is where it was written. */
  setVariable(entity: string, name: Value, value: Value, origin?: Origin): void {
    checkVariableName(name, this.options, origin);
    this.#set(entity, name, value);
    const variables = this.#entity(entity).variables;
    if (origin) recordMemberOrigin(variables, name, originOf(variables, name) ?? origin, origin);
  }

  /** Variables that a YAML file gives to a group or host, which know where they were written. */
  setVariables(entity: string, given: Dict): void {
    const { variables } = this.#entity(entity);
    const isFirst = originOf(variables) === undefined;
    if (isFirst) copyOrigins(given, variables);
    for (const [name, value] of given) {
      checkVariableName(name, this.options);
      if (!isFirst) adoptMemberOrigin(variables, name, given);
      this.#set(entity, name, value);
    }
  }

  #entity(name: string): InventoryGroup | InventoryHost {
    const found = this.#groups.get(name) ?? this.#hosts.get(name);
    if (!found) throw new MitorunError('INVENTORY', `Could not identify group or host named ${name}`);
    return found;
  }

  /** A variable that `add_host` gives to a host: any name will do. */
  setDynamicVariable(host: string, name: Value, value: Value): void {
    this.#set(host, name, value);
  }

  #set(entity: string, name: Value, value: Value): void {
    const target = this.#entity(entity);
    this.version++;
    if (target instanceof InventoryGroup && name === 'ansible_group_priority') {
      target.priority = pythonInteger(value);
      return;
    }
    const existing = target.variables.get(name);
    const merge = this.options.hashBehaviour === 'merge' && existing instanceof Dict && value instanceof Dict;
    target.variables.set(name, merge ? mergeDeeply(existing, value) : isolated(value));
  }

  /** Notes that a variable's value was computed, so that listings say that its text is no template. */
  markUntrusted(entity: string, name: Value, value: Value): void {
    const target = this.#groups.get(entity) ?? this.#hosts.get(entity);
    if (typeof name === 'string') target?.untrusted.set(name, value);
  }

  /** Puts groups without parents below `all`, hosts without groups into `ungrouped`; after every change of either. */
  reconcile(): void {
    this.currentSource = undefined;
    for (const group of this.#groups.values()) {
      if (group.name !== 'all' && group.parents.size === 0) this.addChild('all', group.name);
    }
    const ungrouped = this.#existingGroup('ungrouped');
    for (const host of this.#hosts.values()) {
      const grouped = [...host.groups].some((group) => group !== this.all && group !== ungrouped);
      if (grouped) ungrouped.removeHost(host);
      else if (!host.groups.has(ungrouped)) this.addChild('ungrouped', host.name);
    }
    for (const name of this.#groups.keys()) {
      if (this.#hosts.has(name)) this.options.warn(`Found both group and host with same name: ${name}`);
    }
    this.version++;
  }

  /** Hosts that every later `hostsMatching` keeps to (`--limit`): patterns, or `@file` with one a line. */
  setLimit(pattern: string | undefined): void {
    this.#limit = pattern === undefined ? undefined : readLimit(pattern);
  }

  /** The hosts that a pattern names, in the order asked for. */
  hostsMatching(
    pattern: string | readonly string[],
    options: { readonly limit?: string; readonly order?: string; readonly ignoreLimits?: boolean } = {},
  ): InventoryHost[] {
    if (typeof pattern !== 'string' && pattern.length === 0) return [];
    const limit = options.limit === undefined ? this.#limit : readLimit(options.limit);
    let hosts = this.#matcher.evaluate(splitHostPattern(pattern));
    if (limit && limit.length > 0 && options.ignoreLimits !== true) {
      const allowed = new Set(this.#matcher.evaluate(limit));
      hosts = hosts.filter((host) => allowed.has(host));
    }
    return inOrder(hosts, options.order);
  }

  groupNames(host: InventoryHost): string[] {
    return host.groupNames();
  }

  /** The `groups` variable: every group with its hosts' names. */
  groupsDict(): Dict {
    if (!this.#groupsDict || this.#groupsDictVersion !== this.version) {
      this.#groupsDict = new Dict();
      for (const [name, group] of this.#groups)
        this.#groupsDict.set(
          name,
          group.allHosts().map((host) => host.name),
        );
      this.#groupsDictVersion = this.version;
    }
    return this.#groupsDict;
  }

  /** What inventory sources say of this host alone, `inventory_file` and `inventory_dir` included. */
  hostVariables(host: InventoryHost): Dict {
    return host.variables;
  }

  #existingGroup(name: string): InventoryGroup {
    const group = this.#groups.get(name);
    if (!group) throw new MitorunError('INVENTORY', `Could not find group ${name} in inventory`);
    return group;
  }

  #newHost(name: string, port: number | undefined): InventoryHost {
    const host = new InventoryHost(name);
    if (port) host.variables.set('ansible_port', port);
    this.#hosts.set(name, host);
    this.setVariable(name, 'inventory_file', this.currentSource ?? null);
    this.setVariable(name, 'inventory_dir', this.currentSource ? directoryOf(this.currentSource) : null);
    if (localhostNames.includes(name)) {
      if (this.#localhost) {
        this.options.warn(
          `A duplicate localhost-like entry was found (${name}). First found localhost was ${this.#localhost.name}`,
        );
      } else this.#localhost = host;
    }
    return host;
  }
}

/** A copy of a collection, so that hosts that one line names don't share it. */
function isolated(value: Value): Value {
  if (!Array.isArray(value) && !(value instanceof Dict)) return value;
  const copy = Array.isArray(value)
    ? value.map(isolated)
    : new Dict([...value].map(([key, member]) => [key, isolated(member)] as const));
  copyOrigins(value, copy);
  return copy;
}

function invalidName(kind: string, name: Value): MitorunError {
  if (name === '' || name === null)
    return new MitorunError('INVENTORY', `Invalid empty ${kind} name provided: ${name ?? 'None'}`);
  return new MitorunError(
    'INVENTORY',
    `Invalid ${kind} name supplied, expected a string but got ${taggedClass(name)} for ${str(name)}`,
  );
}

function directoryOf(source: string): string {
  return resolve(isDirectory(source) ? source : dirname(source));
}

function readLimit(pattern: string): string[] {
  return splitHostPattern(pattern).flatMap((part) =>
    part.startsWith('@') ? readLimitFile(part.slice(1)) : [part],
  );
}

function readLimitFile(file: string): string[] {
  if (!existsSync(file)) throw new MitorunError('INVENTORY', `Unable to find limit file b'${file}'`);
  if (!statSync(file).isFile()) {
    throw new MitorunError(
      'INVENTORY',
      `Limit starting with "@" must be a file, not a directory: b'${file}'`,
    );
  }
  return readTextSync(file)
    .split('\n')
    .map((line) => line.trim());
}

function inOrder(hosts: InventoryHost[], order: string | undefined): InventoryHost[] {
  switch (order) {
    case undefined:
    case 'inventory':
      return hosts;
    case 'sorted':
      return hosts.sort((a, b) => compareCodePoints(a.name, b.name));
    case 'reverse_sorted':
      return hosts.sort((a, b) => compareCodePoints(b.name, a.name));
    case 'reverse_inventory':
      return hosts.reverse();
    case 'shuffle':
      return shuffled(hosts);
    default:
      throw new MitorunError('USAGE', `Invalid 'order' specified for inventory hosts: ${order}`);
  }
}

function shuffled(hosts: InventoryHost[]): InventoryHost[] {
  for (let at = hosts.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1));
    [hosts[at], hosts[other]] = [hosts[other] as InventoryHost, hosts[at] as InventoryHost];
  }
  return hosts;
}
