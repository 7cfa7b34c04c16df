import { Dict } from '../../python/dict.ts';
import { isIterable, length, toList } from '../../python/operators/iterate.ts';
import { integerOf } from '../../python/operators/number.ts';
import { PythonError, typeError } from '../../python/python-error.ts';
import { str } from '../../python/repr.ts';
import { requireListRoom, requireTextRoom } from '../../python/size-limit.ts';
import { PySet } from '../../python/set.ts';
import { Tuple } from '../../python/tuple.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { pluginFailure } from '../plugin-failure.ts';
import { refuseUndefined } from './combine-dicts.ts';
import type { FilterDefinition } from '../registry.ts';
import { stringOf, textOf } from '../text-argument.ts';
import { Undefined, UndefinedUse } from '../undefined.ts';
import { attributeGetter } from './attribute-path.ts';

/** Jinja2's filters of lists and other sequences, but for those that sort or choose. */
export const sequenceFilters: readonly FilterDefinition[] = [
  {
    name: 'first',
    vaults: 'members',
    signature: signature('seq'),
    call: (context, seq) => {
      const first = toList(seq as Value)[0];
      return first === undefined ? context.undefined('No first item, sequence was empty.') : first;
    },
  },
  {
    name: 'last',
    vaults: 'members',
    signature: signature('seq'),
    call: (context, seq) => {
      if (seq instanceof PySet) throw typeError("'set' object is not reversible");
      if (!isIterable(seq as Value)) throw typeError(`'${typeName(seq as Value)}' object is not reversible`);
      const last = toList(seq as Value).at(-1);
      return last === undefined ? context.undefined('No last item, sequence was empty.') : last;
    },
  },
  {
    name: 'length',
    vaults: 'members',
    aliases: ['count'],
    signature: signature('obj'),
    call: (_context, value) => length(value as Value),
  },
  {
    name: 'list',
    vaults: 'members',
    signature: signature('value'),
    call: (_context, value) => used(toList(value as Value)),
  },
  {
    name: 'reverse',
    vaults: 'members',
    signature: signature('value'),
    call: (_context, value) => reverse(value as Value),
  },
  {
    name: 'join',
    signature: signature("value, d='', attribute=None"),
    call: (context, value, separator, attribute) => {
      const members = toList(value as Value);
      const getter = attribute === null ? undefined : attributeGetter(context, attribute as Value);
      let length = 0;
      const between = textOf(separator as Value);
      const text = (member: Value): string => {
        const one = str(getter ? getter(member) : member);
        length += one.length + between.length;
        requireTextRoom(length - between.length);
        return one;
      };
      return members.map(text).join(between);
    },
  },
  {
    name: 'batch',
    vaults: 'members',
    signature: signature('value, linecount, fill_with=None'),
    call: (_context, value, count, fill) =>
      batch(toList(value as Value), integer(count as Value), fill as Value),
  },
  {
    name: 'slice',
    vaults: 'members',
    signature: signature('value, slices, fill_with=None'),
    call: (_context, value, count, fill) =>
      slices(toList(value as Value), integer(count as Value), fill as Value),
  },
  {
    name: 'items',
    vaults: 'members',
    signature: signature('value'),
    call: (_context, value) => {
      if (!(value instanceof Dict)) throw typeError('Can only get item pairs from a mapping.');
      refuseUndefined(value);
      return [...value].map((pair) => new Tuple(pair));
    },
  },
  {
    name: 'attr',
    signature: signature('obj, name'),
    call: (context, object, name) =>
      attributeOnly(
        context.attribute(object as Value, textOf(name as Value)),
        object as Value,
        name as Value,
        context.undefined.bind(context),
      ),
  },
];

/** A list of its own; an Undefined among the members is the result instead. */
function used(members: readonly Value[]): Value[] {
  for (const member of members) if (member instanceof Undefined) throw new UndefinedUse(member);
  return [...members];
}

function reverse(value: Value): Value {
  const text = stringOf(value);
  if (text !== undefined) return Array.from(text).reverse().join('');
  if (!isIterable(value))
    throw pluginFailure('argument must be iterable', {
      cause: typeError(`'${typeName(value)}' object is not iterable`),
    });
  return [...toList(value)].reverse();
}

function integer(value: Value): number {
  if (typeof value === 'bigint') return Number(value);
  const number = integerOf(value);
  if (number === undefined)
    throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
  return number;
}

function batch(members: readonly Value[], size: number, fill: Value): Value {
  const rows: Value[][] = [];
  let row: Value[] = [];
  for (const member of members) {
    if (row.length === size) {
      rows.push(row);
      row = [];
    }
    row.push(member);
  }
  if (row.length > 0) rows.push(row);
  const last = rows.at(-1);
  if (last && fill !== null) requireListRoom(size);
  if (last && fill !== null) while (last.length < size) last.push(fill);
  return rows;
}

function slices(members: readonly Value[], count: number, fill: Value): Value {
  if (count === 0) throw new PythonError('ZeroDivisionError', 'integer division or modulo by zero');
  requireListRoom(count);
  const size = Math.floor(members.length / count);
  const extra = members.length % count;
  let start = 0;
  return Array.from({ length: Math.max(0, count) }, (_row, index) => {
    const end = start + size + (index < extra ? 1 : 0);
    const row = members.slice(start, end);
    start = end;
    if (fill !== null && index >= extra) row.push(fill);
    return row;
  });
}

/** `attr` never falls back to a key: a dict's member with this name is none of its attributes. */
function attributeOnly(
  found: Value,
  object: Value,
  name: Value,
  missing: (message: string) => Undefined,
): Value {
  const isMember = object instanceof Dict && object.has(name) && object.get(name) === found;
  if (!isMember && !(found instanceof Undefined)) return found;
  return missing(`object of type '${typeName(object)}' has no attribute '${textOf(name)}'`);
}
