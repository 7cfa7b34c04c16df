import { equals } from '../../python/equality.ts';
import { add } from '../../python/operators/arithmetic.ts';
import { contains } from '../../python/operators/contains.ts';
import { toList } from '../../python/operators/iterate.ts';
import { PythonError } from '../../python/python-error.ts';
import { setOrder } from '../../python/set-order.ts';
import { PySet } from '../../python/set.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { CallContext, FilterDefinition } from '../registry.ts';
import { Undefined, UndefinedUse } from '../undefined.ts';
import { attributeGetter } from './attribute-path.ts';

/** Ansible's filters that treat lists as sets. Members without a hash (lists, dicts) are compared one by one. */
export const setFilters: readonly FilterDefinition[] = [
  {
    name: 'unique',
    vaults: 'members',
    signature: signature('a, case_sensitive=None, attribute=None'),
    call: (context, a, caseSensitive, attribute) =>
      unique(context, a as Value, caseSensitive as Value, attribute as Value),
  },
  ofSets(
    'union',
    (a, b) => [...new PySet([...a, ...b])],
    (_context, a, b) => listUnique(toList(add(a, b))),
  ),
  ofSets(
    'intersect',
    (a, b) => common(a, b),
    (_context, a, b) => intersect(a, b),
  ),
  ofSets(
    'difference',
    (a, b) => [...a].filter((member) => !b.has(member)),
    (_context, a, b) => listUnique(toList(a).filter((member) => !contains(b, member))),
  ),
  ofSets(
    'symmetric_difference',
    (a, b) => [...[...a].filter((member) => !b.has(member)), ...[...b].filter((member) => !a.has(member))],
    (_context, a, b) => {
      const shared = intersect(a, b);
      return listUnique(toList(add(a, b))).filter((member) => !contains(shared, member));
    },
  ),
];

function ofSets(
  name: string,
  bySets: (a: PySet, b: PySet) => Value[],
  byMembers: (context: CallContext, a: Value, b: Value) => Value[],
): FilterDefinition {
  return {
    name,
    vaults: 'members',
    signature: signature('a, b'),
    call: (context, a, b) => {
      try {
        return setOrder(bySets(setOf(a as Value), setOf(b as Value)));
      } catch (error) {
        if (error instanceof PythonError && error.type === 'TypeError')
          return byMembers(context, a as Value, b as Value);
        throw error;
      }
    },
  };
}

/** CPython walks through the smaller set, the second of two as large, and takes its members. */
function common(a: PySet, b: PySet): Value[] {
  const [walked, other] = b.size > a.size ? [a, b] : [b, a];
  return [...walked].filter((member) => other.has(member));
}

function setOf(value: Value): PySet {
  const members = toList(value);
  for (const member of members) if (member instanceof Undefined) throw new UndefinedUse(member);
  return new PySet(members);
}

function intersect(a: Value, b: Value): Value[] {
  return listUnique(toList(a).filter((member) => contains(b, member)));
}

function listUnique(members: readonly Value[]): Value[] {
  const found: Value[] = [];
  for (const member of members) if (!found.some((known) => equals(known, member))) found.push(member);
  return found;
}

function unique(context: CallContext, value: Value, caseSensitive: Value, attribute: Value): Value[] {
  const key = attributeGetter(context, attribute, { ignoreCase: !isTruthy(caseSensitive) });
  try {
    const seen = new PySet();
    const found: Value[] = [];
    for (const member of toList(value)) {
      const own = key(member);
      if (own instanceof Undefined) throw new UndefinedUse(own);
      if (!seen.has(own)) {
        seen.add(own);
        found.push(member);
      }
    }
    return found;
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    if (caseSensitive === false || isTruthy(attribute)) {
      throw pluginFailure(
        "Jinja2's unique filter failed and we cannot fall back to Ansible's version as it does not support the parameters supplied.",
        { cause: error },
      );
    }
    if (error.type !== 'TypeError')
      context.lookups.warn(`Falling back to Ansible unique filter as Jinja2 one failed: ${error.message}`);
    return listUnique(toList(value));
  }
}
