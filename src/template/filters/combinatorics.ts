import type { Dict } from '../../python/dict.ts';
import { toList } from '../../python/operators/iterate.ts';
import { integerOf } from '../../python/operators/number.ts';
import { PythonError, typeError, valueError } from '../../python/python-error.ts';
import { requireListRoom, requireMemory } from '../../python/size-limit.ts';
import { isTruthy } from '../../python/truth.ts';
import { Tuple } from '../../python/tuple.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import type { FilterDefinition } from '../registry.ts';
import { textOf } from '../text-argument.ts';

/** Python's itertools as filters; they give lists of tuples. */
export const combinatoricsFilters: readonly FilterDefinition[] = [
  {
    name: 'product',
    vaults: 'members',
    signature: signature('*iterables, **kwargs'),
    call: (_context, iterables, kwargs) => {
      onlyKeyword('product', kwargs as Dict, 'repeat');
      const pools = (iterables as Value[]).map(toList);
      const repeat = count((kwargs as Dict).get('repeat') ?? 1);
      if (repeat < 0) throw valueError('repeat argument cannot be negative');
      requireListRoom(repeat);
      const all = Array.from({ length: repeat }, () => pools).flat();
      checkRows(
        all.reduce((rows, pool) => rows * pool.length, 1),
        all.length,
      );
      return all
        .reduce<Value[][]>(
          (rows, pool) => rows.flatMap((row) => pool.map((member) => [...row, member])),
          [[]],
        )
        .map((row) => new Tuple(row));
    },
  },
  {
    name: 'permutations',
    vaults: 'members',
    signature: signature('iterable, r=None'),
    call: (_context, iterable, r) => {
      const pool = toList(iterable as Value);
      return choose(
        pool,
        r === null ? pool.length : count(r as Value),
        (chosen, index) => !chosen.includes(index),
      );
    },
  },
  {
    name: 'combinations',
    vaults: 'members',
    signature: signature('*args, **kwargs'),
    call: (_context, args, kwargs) => {
      const [iterable, positional] = args as Value[];
      const r = positional ?? (kwargs as Dict).get('r');
      if (iterable === undefined)
        throw typeError("combinations() missing required argument 'iterable' (pos 1)");
      if (r === undefined) throw typeError("combinations() missing required argument 'r' (pos 2)");
      return choose(toList(iterable), count(r), (chosen, index) => index > (chosen.at(-1) ?? -1));
    },
  },
  {
    name: 'zip',
    vaults: 'members',
    signature: signature('*iterables, **kwargs'),
    call: (_context, iterables, kwargs) => {
      onlyKeyword('zip', kwargs as Dict, 'strict');
      const pools = (iterables as Value[]).map((value, index) => iterableArgument(value, 'zip', index));
      const strict = isTruthy((kwargs as Dict).get('strict') ?? false);
      const shortest = pools.reduce((least, pool) => Math.min(least, pool.length), pools[0]?.length ?? 0);
      if (strict) checkLengths(pools, shortest);
      return rowsOf(pools, shortest, null);
    },
  },
  {
    name: 'zip_longest',
    vaults: 'members',
    signature: signature('*iterables, **kwargs'),
    call: (_context, iterables, kwargs) => {
      onlyKeyword('zip_longest', kwargs as Dict, 'fillvalue');
      const pools = (iterables as Value[]).map((value, index) =>
        iterableArgument(value, 'zip_longest', index),
      );
      const longest = pools.reduce((most, pool) => Math.max(most, pool.length), 0);
      return rowsOf(pools, longest, (kwargs as Dict).get('fillvalue') ?? null);
    },
  },
];

function rowsOf(pools: readonly (readonly Value[])[], length: number, fill: Value): Value[] {
  checkRows(length, pools.length);
  return Array.from(
    { length },
    (_row, index) => new Tuple(pools.map((pool) => pool[index] ?? (index < pool.length ? null : fill))),
  );
}

function iterableArgument(value: Value, name: string, index: number): readonly Value[] {
  try {
    return toList(value);
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    const message =
      name === 'zip'
        ? `zip argument #${index + 1} must support iteration`
        : `zip_longest argument #${index + 1} must support iteration`;
    throw typeError(name === 'zip' ? `'${typeName(value)}' object is not iterable` : message);
  }
}

function checkLengths(pools: readonly (readonly Value[])[], shortest: number): void {
  const first = pools[0]?.length ?? 0;
  const odd = pools.findIndex((pool) => pool.length !== first);
  if (odd < 0) return;
  const before = odd === 1 ? 'argument 1' : `arguments 1-${odd}`;
  const than = (pools[odd]?.length ?? 0) === shortest ? 'shorter' : 'longer';
  throw valueError(`zip() argument ${odd + 1} is ${than} than ${before}`);
}

function onlyKeyword(name: string, kwargs: Dict, allowed: string): void {
  for (const [key] of kwargs) {
    if (key !== allowed) throw typeError(`${name}() got an unexpected keyword argument '${textOf(key)}'`);
  }
}

function count(value: Value): number {
  const number = integerOf(value);
  if (number === undefined) throw typeError('Expected int as r');
  return number;
}

function choose(
  pool: readonly Value[],
  size: number,
  mayFollow: (chosen: readonly number[], index: number) => boolean,
): Value[] {
  if (size < 0) throw valueError('r must be non-negative');
  const rows: Value[] = [];
  const chosen: number[] = [];
  const extend = (): void => {
    if (chosen.length === size) {
      rows.push(new Tuple(chosen.map((index) => pool[index] as Value)));
      checkRows(rows.length, size);
      return;
    }
    for (let index = 0; index < pool.length; index++) {
      if (!mayFollow(chosen, index)) continue;
      chosen.push(index);
      extend();
      chosen.pop();
    }
  };
  if (size <= pool.length) extend();
  return rows;
}

/** Rows are lists themselves: their members count, and what it takes to hold a row. */
function checkRows(rows: number, size: number): void {
  requireListRoom(rows * Math.max(1, size));
  if (rows % 65_536 === 0) requireMemory();
}
