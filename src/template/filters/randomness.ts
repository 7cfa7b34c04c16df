import { toList, isIterable } from '../../python/operators/iterate.ts';
import { PythonError } from '../../python/python-error.ts';
import {
  choose,
  randomInRange,
  type RandomSource,
  SeededRandom,
  shuffle,
  systemRandom,
} from '../../python/random.ts';
import { isTruthy } from '../../python/truth.ts';
import { int, isInt, type Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { FilterDefinition } from '../registry.ts';

/** Ansible's `random` and `shuffle`; with a seed they give what Python's generator gives. */
export const randomFilters: readonly FilterDefinition[] = [
  {
    name: 'random',
    vaults: 'members',
    signature: signature('end, start=None, step=None, seed=None'),
    impure: true,
    call: (_context, end, start, step, seed) => {
      const source = sourceOf(seed as Value);
      if (typeof end === 'boolean' || isInt(end as Value)) {
        const from = isTruthy(start as Value) ? integer(start as Value) : 0n;
        const by = isTruthy(step as Value) ? integer(step as Value) : 1n;
        return int(randomInRange(source, from, integer(end as Value), by));
      }
      if (!isIterable(end as Value)) throw pluginFailure('random can only be used on sequences and integers');
      if (isTruthy(start as Value) || isTruthy(step as Value)) {
        throw pluginFailure('start and step can only be used with integer values');
      }
      return choose(source, toList(end as Value));
    },
  },
  {
    name: 'shuffle',
    vaults: 'members',
    signature: signature('mylist, seed=None'),
    impure: true,
    call: (_context, list, seed) => {
      if (!isIterable(list as Value)) return list as Value;
      const members = [...toList(list as Value)];
      shuffle(sourceOf(isTruthy(seed as Value) ? (seed as Value) : null), members);
      return members;
    },
  },
];

function sourceOf(seed: Value): RandomSource {
  return seed === null ? systemRandom : new SeededRandom(seed);
}

function integer(value: Value): bigint {
  if (typeof value === 'boolean') return BigInt(value);
  if (isInt(value)) return BigInt(value);
  throw new PythonError('ValueError', 'non-integer arg 1 for randrange()');
}
