import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';
import type { InventoryGroup, InventoryHost } from '../hosts-and-groups.ts';
import type { Inventory } from '../inventory.ts';
import type { InventoryOptions } from '../options.ts';
import type { SourcePlugin } from './source-plugin.ts';

/** A source whose `plugin` only exists in Python (`amazon.aws.aws_ec2`...). group_vars beside it are left for us to read. */
export function readByPlugin(source: string, name: string, inventory: Inventory): void {
  const { pythonPlugins, verbose } = inventory.options;
  if (!pythonPlugins) {
    throw new MitorunError('INVENTORY', `inventory config '${source}' specifies unknown plugin '${name}'`, {
      hint: `'${name}' is written in Python: install ansible-core and the plugin's collection.`,
    });
  }
  if (!pythonPlugins.has(name))
    throw new MitorunError('PARSER', `inventory config '${source}' specifies unknown plugin '${name}'`);
  if (!pythonPlugins.accepts(name, source)) {
    const message = `inventory source '${source}' could not be verified by inventory plugin '${name}'`;
    throw new MitorunError('PARSER', message);
  }
  verbose?.(1, `Using inventory plugin '${name}' to process inventory source '${source}'`);
  read(source, name, inventory);
}

/** The plugin that `enabled_plugins` names; undefined where there is none of that name. */
export function pythonSource(name: string, { pythonPlugins }: InventoryOptions): SourcePlugin | undefined {
  if (pythonPlugins?.has(name) !== true) return undefined;
  return {
    name,
    accepts: (source) => pythonPlugins.accepts(name, source),
    read: (source, inventory) => read(source, name, inventory),
  };
}

function read(source: string, name: string, inventory: Inventory): void {
  const { pythonPlugins, withoutCache } = inventory.options;
  const read = pythonPlugins?.parse(name, source, described(inventory), withoutCache !== true);
  if (!read) return;
  apply(read.changes, source, inventory);
  if (read.fault) throw read.fault;
}

/** The inventory as the plug-in gets it. */
function described(inventory: Inventory): Dict {
  const groups = new Dict();
  for (const group of inventory.groups.values()) {
    const { priority, children, hosts } = group;
    const names = (members: Iterable<InventoryGroup | InventoryHost>): string[] =>
      [...members].map((member) => member.name);
    groups.set(
      group.name,
      Dict.of({ vars: readable(group.variables), priority, children: names(children), hosts: names(hosts) }),
    );
  }
  const hosts = new Dict();
  for (const host of inventory.hosts.values()) hosts.set(host.name, readable(host.variables));
  return Dict.of({ groups, hosts });
}

/** Variables with string names: a plug-in can read no others. */
function readable(variables: Dict): Dict {
  return new Dict([...variables].filter(([name]) => typeof name === 'string'));
}

/** Groups first, in their order, then hosts, then who is in which; as the plug-in left them. */
function apply(changes: Dict, source: string, inventory: Inventory): void {
  const groups = members(changes, 'groups');
  const hosts = members(changes, 'hosts');
  for (const group of groups) inventory.addGroup(nameOf(group));
  for (const host of hosts) inventory.addHost(nameOf(host));
  for (const group of groups) {
    const name = nameOf(group);
    const kept = inventory.groups.get(name);
    const priority = group.get('priority');
    if (kept && typeof priority === 'number') kept.priority = priority;
    for (const list of ['children', 'hosts'])
      for (const child of values(group, list)) inventory.addChild(name, str(child));
  }
  for (const entity of [...groups, ...hosts]) setVariables(entity, source, inventory);
}

function setVariables(entity: Dict, source: string, inventory: Inventory): void {
  const target = nameOf(entity);
  for (const entry of values(entity, 'vars')) {
    const [name = null, given = null, isData = false] = entry as Value[];
    const value = withVaults(given, source, inventory);
    inventory.setVariable(target, name, value);
    if (isData === true) inventory.markUntrusted(target, name, value);
  }
}

function withVaults(value: Value, source: string, inventory: Inventory): Value {
  if (Array.isArray(value)) return value.map((member) => withVaults(member, source, inventory));
  if (!(value instanceof Dict)) return value;
  const envelope = value.size === 1 ? value.get('__ansible_vault') : undefined;
  if (typeof envelope === 'string') return inventory.options.files.vaultString(envelope, source);
  return new Dict([...value].map(([key, member]) => [key, withVaults(member, source, inventory)] as const));
}

function members(changes: Dict, name: string): Dict[] {
  return values(changes, name).filter((member) => member instanceof Dict);
}

function values(dict: Dict, name: string): Value[] {
  const list = dict.get(name);
  return Array.isArray(list) ? list : [];
}

function nameOf(entity: Dict): string {
  return str(entity.get('name') ?? '');
}
