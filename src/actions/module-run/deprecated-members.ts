import { DeprecatedValue, type ValueDeprecation } from '../../python/deprecated-value.ts';
import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';

/** The keys and indices that lead to a member of a result. */
export type Path = readonly Value[];

/**
 * Internal key of a result: which of its members the module called deprecated. The members themselves are plain, so that
 * whatever shows or judges a result needs not know; `register` and facts get them as DeprecatedValues.
 */
export const deprecatedMembersKey = '_ansible_deprecated_members';

const details = ['help', 'version', 'date', 'collection', 'deprecator', 'kind'] as const;

/** Notes in a result what is deprecated in it. */
export function noteDeprecations(
  result: Dict,
  found: readonly { readonly path: Path; readonly deprecation: ValueDeprecation }[],
): void {
  if (found.length === 0) return;
  result.set(
    deprecatedMembersKey,
    found.map(({ path, deprecation }) => [
      [...path],
      Dict.of({
        message: deprecation.message,
        ...Object.fromEntries(details.map((name) => [name, deprecation[name] ?? null])),
      }),
    ]),
  );
}

/**
 * A result's member under `key`, or with `key` undefined the whole, with its deprecated members marked as such: a copy,
 * or the very same where nothing is deprecated.
 */
export function markDeprecated(result: Dict, key?: string): Value | undefined {
  return markedCopy(result, key === undefined ? result : result.get(key), key);
}

/** The same for a copy of the result that somebody has changed since. */
export function markedCopy(result: Dict, copy: Value | undefined, key?: string): Value | undefined {
  const noted = result.get(deprecatedMembersKey);
  if (!Array.isArray(noted) || copy === undefined) return copy;
  let marked = copy;
  // Outer ones last: the inner ones are found through what is still plain.
  for (const note of noted.toReversed()) {
    const [path, words] = Array.isArray(note) ? note : [];
    if (!Array.isArray(path) || !(words instanceof Dict)) continue;
    if (key !== undefined && path[0] !== key) continue;
    marked = replaced(marked, key === undefined ? path : path.slice(1), deprecationOf(words));
  }
  return marked;
}

function replaced(value: Value, path: Path, deprecation: ValueDeprecation): Value {
  const [key, ...rest] = path;
  if (key === undefined) return isTaggable(value) ? new DeprecatedValue(value, deprecation) : value;
  if (value instanceof Dict) {
    const member = value.get(key);
    return member === undefined ? value : value.copy().set(key, replaced(member, rest, deprecation));
  }
  if (!Array.isArray(value) || typeof key !== 'number' || key >= value.length) return value;
  return value.with(key, replaced(value[key] ?? null, rest, deprecation));
}

/** Nothing can be said of Python's None, True and False; and a result is copied, which lists do not survive as they were. */
function isTaggable(value: Value): boolean {
  return value !== null && typeof value !== 'boolean' && !Array.isArray(value);
}

function deprecationOf(words: Dict): ValueDeprecation {
  const text = (name: string): string | undefined => {
    const value = words.get(name) ?? null;
    return value === null ? undefined : str(value);
  };
  return {
    message: text('message') ?? '',
    help: text('help'),
    version: text('version'),
    date: text('date'),
    collection: text('collection') ?? null,
    deprecator: text('deprecator'),
    kind: text('kind'),
  };
}
