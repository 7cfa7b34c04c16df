import { Dict } from '../../python/dict.ts';
import { equals } from '../../python/equality.ts';
import { toList } from '../../python/operators/iterate.ts';
import { lessThan, order } from '../../python/operators/order.ts';
import { typeError } from '../../python/python-error.ts';
import { isTruthy } from '../../python/truth.ts';
import { Tuple } from '../../python/tuple.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { refuseUndefined } from './combine-dicts.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { CallContext, FilterDefinition } from '../registry.ts';
import { attributeGetter, attributesGetter, type Getter, ignoringCase } from './attribute-path.ts';
import { GroupTuple } from '../../python/group-tuple.ts';

/** Jinja2's filters that compare: sort, dictsort, min, max, groupby. */
export const sortingFilters: readonly FilterDefinition[] = [
  {
    name: 'sort',
    vaults: 'members',
    signature: signature('value, reverse=False, case_sensitive=False, attribute=None'),
    call: (context, value, reverse, caseSensitive, attribute) => {
      const key = attributesGetter(context, attribute as Value, !isTruthy(caseSensitive as Value));
      return sorted(toList(value as Value), key, isTruthy(reverse as Value));
    },
  },
  {
    name: 'dictsort',
    vaults: 'members',
    signature: signature("value, case_sensitive=False, by='key', reverse=False"),
    call: (_context, value, caseSensitive, by, reverse) => {
      if (by !== 'key' && by !== 'value') throw pluginFailure('You can only sort by either "key" or "value"');
      if (!(value instanceof Dict))
        throw typeError(`'${typeName(value as Value)}' object has no attribute 'items'`);
      refuseUndefined(value);
      const position = by === 'key' ? 0 : 1;
      const key: Getter = (pair) => {
        const part = (pair as Tuple).items[position] as Value;
        return isTruthy(caseSensitive as Value) ? part : ignoringCase(part);
      };
      return sorted(
        [...value].map((pair) => new Tuple(pair)),
        key,
        isTruthy(reverse as Value),
      );
    },
  },
  {
    name: 'min',
    vaults: 'members',
    signature: signature('value, case_sensitive=False, attribute=None'),
    call: (context, value, caseSensitive, attribute) =>
      extreme(context, value as Value, caseSensitive as Value, attribute as Value, (key, best) =>
        lessThan(key, best),
      ),
  },
  {
    name: 'max',
    vaults: 'members',
    signature: signature('value, case_sensitive=False, attribute=None'),
    call: (context, value, caseSensitive, attribute) =>
      extreme(context, value as Value, caseSensitive as Value, attribute as Value, (key, best) =>
        order('>', key, best),
      ),
  },
  {
    name: 'groupby',
    signature: signature('value, attribute, default=None, case_sensitive=False'),
    call: (context, value, attribute, fallback, caseSensitive) => {
      const ignoreCase = !isTruthy(caseSensitive as Value);
      const key = attributeGetter(context, attribute as Value, { ignoreCase, fallback: fallback as Value });
      const shown = attributeGetter(context, attribute as Value, { fallback: fallback as Value });
      const groups: { key: Value; members: Value[] }[] = [];
      for (const member of sorted(toList(value as Value), key, false)) {
        const own = key(member);
        const last = groups.at(-1);
        if (last && equals(last.key, own)) last.members.push(member);
        else groups.push({ key: own, members: [member] });
      }
      return groups.map(({ members }) => new GroupTuple(shown(members[0] as Value), members));
    },
  },
];

/** Python's `sorted`: stable, also in reverse; what cannot be compared raises TypeError. */
function sorted(members: readonly Value[], key: Getter, reverse: boolean): Value[] {
  const keyed = members.map((member) => ({ member, key: key(member) }));
  if (reverse) keyed.reverse();
  keyed.sort((a, b) => (lessThan(a.key, b.key) ? -1 : lessThan(b.key, a.key) ? 1 : 0));
  if (reverse) keyed.reverse();
  return keyed.map(({ member }) => member);
}

function extreme(
  context: CallContext,
  value: Value,
  caseSensitive: Value,
  attribute: Value,
  isBetter: (key: Value, best: Value) => boolean,
): Value {
  const [first, ...rest] = toList(value);
  if (first === undefined) return context.undefined('No aggregated item, sequence was empty.');
  const key = attributeGetter(context, attribute, { ignoreCase: !isTruthy(caseSensitive) });
  let best = { member: first, key: key(first) };
  for (const member of rest) {
    const own = key(member);
    if (isBetter(own, best.key)) best = { member, key: own };
  }
  return best.member;
}
