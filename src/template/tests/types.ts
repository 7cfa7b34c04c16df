import { readBoolean } from '../../parsing/boolean-words.ts';
import { isCallable } from '../../python/access.ts';
import { Dict } from '../../python/dict.ts';
import { equals } from '../../python/equality.ts';
import { modulo } from '../../python/operators/arithmetic.ts';
import { contains } from '../../python/operators/contains.ts';
import { isIterable, toList } from '../../python/operators/iterate.ts';
import { numeric } from '../../python/operators/number.ts';
import { order, type OrderOperator } from '../../python/operators/order.ts';
import { Markup } from '../../python/markup.ts';
import { PyRange } from '../../python/range.ts';
import { Bytes } from '../../python/bytes.ts';
import { isTruthy } from '../../python/truth.ts';
import { Tuple } from '../../python/tuple.ts';
import { isFloat, isInt, type Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import type { TestDefinition } from '../registry.ts';
import { stringOf, textOf } from '../text-argument.ts';
import { Undefined, UndefinedUse } from '../undefined.ts';

const one = (name: string, holds: (value: Value) => boolean): TestDefinition => ({
  name,
  signature: signature('value'),
  call: (_context, value) => holds(value as Value),
});

/** Jinja2's tests of what a value is. */
export const typeTests: readonly TestDefinition[] = [
  one('none', (value) => value === null),
  one('boolean', (value) => typeof value === 'boolean'),
  one('true', (value) => value === true),
  one('false', (value) => value === false),
  one('integer', (value) => typeof value !== 'boolean' && isInt(value)),
  one('float', isFloat),
  one('number', (value) => numeric(value) !== undefined),
  one('string', (value) => stringOf(value) !== undefined),
  one('mapping', (value) => value instanceof Dict),
  one('sequence', isSequence),
  one('iterable', isIterable),
  one('callable', isCallable),
  one('escaped', (value) => value instanceof Markup),
  one('lower', (value) => isCased(textOf(value), (text) => text.toLowerCase())),
  one('upper', (value) => isCased(textOf(value), (text) => text.toUpperCase())),
  one('odd', (value) => equals(modulo(value, 2), 1)),
  one('even', (value) => equals(modulo(value, 2), 0)),
  {
    name: 'divisibleby',
    signature: signature('value, num'),
    call: (_context, value, divisor) => equals(modulo(value as Value, divisor as Value), 0),
  },
  {
    name: 'sameas',
    signature: signature('value, other'),
    call: (_context, value, other) => value === other,
  },
  {
    name: 'in',
    signature: signature('value, seq'),
    call: (_context, value, container) => contains(container as Value, value as Value),
  },
  {
    name: 'defined',
    signature: signature('value'),
    takesUndefined: true,
    call: (_context, value) => isDefined(value as Value),
  },
  {
    name: 'undefined',
    signature: signature('value'),
    takesUndefined: true,
    call: (_context, value) => !isDefined(value as Value),
  },
  {
    name: 'truthy',
    signature: signature('value, convert_bool=False'),
    call: (_context, value, convert) => isTrue(value as Value, convert as Value),
  },
  {
    name: 'falsy',
    signature: signature('value, convert_bool=False'),
    call: (_context, value, convert) => !isTrue(value as Value, convert as Value),
  },
  one('any', (value) => toList(value).some(isTruthy)),
  one('all', (value) => toList(value).every(isTruthy)),
];

const comparing = (name: string, aliases: readonly string[], operator: OrderOperator): TestDefinition => ({
  name,
  aliases,
  signature: signature('a, b'),
  call: (_context, a, b) => order(operator, a as Value, b as Value),
});

/** Comparisons as tests. */
export const comparisonTests: readonly TestDefinition[] = [
  {
    name: 'eq',
    aliases: ['==', 'equalto'],
    signature: signature('a, b'),
    call: (_context, a, b) => equals(a as Value, b as Value),
  },
  {
    name: 'ne',
    aliases: ['!='],
    signature: signature('a, b'),
    call: (_context, a, b) => !equals(a as Value, b as Value),
  },
  comparing('gt', ['>', 'greaterthan'], '>'),
  comparing('ge', ['>='], '>='),
  comparing('lt', ['<', 'lessthan'], '<'),
  comparing('le', ['<='], '<='),
];

/** A deferred error is neither defined nor undefined: it stays an error. */
function isDefined(value: Value): boolean {
  if (!(value instanceof Undefined)) return true;
  if (value.error) throw new UndefinedUse(value);
  return false;
}

function isSequence(value: Value): boolean {
  return (
    stringOf(value) !== undefined ||
    Array.isArray(value) ||
    value instanceof Tuple ||
    value instanceof Dict ||
    value instanceof PyRange ||
    value instanceof Bytes
  );
}

/** `str.islower` and `str.isupper`: some letter has cases, and none is in the wrong one. */
function isCased(text: string, convert: (text: string) => string): boolean {
  return /[\p{Lowercase}\p{Uppercase}\p{Lt}]/u.test(text) && convert(text) === text;
}

function isTrue(value: Value, convert: Value): boolean {
  return isTruthy(isTruthy(convert) ? (readBoolean(stringOf(value) ?? value) ?? value) : value);
}
