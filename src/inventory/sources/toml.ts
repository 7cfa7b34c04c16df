import { fault } from '../parser-fault.ts';
import { extensionOf } from '../../python/os-path.ts';
import { parse, TomlDate, TomlError } from 'smol-toml';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { PyDate, PyDateTime } from '../../python/datetime.ts';
import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import { templateOrString } from '../../python/template-string.ts';
import { originByValue } from '../../python/unknown-origin.ts';
import { float, int, type Value } from '../../python/value.ts';
import { expandHostPattern } from '../host-range.ts';
import type { Inventory } from '../inventory.ts';
import { typeName } from '../../python/type-name.ts';
import { isReadable, populateHosts, type SourcePlugin } from './source-plugin.ts';

/** TOML inventories: tables of groups with `hosts`, `vars` and a list of `children`. */
export const tomlSource: SourcePlugin = {
  name: 'toml',
  accepts: (source) => isReadable(source) && extensionOf(source) === '.toml',
  read(source, inventory) {
    const data = readToml(inventory.options.files.text(source), source);
    if (data.size === 0) throw fault('Parsed empty TOML file');
    if (data.get('plugin')) throw fault('Plugin configuration TOML file, not TOML inventory');
    for (const [name, group] of data) readGroup(inventory, str(name), group);
  },
};

function readGroup(inventory: Inventory, name: string, data: Value): void {
  if (!(data instanceof Dict)) {
    inventory.options.warn(`Skipping '${name}' as this is not a valid group definition`);
    return;
  }
  const group = inventory.addGroup(name);
  for (const [key, section] of data) readSection(inventory, group, str(key), section);
}

function readSection(inventory: Inventory, group: string, key: string, section: Value): void {
  if (key === 'vars') {
    for (const [name, value] of tableOf(group, key, section)) inventory.setVariable(group, name, value);
  } else if (key === 'children') {
    if (!Array.isArray(section)) throw wrongType(group, key, 'list', section);
    for (const child of section) {
      inventory.addGroup(child);
      inventory.addChild(group, str(child));
    }
  } else if (key === 'hosts') {
    for (const [pattern, variables] of tableOf(group, key, section)) {
      const { hosts, port } = expandHostPattern(str(pattern));
      if (!(variables instanceof Dict)) {
        throw fault(`Invalid data from file, expected dictionary and got:\n\n${str(variables)}`);
      }
      populateHosts(inventory, hosts, variables, { group, port });
    }
  } else {
    inventory.options.warn(
      `Skipping unexpected key "${key}" in group "${group}", only "vars", "children" and "hosts" are valid`,
    );
  }
}

function tableOf(group: string, key: string, section: Value): Dict {
  if (section instanceof Dict) return section;
  throw wrongType(group, key, 'dict', section);
}

function wrongType(group: string, key: string, wanted: string, section: Value): MitorunError {
  return fault(
    `Invalid "${key}" entry for "${group}" group, requires a ${wanted}, found "<class '${typeName(section)}'>" instead.`,
  );
}

function readToml(text: string, file: string): Dict {
  try {
    return tableValue(parse(text, { integersAsBigInt: true }), file);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
    throw new MitorunError(
      'PARSER',
      `TOML file '${file}' is invalid: ${reason} (at line ${error.line}, column ${error.column})`,
      {
        origin: { file, line: error.line, column: error.column },
      },
    );
  }
}

function tableValue(table: Readonly<Record<string, unknown>>, file: string): Dict {
  const dict = new Dict();
  for (const [key, member] of Object.entries(table)) dict.set(key, tomlValue(member, file));
  return dict;
}

function tomlValue(value: unknown, file: string): Value {
  if (typeof value === 'string')
    return templateOrString(value, originByValue(`<inventory plugin 'toml' with source '${file}'>`, value));
  if (typeof value === 'bigint') return int(value);
  if (typeof value === 'number') return float(value);
  if (typeof value === 'boolean') return value;
  if (value instanceof TomlDate) return dateValue(value);
  if (Array.isArray(value)) return value.map((member) => tomlValue(member, file));
  return tableValue(value as Record<string, unknown>, file);
}

const dateText = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?)?$/;

/** Dates and times; a time without a date, which variables can't hold, stays text. */
function dateValue(date: TomlDate): Value {
  const text = date.toISOString();
  const found = dateText.exec(text);
  if (!found) return text;
  const [, year, month, day, hour, minute, second, fraction = '0', zone] = found;
  if (hour === undefined) return new PyDate(Number(year), Number(month), Number(day));
  return new PyDateTime({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    microsecond: Number(fraction.padEnd(6, '0').slice(0, 6)),
    offset: zone === undefined ? null : offsetSeconds(zone),
  });
}

function offsetSeconds(zone: string): number {
  if (zone === 'Z') return 0;
  const [hours, minutes] = zone.slice(1).split(':');
  return (zone.startsWith('-') ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}
