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

/** An int or a bool as a JavaScript number; undefined for anything else and for what does not fit. */
export function integerOf(value: Value): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  if (typeof value === 'boolean') return Number(value);
  return undefined;
}
