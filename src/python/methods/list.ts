import { equals } from '../equality.ts';
import { lessThan } from '../operators/order.ts';
import { toList } from '../operators/iterate.ts';
import { PythonError, valueError } from '../python-error.ts';
import { repr } from '../repr.ts';
import { requireListRoom } from '../size-limit.ts';
import { isTruthy } from '../truth.ts';
import { Tuple } from '../tuple.ts';
import type { Value } from '../value.ts';
import { callValue } from '../call-value.ts';
import { indexRange, requireIndex } from './index-range.ts';
import { methodTable, type MethodTable } from './method.ts';

function indexOf(items: readonly Value[], wanted: Value, start: Value, stop: Value, message: string): number {
  const [from, to] = indexRange(start, stop, items.length);
  for (let index = from; index < to; index++) if (equals(items[index] as Value, wanted)) return index;
  throw valueError(message);
}

function count(items: readonly Value[], wanted: Value): number {
  return items.filter((item) => equals(item, wanted)).length;
}

/** Sorts in place, stably; a comparison that Python refuses raises. */
function sort(items: Value[], key: Value, reverse: Value): null {
  const keyed = items.map((item) => ({ item, key: key === null ? item : callValue(key, [item], undefined) }));
  const descending = isTruthy(reverse);
  keyed.sort((a, b) => {
    if (descending) return lessThan(b.key, a.key) ? -1 : lessThan(a.key, b.key) ? 1 : 0;
    return lessThan(a.key, b.key) ? -1 : lessThan(b.key, a.key) ? 1 : 0;
  });
  for (const [index, { item }] of keyed.entries()) items[index] = item;
  return null;
}

function pop(items: Value[], index: Value): Value {
  if (items.length === 0) throw new PythonError('IndexError', 'pop from empty list');
  const wanted = requireIndex(index);
  const place = wanted < 0 ? wanted + items.length : wanted;
  if (place < 0 || place >= items.length) throw new PythonError('IndexError', 'pop index out of range');
  return items.splice(place, 1)[0] as Value;
}

function remove(items: Value[], wanted: Value): null {
  const place = items.findIndex((item) => equals(item, wanted));
  if (place < 0) throw valueError('list.remove(x): x not in list');
  items.splice(place, 1);
  return null;
}

const isList = (value: Value): value is Value[] => Array.isArray(value);

/** The methods of list. */
export const listMethods: MethodTable = methodTable('list', isList, {
  append: [
    'object',
    (items, member = null) => {
      items.push(member);
      return null;
    },
  ],
  extend: [
    'iterable',
    (items, more = null) => {
      // A copy, for a list that is extended with itself; one by one, as V8 takes few arguments.
      const added = [...toList(more)];
      requireListRoom(items.length + added.length);
      for (const member of added) items.push(member);
      return null;
    },
  ],
  insert: [
    'index, object',
    (items, index = null, member = null) => {
      const place = requireIndex(index);
      items.splice(place < 0 ? Math.max(0, place + items.length) : place, 0, member);
      return null;
    },
  ],
  pop: ['index=-1', (items, index = -1) => pop(items, index)],
  remove: ['value', (items, wanted = null) => remove(items, wanted)],
  clear: [
    '',
    (items) => {
      items.length = 0;
      return null;
    },
  ],
  copy: ['', (items) => [...items]],
  count: ['value', (items, wanted = null) => count(items, wanted)],
  index: [
    'value, start=None, stop=None',
    (items, wanted = null, start = null, stop = null) =>
      indexOf(items, wanted, start, stop, `${repr(wanted)} is not in list`),
  ],
  reverse: [
    '',
    (items) => {
      items.reverse();
      return null;
    },
  ],
  sort: ['*, key=None, reverse=False', (items, key = null, reverse = false) => sort(items, key, reverse)],
});

const isTuple = (value: Value): value is Tuple => value instanceof Tuple;

/** The methods of tuple. */
export const tupleMethods: MethodTable = methodTable('tuple', isTuple, {
  count: ['value', (tuple, wanted = null) => count(tuple.items, wanted)],
  index: [
    'value, start=None, stop=None',
    (tuple, wanted = null, start = null, stop = null) =>
      indexOf(tuple.items, wanted, start, stop, 'tuple.index(x): x not in tuple'),
  ],
});
