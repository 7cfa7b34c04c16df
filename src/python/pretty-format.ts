import { Dict } from './dict.ts';
import { lessThan } from './operators/order.ts';
import { PythonError } from './python-error.ts';
import { repr } from './repr.ts';
import { Tuple } from './tuple.ts';
import { typeName } from './type-name.ts';
import type { Value } from './value.ts';

const width = 80;

/** Python's `pprint.pformat` with its defaults: 80 columns, dicts sorted by key. */
export function prettyFormat(value: Value): string {
  return format(value, 0, 0);
}

/** @param indent where the value begins; @param allowance closing characters that follow its last line */
function format(value: Value, indent: number, allowance: number): string {
  const plain = sortedRepr(value);
  if (plain.length <= width - indent - allowance) return plain;
  if (value instanceof Dict && value.size > 0) return formatDict(value, indent, allowance);
  if (Array.isArray(value) && value.length > 0) return `[${formatMembers(value, indent + 1, allowance + 1)}]`;
  if (value instanceof Tuple && value.items.length > 0) {
    const end = value.items.length === 1 ? ',)' : ')';
    return `(${formatMembers(value.items, indent + 1, allowance + end.length)}${end}`;
  }
  if (typeof value === 'string' && value !== '') return formatText(value, indent, allowance);
  return plain;
}

/** `repr` with the keys of dicts in order. */
function sortedRepr(value: Value): string {
  if (value instanceof Dict) {
    return `{${sortedEntries(value)
      .map(([key, member]) => `${sortedRepr(key)}: ${sortedRepr(member)}`)
      .join(', ')}}`;
  }
  if (Array.isArray(value)) return `[${value.map(sortedRepr).join(', ')}]`;
  if (value instanceof Tuple) {
    const members = value.items.map(sortedRepr).join(', ');
    return value.items.length === 1 ? `(${members},)` : `(${members})`;
  }
  return repr(value);
}

function sortedEntries(dict: Dict): [Value, Value][] {
  return [...dict].sort(([a], [b]) => (comesBefore(a, b) ? -1 : comesBefore(b, a) ? 1 : 0));
}

/** Keys that have no order among each other go by the name of their type. */
function comesBefore(a: Value, b: Value): boolean {
  try {
    return lessThan(a, b);
  } catch (error) {
    if (error instanceof PythonError) return typeName(a) < typeName(b);
    throw error;
  }
}

function formatDict(dict: Dict, indent: number, allowance: number): string {
  const entries = sortedEntries(dict);
  const lines = entries.map(([key, member], index) => {
    const label = `${sortedRepr(key)}: `;
    const last = index === entries.length - 1;
    return label + format(member, indent + 1 + label.length, last ? allowance + 1 : 1);
  });
  return `{${lines.join(`,\n${' '.repeat(indent + 1)}`)}}`;
}

function formatMembers(members: readonly Value[], indent: number, allowance: number): string {
  return members
    .map((member, index) => format(member, indent, index === members.length - 1 ? allowance : 1))
    .join(`,\n${' '.repeat(indent)}`);
}

/** A long text in pieces of whole words, one a line. */
function formatText(text: string, indent: number, allowance: number): string {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const nested = indent > 0 ? 0 : 1;
  const at = indent + nested;
  const pieces: string[] = [];
  lines.forEach((line, index) => {
    const last = index === lines.length - 1;
    const room = width - at - (last ? allowance + nested : 0);
    if (repr(line).length <= room) pieces.push(repr(line));
    else pieces.push(...wrapLine(line, width - at, last ? allowance + nested : 0));
  });
  if (pieces.length === 1) return pieces[0] as string;
  const joined = pieces.join(`\n${' '.repeat(at)}`);
  return nested ? `(${joined})` : joined;
}

function wrapLine(line: string, room: number, allowance: number): string[] {
  const words = (line.match(/\S*\s*/g) ?? []).filter((word) => word !== '');
  const pieces: string[] = [];
  let current = '';
  words.forEach((word, index) => {
    const candidate = current + word;
    const limit = index === words.length - 1 ? room - allowance : room;
    if (repr(candidate).length > limit) {
      if (current !== '') pieces.push(repr(current));
      current = word;
    } else current = candidate;
  });
  if (current !== '') pieces.push(repr(current));
  return pieces;
}
