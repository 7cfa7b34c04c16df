import { keyOf } from '../python/equality.ts';
import type { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import type { Origin } from '../errors/origin.ts';

/**
 * Where the members of a loaded mapping or sequence were written, beside the values so that these stay plain.
 * Four numbers a member: line and column of its key, then of its value, all from 1; a sequence's item is both.
 */
interface Positions {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly numbers: readonly number[];
  readonly keys: readonly Value[] | undefined;
  readonly excerpt: string | undefined;
  index: Map<unknown, number> | undefined;
}

const table = new WeakMap<object, Positions>();
/** Places of single members, before those of the whole container. */
const memberPlaces = new WeakMap<object, Map<unknown, MemberPlace>>();

/** Mappings that were put together from two others. */
const unions = new WeakMap<object, { readonly below: Dict; readonly above: Dict }>();

interface MemberPlace {
  readonly key: Origin | undefined;
  readonly value: Origin | undefined;
}

/** Notes where a container and its members were written; `keys` in the order of `numbers`, none for a sequence. */
export function recordOrigins(
  container: Dict | Value[],
  file: string,
  at: { line: number; column: number; excerpt?: string },
  numbers: readonly number[],
  keys?: readonly Value[],
): void {
  const { line, column, excerpt } = at;
  table.set(container, { file, line, column, numbers, keys, excerpt, index: undefined });
}

/** Notes where one member of a mapping was written, wherever the others were; undefined leaves what is known. */
export function recordMemberOrigin(
  container: Dict,
  key: Value,
  keyOrigin: Origin | undefined,
  valueOrigin: Origin | undefined,
): void {
  const places = memberPlaces.get(container) ?? new Map<unknown, MemberPlace>();
  memberPlaces.set(container, places.set(keyOf(key), { key: keyOrigin, value: valueOrigin }));
}

/**
 * Notes that a member of a mapping was written where another mapping has it, or nowhere that is known. A key that was
 * there before keeps its place, as in Python's dicts.
 */
export function adoptMemberOrigin(to: Dict, key: Value, from: Dict): void {
  const keyOrigin = originOf(to, key) ?? originOf(from, key);
  const valueOrigin = valueOriginOf(from, key);
  if (keyOrigin || valueOrigin || memberPlaces.get(to)?.has(keyOf(key)) === true)
    recordMemberOrigin(to, key, keyOrigin, valueOrigin);
}

/** Members that a user marked as `!unsafe`: nothing evaluates them. */
const unsafeMembers = new WeakMap<object, Set<unknown>>();

export function recordUnsafe(container: Dict | Value[], key: Value): void {
  const keys = unsafeMembers.get(container) ?? new Set<unknown>();
  unsafeMembers.set(container, keys.add(keyOf(key)));
}

/** Whether a member (an index for a sequence) was written as `!unsafe`. */
export function isUnsafe(container: Dict | readonly Value[], key: Value): boolean {
  return unsafeMembers.get(container)?.has(keyOf(key)) === true;
}

/** Gives a copy of a container the positions of the original. */
export function copyOrigins(from: Dict | Value[], to: Dict | Value[]): void {
  const positions = table.get(from);
  if (positions) table.set(to, positions);
  const places = memberPlaces.get(from);
  if (places) memberPlaces.set(to, places);
  const unsafe = unsafeMembers.get(from);
  if (unsafe) unsafeMembers.set(to, unsafe);
}

/**
 * Notes that a mapping has the members of two others: a key stands where the lower one has it, as in Python's dicts, a
 * value where the upper one has it.
 */
export function recordUnion(union: Dict, below: Dict, above: Dict): void {
  unions.set(union, { below, above });
}

/**
 * Where a container was written, or with `key` its member's key (an index for a sequence). Undefined for what was
 * not loaded from YAML.
 */
export function originOf(container: Dict | readonly Value[], key?: Value): Origin | undefined {
  if (key !== undefined) {
    const place = memberPlaces.get(container)?.get(keyOf(key))?.key;
    if (place) return place;
    const union = unions.get(container);
    if (union) return originOf(union.below.has(key) ? union.below : union.above, key);
  }
  const positions = table.get(container);
  if (!positions) return undefined;
  if (key === undefined) {
    const { file, line, column, excerpt } = positions;
    return excerpt === undefined ? { file, line, column } : { file, line, column, excerpt };
  }
  return memberOrigin(positions, key, 0);
}

/** Where the value of a container's member was written. */
export function valueOriginOf(container: Dict | readonly Value[], key: Value): Origin | undefined {
  const place = memberPlaces.get(container)?.get(keyOf(key))?.value;
  if (place) return place;
  const union = unions.get(container);
  if (union) return valueOriginOf(union.above.has(key) ? union.above : union.below, key);
  const positions = table.get(container);
  return positions && memberOrigin(positions, key, 2);
}

function memberOrigin(positions: Positions, key: Value, part: 0 | 2): Origin | undefined {
  const at = memberIndex(positions, key);
  if (at === undefined) return undefined;
  const line = positions.numbers[at * 4 + part];
  const column = positions.numbers[at * 4 + part + 1];
  return line === undefined || column === undefined ? undefined : { file: positions.file, line, column };
}

function memberIndex(positions: Positions, key: Value): number | undefined {
  if (!positions.keys) return typeof key === 'number' ? key : undefined;
  if (!positions.index) {
    positions.index = new Map();
    // A key written twice has its last value, so its last place.
    for (const [at, known] of positions.keys.entries()) positions.index.set(keyOf(known), at);
  }
  return positions.index.get(keyOf(key));
}
