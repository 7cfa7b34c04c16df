import { Bytes } from '../bytes.ts';
import { encodeText } from '../codecs.ts';
import { Dict } from '../dict.ts';
import { characters, isBasic, length, toList } from '../operators/iterate.ts';
import { typeError, valueError } from '../python-error.ts';
import { splitLines } from '../split-lines.ts';
import { occurrences, repeatText, replaceText, requireListRoom, requireTextRoom } from '../size-limit.ts';
import { Tuple } from '../tuple.ts';
import { typeName } from '../type-name.ts';
import { isTruthy } from '../truth.ts';
import type { Value } from '../value.ts';
import { lineBreak } from '../white-space.ts';
import { indexRange, requireCount } from './index-range.ts';
import { type MethodDefinition, methodTable, type MethodTable } from './method.ts';
import * as classes from './text-classes.ts';
import { split, splitRight, strip } from './split.ts';

function text(value: Value, message?: string): string {
  if (typeof value === 'string') return value;
  throw typeError(message ?? `must be str, not ${typeName(value)}`);
}

function optionalText(value: Value, message: string): string | null {
  return value === null ? null : text(value, message);
}

/** Places of a str with characters beyond the basic plane are found in its code points. */
function search(receiver: string, wanted: Value, start: Value, end: Value, last: boolean): number {
  const needle = text(wanted);
  const size = length(receiver);
  const [from, to] = indexRange(start, end, size);
  if (from > to) return -1;
  if (isBasic(receiver)) {
    const part = receiver.slice(from, to);
    const at = last ? part.lastIndexOf(needle) : part.indexOf(needle);
    return at < 0 ? -1 : at + from;
  }
  const part = characters(receiver).slice(from, to).join('');
  const at = last ? part.lastIndexOf(needle) : part.indexOf(needle);
  return at < 0 ? -1 : length(part.slice(0, at)) + from;
}

function found(place: number): number {
  if (place < 0) throw valueError('substring not found');
  return place;
}

function count(receiver: string, wanted: Value, start: Value, end: Value): number {
  const needle = text(wanted);
  const points = isBasic(receiver) ? undefined : characters(receiver);
  const [from, to] = indexRange(start, end, points?.length ?? receiver.length);
  const part = points ? points.slice(from, to).join('') : receiver.slice(from, to);
  return needle === '' ? length(part) + 1 : occurrences(part, needle);
}

function affix(
  receiver: string,
  wanted: Value,
  start: Value,
  end: Value,
  matches: (part: string, affix: string) => boolean,
  name: string,
): boolean {
  const [from, to] = indexRange(start, end, receiver.length);
  const part = start === null && end === null ? receiver : receiver.slice(from, to);
  const candidates = wanted instanceof Tuple ? wanted.items : [wanted];
  return candidates.some((candidate) =>
    matches(
      part,
      text(candidate, `${name} first arg must be str or a tuple of str, not ${typeName(candidate)}`),
    ),
  );
}

function pad(receiver: string, width: Value, fill: Value, side: 'left' | 'right' | 'center'): string {
  const filler = text(fill, `The fill character must be a unicode character, not ${typeName(fill)}`);
  if (length(filler) !== 1) throw typeError('The fill character must be exactly one character long');
  const wanted = requireCount(width);
  const missing = wanted - length(receiver);
  if (missing <= 0) return receiver;
  requireTextRoom(missing);
  if (side === 'left') return receiver + filler.repeat(missing);
  if (side === 'right') return filler.repeat(missing) + receiver;
  const left = Math.floor(missing / 2) + (missing & wanted & 1);
  return filler.repeat(left) + receiver + filler.repeat(missing - left);
}

function replace(receiver: string, old: Value, fresh: Value, limit: Value): string {
  const [from, to] = [
    text(old, `replace() argument 1 must be str, not ${typeName(old)}`),
    text(fresh, `replace() argument 2 must be str, not ${typeName(fresh)}`),
  ];
  const most = requireCount(limit);
  if (most < 0 && from !== '') return replaceText(receiver, from, to);
  const parts = from === '' ? ['', ...characters(receiver), ''] : split(receiver, from, most);
  requireTextRoom(receiver.length + (parts.length - 1) * to.length);
  if (from !== '') return parts.join(to);
  const times = most < 0 ? parts.length - 1 : Math.min(most, parts.length - 1);
  return parts.map((part, index) => (index < times ? part + to : part)).join('');
}

function join(receiver: string, items: Value): string {
  return toList(items)
    .map((item, index) => {
      if (typeof item === 'string') return item;
      throw typeError(`sequence item ${index}: expected str instance, ${typeName(item)} found`);
    })
    .join(receiver);
}

function partition(receiver: string, separator: Value, last: boolean): Tuple {
  const needle = text(separator);
  if (needle === '') throw valueError('empty separator');
  const at = last ? receiver.lastIndexOf(needle) : receiver.indexOf(needle);
  if (at < 0) return new Tuple(last ? ['', '', receiver] : [receiver, '', '']);
  return new Tuple([receiver.slice(0, at), needle, receiver.slice(at + needle.length)]);
}

function zeroFill(receiver: string, width: Value): string {
  const sign = /^[+-]/.exec(receiver)?.[0] ?? '';
  const missing = requireCount(width) - length(receiver);
  return missing > 0 ? sign + repeatText('0', missing) + receiver.slice(sign.length) : receiver;
}

function expandTabs(receiver: string, size: Value): string {
  requireListRoom(receiver.length);
  const width = requireCount(size);
  let column = 0;
  let out = '';
  for (const character of receiver) {
    if (character === '\t') {
      const blanks = width > 0 ? width - (column % width) : 0;
      out += repeatText(' ', blanks);
      requireTextRoom(out.length);
      column += blanks;
    } else {
      out += character;
      column = character === '\n' || character === '\r' ? 0 : column + 1;
    }
  }
  return out;
}

const wholeLines = new RegExp(`[^${lineBreak}]*(?:\\r\\n|[${lineBreak}])|[^${lineBreak}]+$`, 'g');

function linesOf(receiver: string, keepEnds: boolean): string[] {
  return keepEnds ? (receiver.match(wholeLines) ?? []) : splitLines(receiver);
}

function translate(receiver: string, table: Value): string {
  if (!(table instanceof Dict)) throw typeError(`'${typeName(table)}' object is not subscriptable`);
  return characters(receiver)
    .map((character) => {
      const replacement = table.get(character.codePointAt(0) as number);
      if (replacement === undefined) return character;
      if (replacement === null) return '';
      return typeof replacement === 'number' ? String.fromCodePoint(replacement) : text(replacement);
    })
    .join('');
}

function makeTranslation(from: Value, to: Value, gone: Value): Dict {
  const table = new Dict();
  if (from instanceof Dict) {
    for (const [key, value] of from)
      table.set(typeof key === 'string' ? (key.codePointAt(0) as number) : key, value);
    return table;
  }
  const [sources, targets] = [characters(text(from)), characters(text(to))];
  if (sources.length !== targets.length)
    throw valueError('the first two maketrans arguments must have equal length');
  sources.forEach((source, index) =>
    table.set(source.codePointAt(0) as number, targets[index]?.codePointAt(0) as number),
  );
  if (gone !== null) for (const character of text(gone)) table.set(character.codePointAt(0) as number, null);
  return table;
}

function encode(receiver: string, encoding: Value, errors: Value): Bytes {
  const name = text(encoding, `encode() argument 'encoding' must be str, not ${typeName(encoding)}`);
  const handler = text(errors, `encode() argument 'errors' must be str, not ${typeName(errors)}`);
  return new Bytes(encodeText(receiver, name, handler));
}

type StringMethod = MethodDefinition<string>;

const predicate = (holds: (receiver: string) => boolean): StringMethod => ['', (receiver) => holds(receiver)];
const conversion = (convert: (receiver: string) => string): StringMethod => [
  '',
  (receiver) => convert(receiver),
];
const stripping = (side: 'left' | 'right' | 'both', name: string): StringMethod => [
  'chars=None',
  (receiver, chars = null) => strip(receiver, optionalText(chars, `${name} arg must be None or str`), side),
];

const plain: Readonly<Record<string, StringMethod>> = {
  capitalize: conversion(classes.capitalize),
  casefold: conversion(classes.caseFold),
  lower: conversion((receiver) => receiver.toLowerCase()),
  upper: conversion((receiver) => receiver.toUpperCase()),
  title: conversion(classes.titleCase),
  swapcase: conversion(classes.swapCase),
  isalnum: predicate(classes.isAlphanumeric),
  isalpha: predicate(classes.isAlpha),
  isascii: predicate((receiver) => classes.isAscii(receiver)),
  isdecimal: predicate(classes.isDecimal),
  isdigit: predicate(classes.isDigit),
  isidentifier: predicate(classes.isIdentifier),
  islower: predicate(classes.isLower),
  isnumeric: predicate(classes.isNumeric),
  isprintable: predicate(classes.isPrintable),
  isspace: predicate(classes.isSpace),
  istitle: predicate(classes.isTitle),
  isupper: predicate(classes.isUpper),
  strip: stripping('both', 'strip'),
  lstrip: stripping('left', 'lstrip'),
  rstrip: stripping('right', 'rstrip'),
  center: [
    "width, fillchar=' '",
    (receiver, width = null, fill = ' ') => pad(receiver, width, fill, 'center'),
  ],
  ljust: ["width, fillchar=' '", (receiver, width = null, fill = ' ') => pad(receiver, width, fill, 'left')],
  rjust: ["width, fillchar=' '", (receiver, width = null, fill = ' ') => pad(receiver, width, fill, 'right')],
  zfill: ['width', (receiver, width = null) => zeroFill(receiver, width)],
  count: [
    'sub, start=None, end=None',
    (receiver, sub = null, start = null, end = null) => count(receiver, sub, start, end),
  ],
  find: [
    'sub, start=None, end=None',
    (receiver, sub = null, start = null, end = null) => search(receiver, sub, start, end, false),
  ],
  rfind: [
    'sub, start=None, end=None',
    (receiver, sub = null, start = null, end = null) => search(receiver, sub, start, end, true),
  ],
  index: [
    'sub, start=None, end=None',
    (receiver, sub = null, start = null, end = null) => found(search(receiver, sub, start, end, false)),
  ],
  rindex: [
    'sub, start=None, end=None',
    (receiver, sub = null, start = null, end = null) => found(search(receiver, sub, start, end, true)),
  ],
  startswith: [
    'prefix, start=None, end=None',
    (receiver, prefix = null, start = null, end = null) =>
      affix(receiver, prefix, start, end, (part, wanted) => part.startsWith(wanted), 'startswith'),
  ],
  endswith: [
    'suffix, start=None, end=None',
    (receiver, suffix = null, start = null, end = null) =>
      affix(receiver, suffix, start, end, (part, wanted) => part.endsWith(wanted), 'endswith'),
  ],
  replace: [
    'old, new, count=-1',
    (receiver, old = null, fresh = null, limit = -1) => replace(receiver, old, fresh, limit),
  ],
  join: ['iterable', (receiver, items = null) => join(receiver, items)],
  split: [
    'sep=None, maxsplit=-1',
    (receiver, separator = null, limit = -1) =>
      split(
        receiver,
        optionalText(separator, `must be str or None, not ${typeName(separator)}`),
        requireCount(limit),
      ),
  ],
  rsplit: [
    'sep=None, maxsplit=-1',
    (receiver, separator = null, limit = -1) =>
      splitRight(
        receiver,
        optionalText(separator, `must be str or None, not ${typeName(separator)}`),
        requireCount(limit),
      ),
  ],
  splitlines: ['keepends=False', (receiver, keepEnds = false) => linesOf(receiver, isTruthy(keepEnds))],
  partition: ['sep', (receiver, separator = null) => partition(receiver, separator, false)],
  rpartition: ['sep', (receiver, separator = null) => partition(receiver, separator, true)],
  removeprefix: [
    'prefix',
    (receiver, prefix = null) =>
      receiver.startsWith(text(prefix)) ? receiver.slice(text(prefix).length) : receiver,
  ],
  removesuffix: [
    'suffix',
    (receiver, suffix = null) =>
      text(suffix) !== '' && receiver.endsWith(text(suffix))
        ? receiver.slice(0, -text(suffix).length)
        : receiver,
  ],
  expandtabs: ['tabsize=8', (receiver, size = 8) => expandTabs(receiver, size)],
  translate: ['table', (receiver, table = null) => translate(receiver, table)],
  maketrans: [
    'x, y=None, z=None',
    (_receiver, from = null, to = null, gone = null) => makeTranslation(from, to, gone),
  ],
  encode: [
    "encoding='utf-8', errors='strict'",
    (receiver, encoding = 'utf-8', errors = 'strict') => encode(receiver, encoding, errors),
  ],
};

const isString = (value: Value): value is string => typeof value === 'string';

/** The methods of str but for `format`, which needs access to members: see access.ts. */
export const stringMethods: MethodTable = methodTable('str', isString, plain);
