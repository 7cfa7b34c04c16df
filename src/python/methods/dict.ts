import { Dict } from '../dict.ts';
import { toList } from '../operators/iterate.ts';
import { typeError } from '../python-error.ts';
import { PySet } from '../set.ts';
import { Tuple } from '../tuple.ts';
import { keyError } from '../key-error.ts';
import { updateDict } from '../update-dict.ts';
import type { Value } from '../value.ts';
import { type Method, methodTable, type MethodTable } from './method.ts';

function getOr(dict: Dict, key: Value, fallback: Value): Value {
  const value = dict.get(key);
  return value === undefined ? fallback : value;
}

const pop: Method = (receiver, args) => {
  if (args.length === 0) throw typeError('pop expected at least 1 argument, got 0');
  if (args.length > 2) throw typeError(`pop expected at most 2 arguments, got ${args.length}`);
  const dict = receiver as Dict;
  const [key = null, fallback] = args;
  const value = dict.get(key);
  if (value === undefined) {
    if (fallback === undefined) throw keyError(key);
    return fallback;
  }
  dict.delete(key);
  return value;
};

function popItem(dict: Dict): Tuple {
  const last = [...dict].at(-1);
  if (!last) throw keyError('popitem(): dictionary is empty');
  dict.delete(last[0]);
  return new Tuple(last);
}

function setDefault(dict: Dict, key: Value, fallback: Value): Value {
  const known = dict.get(key);
  if (known !== undefined) return known;
  dict.set(key, fallback);
  return fallback;
}

function update(dict: Dict, source: Value, keywords: Value): null {
  updateDict(dict, source, keywords);
  return null;
}

const isDict = (value: Value): value is Dict => value instanceof Dict;

/** The methods of dict. */
export const dictMethods: MethodTable = new Map([
  ...methodTable('dict', isDict, {
    get: ['key, default=None', (dict, key = null, fallback = null) => getOr(dict, key, fallback)],
    keys: ['', (dict) => [...dict.keys()]],
    values: ['', (dict) => [...dict.values()]],
    items: ['', (dict) => Array.from(dict, (entry) => new Tuple(entry))],
    copy: ['', (dict) => dict.copy()],
    clear: [
      '',
      (dict) => {
        const keys = [...dict.keys()];
        for (const key of keys) dict.delete(key);
        return null;
      },
    ],
    popitem: ['', popItem],
    setdefault: ['key, default=None', (dict, key = null, fallback = null) => setDefault(dict, key, fallback)],
    update: ['source=(), **keywords', (dict, source = [], keywords = null) => update(dict, source, keywords)],
    fromkeys: [
      'iterable, value=None',
      (_dict, keys = [], value = null) => new Dict(toList(keys).map((key) => [key, value] as const)),
    ],
  }),
  ['pop', pop],
]);

const isSet = (value: Value): value is PySet => value instanceof PySet;
const all = (sources: Value): Value[] => toList(sources).flatMap((source) => [...toList(source)]);
const inAll = (member: Value, sources: Value): boolean =>
  toList(sources).every((source) => new PySet(toList(source)).has(member));

/** The methods of set that real templates call. */
export const setMethods: MethodTable = methodTable('set', isSet, {
  add: [
    'element',
    (set, member = null) => {
      set.add(member);
      return null;
    },
  ],
  copy: ['', (set) => new PySet(set)],
  union: ['*others', (set, others = []) => new PySet([...set, ...all(others)])],
  intersection: [
    '*others',
    (set, others = []) => new PySet([...set].filter((member) => inAll(member, others))),
  ],
  difference: [
    '*others',
    (set, others = []) => {
      const gone = new PySet(all(others));
      return new PySet([...set].filter((member) => !gone.has(member)));
    },
  ],
  symmetric_difference: [
    'other',
    (set, other = []) => {
      const right = new PySet(toList(other));
      return new PySet([
        ...[...set].filter((member) => !right.has(member)),
        ...[...right].filter((member) => !set.has(member)),
      ]);
    },
  ],
  issubset: ['other', (set, other = []) => [...set].every((member) => new PySet(toList(other)).has(member))],
  issuperset: ['other', (set, other = []) => toList(other).every((member) => set.has(member))],
  isdisjoint: ['other', (set, other = []) => !toList(other).some((member) => set.has(member))],
});
