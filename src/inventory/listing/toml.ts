import { MitorunError } from '../../errors/mitorun-error.ts';
import { PyDate, PyDateTime } from '../../python/datetime.ts';
import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import { TemplateString } from '../../python/template-string.ts';
import { Tuple } from '../../python/tuple.ts';
import type { Value } from '../../python/value.ts';
import { VaultString } from '../../python/vault-string.ts';
import { typeName } from '../../python/type-name.ts';

const indent = '    ';

/**
 * TOML text as Python's `tomli_w` writes it, which Ansible uses.
 * Throws MitorunError INVENTORY for a value that TOML has no form for (null).
 */
export function dumpToml(table: Dict): string {
  return [...tableLines(table, '', false)].join('');
}

function* tableLines(table: Dict, name: string, inArray: boolean): Generator<string> {
  const literals: [string, Value][] = [];
  const tables: [string, Dict, boolean][] = [];
  for (const [key, value] of table) {
    const part = keyPart(str(key));
    if (value instanceof Dict) tables.push([part, value, false]);
    else if (isArrayOfTables(value) && !value.every(fitsOneLine)) {
      for (const member of value) tables.push([part, member, true]);
    } else literals.push([part, value]);
  }
  let written = false;
  if (inArray || (name !== '' && (literals.length > 0 || tables.length === 0))) {
    yield inArray ? `[[${name}]]\n` : `[${name}]\n`;
    written = true;
  }
  for (const [key, value] of literals) {
    yield `${key} = ${literal(value, 0)}\n`;
    written = true;
  }
  for (const [key, value, array] of tables) {
    if (written) yield '\n';
    written = true;
    yield* tableLines(value, name === '' ? key : `${name}.${key}`, array);
  }
}

function isArrayOfTables(value: Value): value is Dict[] {
  return Array.isArray(value) && value.length > 0 && value.every((member) => member instanceof Dict);
}

function fitsOneLine(table: Dict): boolean {
  const line = `${indent}${literal(table, 0)},`;
  return line.length <= 100 && !line.includes('\n');
}

function literal(value: Value, level: number): string {
  if (typeof value === 'string') return quoted(value);
  if (value instanceof TemplateString || value instanceof VaultString) return quoted(value.str());
  if (typeof value === 'boolean') return String(value);
  if (value === null) throw unserializable(value);
  if (Array.isArray(value)) return array(value, level);
  if (value instanceof Tuple) return array(value.items, level);
  if (value instanceof Dict) {
    const members = [...value].map(([key, member]) => `${keyPart(str(key))} = ${literal(member, level)}`);
    return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
  }
  if (typeof value === 'number' || typeof value === 'bigint' || typeName(value) === 'float')
    return str(value);
  if (value instanceof PyDate || value instanceof PyDateTime) return str(value);
  throw unserializable(value);
}

function array(items: readonly Value[], level: number): string {
  if (items.length === 0) return '[]';
  const lines = items.map((item) => `${indent.repeat(level + 1)}${literal(item, level + 1)}`);
  return `[\n${lines.join(',\n')},\n${indent.repeat(level)}]`;
}

function keyPart(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key);
}

const short: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

function quoted(text: string): string {
  const escaped = text.replace(
    /[\p{Cc}"\\]/gu,
    (unit) =>
      short[unit] ?? (unit > '\u007f' ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
  return `"${escaped}"`;
}

function unserializable(value: Value): MitorunError {
  return new MitorunError(
    'INVENTORY',
    `Object of type '<class '${typeName(value)}'>' is not TOML serializable`,
  );
}
