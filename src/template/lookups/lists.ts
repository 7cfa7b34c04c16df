import { Dict } from '../../python/dict.ts';
import { PythonError } from '../../python/python-error.ts';
import { choose, systemRandom } from '../../python/random.ts';
import { requireListRoom } from '../../python/size-limit.ts';
import { str } from '../../python/repr.ts';
import { Tuple } from '../../python/tuple.ts';
import type { Value } from '../../python/value.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { LookupDefinition } from '../registry.ts';
import { classText, stringOf } from '../text-argument.ts';
import { termTypeName } from './option-types.ts';
import { readBoolean } from '../../parsing/boolean-words.ts';

/** Lookups that rearrange what they are given: with_items, with_nested, with_subelements... */
export const listLookups: readonly LookupDefinition[] = [
  { name: 'items', keepsVaults: true, call: (_context, terms) => flattenOnce(terms) },
  { name: 'list', keepsVaults: true, call: (_context, terms) => terms },
  {
    name: 'indexed_items',
    keepsVaults: true,
    call: (_context, terms) => flattenOnce(terms).map((item, index) => new Tuple([index, item])),
  },
  {
    name: 'dict',
    keepsVaults: true,
    call: (_context, terms) =>
      terms.flatMap((term) => {
        if (!(term instanceof Dict)) {
          throw pluginFailure(
            `the 'dict' lookup plugin expects a dictionary, got '${str(term)}' of type ${classText(term)})`,
          );
        }
        return [...term].map(([key, value]) => Dict.of({ key, value }));
      }),
  },
  {
    name: 'nested',
    keepsVaults: true,
    call: (_context, terms) => {
      const [first, ...others] = terms;
      if (first === undefined)
        throw pluginFailure('with_nested requires at least one element in the nested list');
      requireListRoom(terms.reduce<number>((rows, term) => rows * members(term).length, terms.length));
      const rows = others.reduce<readonly Value[]>(
        (left, right) => left.flatMap((x) => members(right).map((y): Value => flattenOnce([x, y]))),
        members(first),
      );
      return rows.map((row) => flattenOnce(members(row)));
    },
  },
  {
    name: 'together',
    keepsVaults: true,
    call: (_context, terms) => {
      if (terms.length === 0) throw pluginFailure('with_together requires at least one element in each list');
      const lists = terms.map(members);
      const length = lists.reduce((most, list) => Math.max(most, list.length), 0);
      return Array.from({ length }, (_row, index) => flattenOnce(lists.map((list) => list[index] ?? null)));
    },
  },
  {
    name: 'random_choice',
    keepsVaults: true,
    impure: true,
    call: (_context, terms) => (terms.length === 0 ? terms : [choose(systemRandom, terms)]),
  },
  { name: 'subelements', keepsVaults: true, call: (_context, terms) => subelements(terms) },
];

/** Lists and tuples among the terms give their members. */
function flattenOnce(terms: readonly Value[]): Value[] {
  return terms.flatMap((term) =>
    Array.isArray(term) ? term : term instanceof Tuple ? [...term.items] : [term],
  );
}

function members(value: Value): readonly Value[] {
  if (Array.isArray(value)) return value;
  if (value instanceof Tuple) return value.items;
  if (value instanceof Dict) return [...value.keys()];
  const text = stringOf(value);
  if (text !== undefined) return Array.from(text);
  throw new PythonError('TypeError', `'${termTypeName(value)}' object is not iterable`);
}

function subelements(terms: readonly Value[]): Value[] {
  const fault = (detail: string): Error =>
    pluginFailure(`subelements lookup expects a list of two or three items, ${detail}`);
  const [first, path, flags = new Dict()] = terms;
  if (first === undefined || path === undefined || terms.length > 3) throw fault('');
  const text = stringOf(path);
  if (!(Array.isArray(first) || first instanceof Dict) || text === undefined) {
    throw fault('first a dict or a list, second a string pointing to the subkey');
  }
  if (!(flags instanceof Dict))
    throw fault("the optional third item must be a dict with flags ('skip_missing',)");
  if (first instanceof Dict && isSkipped(first)) return [];
  const skipMissing = readBoolean(flags.get('skip_missing') ?? false) ?? false;
  const elements = first instanceof Dict ? [...first.values()] : first;
  return elements.flatMap((element) => {
    if (!(element instanceof Dict)) {
      throw pluginFailure(`subelements lookup expects a dictionary, got '${str(element)}'`);
    }
    return isSkipped(element) ? [] : pairsOf(element, text.split('.'), skipMissing);
  });
}

function isSkipped(result: Dict): boolean {
  return (result.get('skipped') ?? false) !== false;
}

/** The element, without the list that was taken from it, beside each member of that list. */
function pairsOf(element: Dict, keys: readonly string[], skipMissing: boolean): Value[] {
  const [key = '', ...deeper] = keys;
  const found = element.get(key);
  if (found === undefined) {
    if (skipMissing) return [];
    throw pluginFailure(`could not find '${key}' key in iterated item '${str(element)}'`);
  }
  const rest = element.copy();
  if (deeper.length === 0) {
    if (!Array.isArray(found))
      throw pluginFailure(`the key ${key} should point to a list, got '${str(found)}'`);
    rest.delete(key);
    return found.map((member) => new Tuple([rest, member]));
  }
  if (!(found instanceof Dict)) {
    if (skipMissing) return [];
    throw pluginFailure(`the key ${key} should point to a dictionary, got '${str(found)}'`);
  }
  return pairsOf(found, deeper, skipMissing).map((pair) => {
    const [inner, member] = (pair as Tuple).items as [Value, Value];
    return new Tuple([rest.copy().set(key, inner), member]);
  });
}
