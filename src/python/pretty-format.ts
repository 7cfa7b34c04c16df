import { appendAll } from './append-all.ts';
import { length } from './operators/iterate.ts';
import { repr } from './repr.ts';
import { Tuple } from './tuple.ts';
import type { Value } from './value.ts';

const width = 80;

/**
 * Python's `pprint.pformat` as templates see it: 80 columns, long texts in pieces. Lists and dicts stay on one line and
 * unsorted, since ansible-core hands filters classes of its own, which pprint does not know.
 */
export function prettyFormat(
  value: Value,
  place: { readonly indent: number; readonly allowance: number } = { indent: 0, allowance: 0 },
): string {
  return format(value, place.indent, place.allowance);
}

/** @param indent where the value begins; @param allowance closing characters that follow its last line */
function format(value: Value, indent: number, allowance: number): string {
  const plain = repr(value);
  if (length(plain) <= width - indent - allowance) return plain;
  if (value instanceof Tuple && value.items.length > 0) {
    const end = value.items.length === 1 ? ',)' : ')';
    return `(${formatMembers(value.items, indent + 1, allowance + end.length)}${end}`;
  }
  if (typeof value === 'string' && value !== '') return formatText(value, indent, allowance);
  return plain;
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
    if (length(repr(line)) <= room) pieces.push(repr(line));
    else appendAll(pieces, wrapLine(line, width - at, last ? allowance + nested : 0));
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
    if (length(repr(candidate)) > limit) {
      if (current !== '') pieces.push(repr(current));
      current = word;
    } else current = candidate;
  });
  if (current !== '') pieces.push(repr(current));
  return pieces;
}
