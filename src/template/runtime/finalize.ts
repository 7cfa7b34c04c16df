import { Dict } from '../../python/dict.ts';
import { Markup } from '../../python/markup.ts';
import { OMIT } from '../../python/omit.ts';
import { isPyIterable } from '../../python/operators/iterate.ts';
import { PySet } from '../../python/set.ts';
import { isStoredScalar } from '../../python/stored-scalar.ts';
import { mostMembers, resultTooLarge } from '../../python/size-limit.ts';
import { Tuple } from '../../python/tuple.ts';
import type { Value } from '../../python/value.ts';
import { copyOrigins } from '../../yaml/origins.ts';
import { LaxUndefined, Undefined, UndefinedUse } from '../undefined.ts';
import { UnsupportedStorage } from './errors.ts';
import type { Resolve } from './lazy.ts';

/** Members, at any depth, of one value that leaves templating. Whoever walks through it later meets each of them. */
const mostInAll = 2 * mostMembers;

/**
 * The value that leaves templating: `resolve` gives what a member is worth, omitted members are gone, tuples and other
 * sequences are lists. Containers in which nothing changes are the very same objects.
 * @param step is called for each container, so that others have their turn
 * Throws UndefinedUse, and MemoryError for a value with too many members.
 */
export function finalize(value: Value, resolve: Resolve, step: () => void): Value {
  if (value === null || typeof value !== 'object') return value;
  return new Finalization(resolve, step).finalize(value);
}

class Finalization {
  readonly #resolve: Resolve;
  readonly #step: () => void;
  /** What became of containers, and their members in all: one that stands in many places is read once, and stays one. */
  readonly #known = new Map<object, { readonly final: Value; readonly members: number }>();
  #members = 0;

  constructor(resolve: Resolve, step: () => void) {
    this.#resolve = resolve;
    this.#step = step;
  }

  finalize(value: Value): Value {
    if (value === null || typeof value !== 'object') return value;
    const resolved = this.#resolve(value);
    if (resolved === null || typeof resolved !== 'object') return resolved;
    if (Array.isArray(resolved)) return this.#noted(value, resolved, () => this.#list(resolved));
    if (resolved instanceof Dict) return this.#noted(value, resolved, () => this.#dict(resolved));
    if (resolved instanceof Tuple) return this.#items(resolved.items);
    if (resolved instanceof Undefined) throw new UndefinedUse(resolved);
    if (resolved instanceof Markup) return resolved.text;
    if (isStoredScalar(resolved)) return resolved;
    if (resolved instanceof PySet) return this.#items([...resolved]);
    if (isPyIterable(resolved) && !(resolved instanceof LaxUndefined))
      return this.#items([...resolved.iterate()]);
    throw new UnsupportedStorage(resolved);
  }

  /** @param container what a template gave, or a copy of it with its members resolved */
  #noted(given: object, container: object, finalized: () => Value): Value {
    const known = this.#known.get(given) ?? this.#known.get(container);
    if (known !== undefined) {
      this.#count(known.members);
      return known.final;
    }
    this.#step();
    const before = this.#members;
    const final = finalized();
    const noted = { final, members: this.#members - before };
    this.#known.set(container, noted);
    if (given !== container) this.#known.set(given, noted);
    return final;
  }

  #count(members: number): void {
    this.#members += members;
    if (this.#members > mostInAll)
      throw resultTooLarge(`a value of more than ${mostInAll} members, those of its members included`);
  }

  #list(list: Value[]): Value[] {
    this.#count(list.length);
    let changed: Value[] | undefined;
    for (let index = 0; index < list.length; index++) {
      const member = list[index] as Value;
      const final = this.finalize(member);
      if (changed) {
        if (final !== OMIT) changed.push(final);
      } else if (final !== member || final === OMIT) {
        changed = list.slice(0, index);
        if (final !== OMIT) changed.push(final);
      }
    }
    return changed ?? list;
  }

  #items(members: readonly Value[]): Value[] {
    this.#step();
    this.#count(members.length);
    const result: Value[] = [];
    for (const member of members) {
      const final = this.finalize(member);
      if (final !== OMIT) result.push(final);
    }
    return result;
  }

  #dict(dict: Dict): Dict {
    this.#count(dict.size);
    // A subclass computes its members, and is a plain dict from here on.
    const isPlain = dict.constructor === Dict;
    let result = isPlain ? undefined : new Dict();
    let same = 0;
    for (const [key, member] of dict) {
      const final = this.finalize(member);
      const finalKey = this.finalize(key);
      if (!result && final === member && final !== OMIT && finalKey === key) {
        same += 1;
        continue;
      }
      result ??= firstOf(dict, same);
      if (final !== OMIT) result.set(finalKey, final);
    }
    if (!result) return dict;
    if (isPlain) copyOrigins(dict, result);
    return result;
  }
}

/** A new dict with the first members of another. */
function firstOf(dict: Dict, count: number): Dict {
  const result = new Dict();
  for (const [key, member] of dict) {
    if (result.size === count) break;
    result.set(key, member);
  }
  return result;
}
