import { PythonError } from '../python-error.ts';
import { PyFloat, type Value } from '../value.ts';

/** A number as arithmetic needs it: an int as bigint or safe number, or a float. Undefined for anything else. */
export type Numeric =
  | { readonly kind: 'int'; readonly value: number | bigint }
  | { readonly kind: 'float'; readonly value: number };

export function numeric(value: Value): Numeric | undefined {
  if (typeof value === 'number') return { kind: Number.isInteger(value) ? 'int' : 'float', value };
  if (typeof value === 'bigint') return { kind: 'int', value };
  if (typeof value === 'boolean') return { kind: 'int', value: Number(value) };
  if (value instanceof PyFloat) return { kind: 'float', value: value.value };
  return undefined;
}

/** A number as a float: Python's `float(number)`. Throws OverflowError for an int beyond the largest float. */
export function asFloat({ kind, value }: Numeric): number {
  const plain = Number(value);
  if (kind === 'int' && !Number.isFinite(plain))
    throw new PythonError('OverflowError', 'int too large to convert to float');
  return plain;
}

/** How many binary digits an int has, its sign left out; a fast estimate, at most three too many. */
export function bitsOf(value: number | bigint): number {
  if (typeof value === 'number') return Math.ceil(Math.log2(Math.abs(value) + 1));
  return 4 * (value < 0n ? -value : value).toString(16).length;
}

/** An int or a bool as a JavaScript number; undefined for anything else and for what does not fit. */
export function integerOf(value: Value): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  if (typeof value === 'boolean') return Number(value);
  return undefined;
}
