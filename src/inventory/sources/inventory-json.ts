import { MitorunError } from '../../errors/mitorun-error.ts';
import { type Origin, wholeFile } from '../../errors/origin.ts';
import { PythonError } from '../../python/python-error.ts';
import { Dict } from '../../python/dict.ts';
import { parseJson } from '../../python/json/parse.ts';
import { str, stringRepr } from '../../python/repr.ts';
import { templateOrString } from '../../python/template-string.ts';
import { originByValue } from '../../python/unknown-origin.ts';
import type { Value } from '../../python/value.ts';
import type { Inventory } from '../inventory.ts';
import { typeName } from '../../python/type-name.ts';
import { type JsonProfile, profileOf } from '../../template/json-profiles/profiles.ts';
import { readAs } from '../../template/json-profiles/read.ts';
import { TrustedText } from '../../python/trusted-text.ts';
import { recordUnsafe } from '../../yaml/origins.ts';
import type { InventoryOptions } from '../options.ts';
import { populateHosts } from './source-plugin.ts';

const deprecated = (output: string): { readonly origin: Origin; readonly plugin: string } => ({
  origin: wholeFile(output),
  plugin: "inventory plugin 'script'",
});

/** How a script's output is read: the profile that it names, or the usual one. A fault names what is wrong with it. */
export function inventoryProfile(text: string): JsonProfile {
  const data = parse(text);
  if (!(data instanceof Dict)) throw fault(`Value is '${typeName(data)}' instead of 'dict'.`);
  const meta = data.get('_meta') ?? new Dict();
  if (!(meta instanceof Dict))
    throw fault(`Value contains '_meta' which is '${typeName(meta)}' instead of 'dict'.`);
  const profile = meta.get('profile') ?? 'inventory_legacy';
  if (typeof profile !== 'string') {
    throw fault(`Value contains '_meta.profile' which is '${typeName(profile)}' instead of 'str'.`);
  }
  if (!profile.startsWith('inventory_')) {
    throw fault(`Non-inventory profile ${stringRepr(profile)} is not allowed.`);
  }
  return profileOf(profile);
}

function parse(text: string): Value {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new MitorunError('PARSER', 'Value could not be parsed as JSON.', { cause });
  }
}

/** What a script printed, as a profile reads it. @param output names the output in messages */
export function readInventoryJson(
  text: string,
  profile: JsonProfile,
  output: string,
  { files }: InventoryOptions,
): Value {
  const vaulted = (envelope: string): Value => files.vaultString(envelope, output);
  try {
    return readAs(profile, { text, trusted: true, origin: undefined, vaulted });
  } catch (cause) {
    if (!(cause instanceof PythonError || cause instanceof SyntaxError)) throw cause;
    const origin = wholeFile(output);
    throw new MitorunError('PARSER', `JSON parsing failed: ${cause.message}`, { origin });
  }
}

/** What messages call the output of a script. */
export function outputOf(source: string): string {
  return `<inventory script output from '${source}'>`;
}

/**
 * Adds what a script printed. Trusted texts (those of `vars` and `_meta.hostvars`) are templates where they look so.
 * @param hostVariables asks the script for one host, where it gave no `_meta`
 */
export function addInventoryJson(
  data: Dict,
  inventory: Inventory,
  source: string,
  hostVariables: (host: string) => Value,
): void {
  const output = outputOf(source);
  const hosts = new Set<string>();
  let meta: Dict | undefined;
  for (const [name, group] of data) {
    if (name === '_meta') meta = hostvarsOf(group);
    else for (const host of addGroup(inventory, name, group, output)) hosts.add(host);
  }
  if (!meta) {
    inventory.options.deprecate?.(
      "Inventory scripts should always provide 'meta.hostvars'. Host variables will be collected by running the inventory script with the '--host' option for each host.",
      '2.23',
      deprecated(output),
    );
  }
  for (const host of hosts) {
    const variables = meta ? (meta.get(host) ?? new Dict()) : hostVariables(host);
    if (!(variables instanceof Dict)) {
      throw fault(`Invalid data from file, expected dictionary and got:\n\n${str(variables)}`);
    }
    populateHosts(inventory, [host], asVariables(variables, output));
    markUntrusted(inventory, host, variables);
  }
}

function hostvarsOf(meta: Value): Dict {
  const hostvars = meta instanceof Dict ? (meta.get('hostvars') ?? null) : null;
  if (hostvars instanceof Dict) return hostvars;
  throw fault(`Value contains '_meta.hostvars' which is '${typeName(hostvars)}' instead of 'dict'.`);
}

/** The hosts that the group lists. */
function addGroup(inventory: Inventory, name: Value, data: Value, output: string): string[] {
  const group = inventory.addGroup(name);
  const sections = normalizeGroup(inventory, group, data, output);
  const hosts = hostNames(group, sections.get('hosts'));
  for (const host of hosts) inventory.addHost(host, { groups: [group] });
  const variables = sections.get('vars');
  if (variables !== undefined) {
    if (!(variables instanceof Dict)) {
      throw fault(`Value contains '${group}.vars' which is '${typeName(variables)}' instead of 'dict'.`);
    }
    for (const [variable, value] of asVariables(variables, output))
      inventory.setVariable(group, variable, value);
    markUntrusted(inventory, group, variables);
  }
  const children = sections.get('children');
  if (Array.isArray(children)) {
    for (const child of children) inventory.addChild(group, inventory.addGroup(child));
  }
  return hosts;
}

/** A group may also be a list of hosts or, against all sense, the variables of a host of its own name. */
function normalizeGroup(inventory: Inventory, group: string, data: Value, output: string): Dict {
  if (!(data instanceof Dict)) {
    inventory.options.deprecate?.(
      `Group ${stringRepr(group)} was converted to 'dict' from '${typeName(data)}'.`,
      '2.23',
      deprecated(output),
    );
    return Dict.of({ hosts: data });
  }
  if (data.has('hosts') || data.has('vars') || data.has('children')) return data;
  inventory.options.deprecate?.(
    `Treating malformed group ${stringRepr(group)} as the sole host of that group. Variables provided in this manner cannot be templated.`,
    '2.23',
    deprecated(output),
  );
  return Dict.of({ hosts: [group], vars: data });
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

/** Variables as an inventory has them: trusted texts are templates where they look so, others are plain. */
function* asVariables(variables: Dict, output: string): Generator<readonly [Value, Value]> {
  for (const [name, value] of variables) yield [name, asVariable(value, output)];
}

function asVariable(value: Value, output: string): Value {
  if (value instanceof TrustedText) return templateOrString(value.text, originByValue(output, value.text));
  if (Array.isArray(value)) {
    const list = value.map((member) => asVariable(member, output));
    for (const [index, member] of value.entries()) if (typeof member === 'string') recordUnsafe(list, index);
    return list;
  }
  if (!(value instanceof Dict)) return value;
  const dict = new Dict(asVariables(value, output));
  for (const [key, member] of value) if (typeof member === 'string') recordUnsafe(dict, key);
  return dict;
}

/** Notes which variables are plain texts that nobody trusts. */
function markUntrusted(inventory: Inventory, owner: string, variables: Dict): void {
  for (const [name, value] of variables)
    if (typeof value === 'string') inventory.markUntrusted(owner, name, value);
}

function fault(message: string): MitorunError {
  return new MitorunError('PARSER', message);
}
