import { Dict } from '../../python/dict.ts';
import { typeError } from '../../python/python-error.ts';
import { repr, str } from '../../python/repr.ts';
import { requireListRoom } from '../../python/size-limit.ts';
import { typeName } from '../../python/type-name.ts';
import { isTruthy } from '../../python/truth.ts';
import { Tuple } from '../../python/tuple.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { combineDicts, refuseUndefined } from './combine-dicts.ts';
import { failureWhileHandling, pluginFailure } from '../plugin-failure.ts';
import type { FilterDefinition } from '../registry.ts';
import { classText, sequenceOf, stringOf, textOf } from '../text-argument.ts';
import { integerOf } from '../../python/operators/number.ts';
import { toList } from '../../python/operators/iterate.ts';
import { Undefined, UndefinedUse } from '../undefined.ts';

/** Ansible's filters that build, merge and take apart dicts and nested lists. */
export const dictionaryFilters: readonly FilterDefinition[] = [
  {
    name: 'combine',
    vaults: 'members',
    signature: signature('*terms, **kwargs'),
    call: (_context, terms, kwargs) => combine(terms as Value[], kwargs as Dict),
  },
  {
    name: 'dict2items',
    vaults: 'members',
    signature: signature("mydict, key_name='key', value_name='value'"),
    call: (_context, value, keyName, valueName) => {
      if (!(value instanceof Dict)) {
        throw pluginFailure(`dict2items requires a dictionary, got ${classText(value as Value)} instead.`);
      }
      refuseUndefined(value);
      return [...value].map(
        ([key, member]) =>
          new Dict([
            [keyName as Value, key],
            [valueName as Value, member],
          ]),
      );
    },
  },
  {
    name: 'items2dict',
    vaults: 'members',
    signature: signature("mylist, key_name='key', value_name='value'"),
    call: (_context, list, keyName, valueName) =>
      itemsToDict(list as Value, keyName as Value, valueName as Value),
  },
  {
    name: 'subelements',
    vaults: 'members',
    signature: signature('obj, subelements, skip_missing=False'),
    call: (_context, value, path, skipMissing) =>
      subelements(value as Value, path as Value, isTruthy(skipMissing as Value)),
  },
  {
    name: 'extract',
    vaults: 'members',
    signature: signature('item, container, morekeys=None'),
    call: (context, item, container, more) => {
      const keys = [item as Value, ...(Array.isArray(more) ? more : more === null ? [] : [more as Value])];
      return keys.reduce(
        (value, key) => (value instanceof Undefined ? value : context.item(value, key)),
        container as Value,
      );
    },
  },
  {
    name: 'flatten',
    vaults: 'members',
    signature: signature('mylist, levels=None, skip_nulls=True'),
    call: (_context, list, levels, skipNulls) =>
      flatten(
        toList(list as Value),
        levels === null ? Infinity : (integerOf(levels as Value) ?? 0),
        isTruthy(skipNulls as Value),
      ),
  },
];

/** Lists within lists as one list, down to `levels`; nulls and their spellings are left out. */
function flatten(list: readonly Value[], levels: number, skipNulls: boolean): Value[] {
  const flat: Value[] = [];
  const visit = (members: readonly Value[], depth: number): void => {
    for (const member of members) {
      if (member instanceof Undefined) throw new UndefinedUse(member);
      if (skipNulls && (member === null || member === 'None' || member === 'null')) continue;
      const inner = sequenceOf(member);
      if (inner && depth >= 1) visit(inner, depth - 1);
      else flat.push(member);
    }
    requireListRoom(flat.length);
  };
  visit(list, levels);
  return flat;
}

function combine(terms: readonly Value[], kwargs: Dict): Value {
  for (const [name] of kwargs) {
    if (name !== 'recursive' && name !== 'list_merge') {
      throw pluginFailure("'recursive' and 'list_merge' are the only valid keyword arguments");
    }
  }
  return combineDicts(flatten(terms, 1, true), {
    recursive: isTruthy(kwargs.get('recursive') ?? false),
    listMerge: kwargs.get('list_merge') ?? 'replace',
  });
}

function itemsToDict(list: Value, keyName: Value, valueName: Value): Value {
  const items = sequenceOf(list);
  if (!items) throw pluginFailure(`items2dict requires a list, got ${classText(list)} instead.`);
  const result = new Dict();
  for (const item of items) {
    if (!(item instanceof Dict))
      throw failureWhileHandling(`items2dict requires a list of dictionaries, got ${repr(list)} instead.`);
    const key = item.get(keyName);
    const value = item.get(valueName);
    if (key === undefined || value === undefined) {
      throw failureWhileHandling(
        `items2dict requires each dictionary in the list to contain the keys '${textOf(keyName)}' and '${textOf(valueName)}', got ${repr(list)} instead.`,
      );
    }
    result.set(key, value);
  }
  return result;
}

function subelements(value: Value, path: Value, skipMissing: boolean): Value {
  const elements = value instanceof Dict ? [...value.values()] : value;
  if (!Array.isArray(elements)) throw pluginFailure('obj must be a list of dicts or a nested dict');
  const text = stringOf(path);
  const keys: readonly Value[] | undefined =
    text === undefined ? (Array.isArray(path) ? path : undefined) : text.split('.');
  if (!keys) throw pluginFailure('subelements must be a list or a string');
  return elements.flatMap((element) => {
    const found = subelementOf(element, keys, skipMissing);
    if (!Array.isArray(found)) {
      throw pluginFailure(`the key ${repr(keys.at(-1) ?? '')} should point to a list, got ${repr(found)}`);
    }
    return found.map((member) => new Tuple([element, member]));
  });
}

function unsubscriptable(value: Value): string {
  if (typeof value === 'string') return "string indices must be integers, not 'str'";
  return Array.isArray(value)
    ? 'list indices must be integers or slices, not str'
    : `'${typeName(value)}' object is not subscriptable`;
}

function subelementOf(element: Value, keys: readonly Value[], skipMissing: boolean): Value {
  let value = element;
  for (const key of keys) {
    if (!(value instanceof Dict)) {
      const cause = typeError(unsubscriptable(value));
      throw pluginFailure(`the key ${str(key)} should point to a dictionary, got '${str(value)}'`, { cause });
    }
    const member = value.get(key);
    if (member === undefined) {
      if (skipMissing) return [];
      throw failureWhileHandling(`could not find ${repr(key)} key in iterated item ${repr(value)}`);
    }
    value = member;
  }
  return value;
}
