import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import { parseJson } from '../../python/json/parse.ts';
import { str, stringRepr } from '../../python/repr.ts';
import { templateOrString } from '../../python/template-string.ts';
import { originByValue } from '../../python/unknown-origin.ts';
import type { Value } from '../../python/value.ts';
import type { DataFiles } from '../data-files.ts';
import type { Inventory } from '../inventory.ts';
import { typeName } from '../../python/type-name.ts';
import { populateHosts } from './source-plugin.ts';

const deprecated = { plugin: "inventory plugin 'script'" };

/** Checks the outside of what an inventory script prints; a fault names what is wrong with it. */
export function parseInventoryJson(text: string): Dict {
  const data = parse(text);
  if (!(data instanceof Dict)) throw fault(`Value is '${typeName(data)}' instead of 'dict'.`);
  const meta = data.get('_meta');
  if (meta === undefined) return data;
  if (!(meta instanceof Dict))
    throw fault(`Value contains '_meta' which is '${typeName(meta)}' instead of 'dict'.`);
  const profile = meta.get('profile');
  if (profile === undefined) return data;
  if (typeof profile !== 'string') {
    throw fault(`Value contains '_meta.profile' which is '${typeName(profile)}' instead of 'str'.`);
  }
  if (!profile.startsWith('inventory_')) {
    throw fault(`Non-inventory profile ${stringRepr(profile)} is not allowed.`);
  }
  return data;
}

function parse(text: string): Value {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new MitorunError('PARSER', 'Value could not be parsed as JSON.', { cause });
  }
}

/**
 * Adds what a script printed. Strings of `vars` and `_meta.hostvars` are trusted as templates, as Ansible trusts them.
 * @param hostVariables asks the script for one host, where it gave no `_meta`
 */
export function addInventoryJson(
  data: Dict,
  inventory: Inventory,
  source: string,
  hostVariables: (host: string) => Dict,
): void {
  const output = `<inventory script output from '${source}'>`;
  const trust = (value: Value): Value => trusted(value, output, inventory.options.files);
  const hosts = new Set<string>();
  let meta: Dict | undefined;
  for (const [name, group] of data) {
    if (name === '_meta') meta = hostvarsOf(group);
    else for (const host of addGroup(inventory, name, group, trust)) hosts.add(host);
  }
  if (!meta) {
    inventory.options.deprecate?.(
      "Inventory scripts should always provide 'meta.hostvars'. Host variables will be collected by running the inventory script with the '--host' option for each host.",
      '2.23',
      deprecated,
    );
  }
  for (const host of hosts) {
    const variables = meta ? (meta.get(host) ?? new Dict()) : hostVariables(host);
    if (!(variables instanceof Dict)) {
      throw fault(`Invalid data from file, expected dictionary and got:\n\n${str(variables)}`);
    }
    populateHosts(inventory, [host], trustedMembers(variables, trust));
  }
}

function hostvarsOf(meta: Value): Dict {
  const hostvars = meta instanceof Dict ? (meta.get('hostvars') ?? null) : null;
  if (hostvars instanceof Dict) return hostvars;
  throw fault(`Value contains '_meta.hostvars' which is '${typeName(hostvars)}' instead of 'dict'.`);
}

/** The hosts that the group lists. */
function addGroup(inventory: Inventory, name: Value, data: Value, trust: (value: Value) => Value): string[] {
  const group = inventory.addGroup(name);
  const { sections, trusts } = normalizeGroup(inventory, group, data);
  const hosts = hostNames(group, sections.get('hosts'));
  for (const host of hosts) inventory.addHost(host, { groups: [group] });
  const variables = sections.get('vars');
  if (variables !== undefined) {
    if (!(variables instanceof Dict)) {
      throw fault(`Value contains '${group}.vars' which is '${typeName(variables)}' instead of 'dict'.`);
    }
    const members = trusts ? trustedMembers(variables, trust) : variables;
    for (const [variable, value] of members) {
      inventory.setVariable(group, variable, value);
      if (!trusts) inventory.markUntrusted(group, variable, value);
    }
  }
  const children = sections.get('children');
  if (Array.isArray(children)) {
    for (const child of children) inventory.addChild(group, inventory.addGroup(child));
  }
  return hosts;
}

/** A group may also be a list of hosts or, against all sense, the variables of a host of its own name. */
function normalizeGroup(
  inventory: Inventory,
  group: string,
  data: Value,
): { sections: Dict; trusts: boolean } {
  if (!(data instanceof Dict)) {
    inventory.options.deprecate?.(
      `Group ${stringRepr(group)} was converted to 'dict' from '${typeName(data)}'.`,
      '2.23',
      deprecated,
    );
    return { sections: Dict.of({ hosts: data }), trusts: true };
  }
  if (data.has('hosts') || data.has('vars') || data.has('children')) return { sections: data, trusts: true };
  inventory.options.deprecate?.(
    `Treating malformed group ${stringRepr(group)} as the sole host of that group. Variables provided in this manner cannot be templated.`,
    '2.23',
    deprecated,
  );
  return { sections: Dict.of({ hosts: [group], vars: data }), trusts: false };
}

function hostNames(group: string, hosts: Value | undefined): string[] {
  if (hosts === undefined) return [];
  if (!Array.isArray(hosts)) {
    throw fault(`Value contains '${group}.hosts' which is '${typeName(hosts)}' instead of 'list'.`);
  }
  return hosts.map((host) => {
    if (typeof host === 'string') return host;
    throw fault(
      `Invalid host name supplied, expected a string but got <class '${typeName(host)}'> for ${str(host)}`,
    );
  });
}

function* trustedMembers(
  variables: Dict,
  trust: (value: Value) => Value,
): Generator<readonly [Value, Value]> {
  for (const [name, value] of variables) yield [name, trust(value)];
}

/** `{"__ansible_unsafe": …}` stays plain text, `{"__ansible_vault": …}` is an encrypted value. */
function trusted(value: Value, source: string, files: DataFiles): Value {
  if (typeof value === 'string') return templateOrString(value, originByValue(source, value));
  if (Array.isArray(value)) return value.map((member) => trusted(member, source, files));
  if (!(value instanceof Dict)) return value;
  if (value.size === 1) {
    const plain = value.get('__ansible_unsafe');
    if (typeof plain === 'string') return plain;
    const envelope = value.get('__ansible_vault');
    if (typeof envelope === 'string') return files.vaultString(envelope, source);
  }
  const dict = new Dict();
  for (const [key, member] of value) dict.set(key, trusted(member, source, files));
  return dict;
}

function fault(message: string): MitorunError {
  return new MitorunError('PARSER', message);
}
