import { PythonError, typeError } from '../python-error.ts';
import { typeName } from '../type-name.ts';
import { integerOf } from '../operators/number.ts';
import type { Value } from '../value.ts';

/** The `start` and `end` arguments of `find`, `count` and `index` as places between 0 and `length`. */
export function indexRange(start: Value, end: Value, length: number): [number, number] {
  return [place(start, 0, length), place(end, length, length)];
}

function place(value: Value, otherwise: number, length: number): number {
  if (value === null) return otherwise;
  const index = requireIndex(value);
  return Math.min(length, Math.max(0, index < 0 ? index + length : index));
}

/** An int argument that counts something. Throws OverflowError for what 64 bits do not hold. */
export function requireCount(value: Value): number {
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) !== value)
    throw new PythonError('OverflowError', 'Python int too large to convert to C ssize_t');
  return requireIndex(value);
}

/** An int argument: a place, of which those beyond all texts and lists are alike. */
export function requireIndex(value: Value): number {
  const index = integerOf(value);
  if (index !== undefined) return index;
  if (typeof value === 'bigint') return value > 0n ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
  throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
}
