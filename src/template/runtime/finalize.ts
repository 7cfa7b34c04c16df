import { VaultString } from '../../python/vault-string.ts';
import { DeprecatedValue } from '../../python/deprecated-value.ts';
import { PyTime } from '../../python/clock-time.ts';
import { PyDate, PyDateTime } from '../../python/datetime.ts';
import { Bytes } from '../../python/bytes.ts';
import { Dict } from '../../python/dict.ts';
import { Markup } from '../../python/markup.ts';
import { OMIT } from '../../python/omit.ts';
import { isPyIterable } from '../../python/operators/iterate.ts';
import { PySet } from '../../python/set.ts';
import { Tuple } from '../../python/tuple.ts';
import { PyFloat, type Value } from '../../python/value.ts';
import { copyOrigins } from '../../yaml/origins.ts';
import { LaxUndefined, Undefined, UndefinedUse } from '../undefined.ts';
import { UnsupportedStorage } from './errors.ts';
import type { Resolve } from './lazy.ts';

/**
 * The value that leaves templating: `resolve` gives what a member is worth, omitted members are gone, tuples and other
 * sequences are lists. Containers in which nothing changes are the very same objects. Throws UndefinedUse.
 */
export function finalize(value: Value, resolve: Resolve): Value {
  if (value === null || typeof value !== 'object') return value;
  const resolved = resolve(value);
  if (resolved === null || typeof resolved !== 'object') return resolved;
  if (Array.isArray(resolved)) return finalizeList(resolved, resolve);
  if (resolved instanceof Dict) return finalizeDict(resolved, resolve);
  if (resolved instanceof Tuple) return [...finalizeMembers(resolved.items, resolve)];
  if (resolved instanceof Undefined) throw new UndefinedUse(resolved);
  if (resolved instanceof Markup) return resolved.text;
  if (isScalar(resolved)) return resolved;
  if (resolved instanceof PySet || (isPyIterable(resolved) && !(resolved instanceof LaxUndefined))) {
    return [...finalizeMembers(resolved instanceof PySet ? [...resolved] : [...resolved.iterate()], resolve)];
  }
  throw new UnsupportedStorage(resolved);
}

function isScalar(value: Value): boolean {
  return (
    value instanceof PyFloat ||
    value instanceof PyDate ||
    value instanceof PyDateTime ||
    value instanceof PyTime ||
    value instanceof Bytes ||
    value instanceof VaultString ||
    value instanceof DeprecatedValue ||
    value === OMIT
  );
}

function finalizeList(list: Value[], resolve: Resolve): Value[] {
  let changed: Value[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const member = list[index] as Value;
    const final = finalize(member, resolve);
    if (changed) {
      if (final !== OMIT) changed.push(final);
    } else if (final !== member || final === OMIT) {
      changed = list.slice(0, index);
      if (final !== OMIT) changed.push(final);
    }
  }
  return changed ?? list;
}

function* finalizeMembers(members: readonly Value[], resolve: Resolve): Iterable<Value> {
  for (const member of members) {
    const final = finalize(member, resolve);
    if (final !== OMIT) yield final;
  }
}

function finalizeDict(dict: Dict, resolve: Resolve): Dict {
  if (dict.constructor === Dict && !changes(dict, resolve)) return dict;
  const result = new Dict();
  for (const [key, member] of dict) {
    const final = finalize(member, resolve);
    if (final !== OMIT) result.set(finalize(key, resolve), final);
  }
  if (dict.constructor === Dict) copyOrigins(dict, result);
  return result;
}

function changes(dict: Dict, resolve: Resolve): boolean {
  for (const [key, member] of dict) {
    if (
      typeof member === 'object' &&
      member !== null &&
      (member === OMIT || finalize(member, resolve) !== member)
    )
      return true;
    if (typeof key === 'object' && key !== null && finalize(key, resolve) !== key) return true;
  }
  return false;
}
