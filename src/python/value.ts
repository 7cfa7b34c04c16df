/**
 * Python's values as the rest of mitorun carries them. A user sees these in files, diffs and output, so nothing
 * that JavaScript would lose (key order, key types, 1.0 against 1, large integers) may be lost here.
 *
 * - None, True/False and str are null, boolean and string.
 * - int is a `number` that holds an integer within ±(2^53-1), else a `bigint`.
 * - float is a `number` that holds no integer (NaN and the infinities among them), else a `PyFloat`.
 * - list is an array; everything else is a `PyObject`: Dict, Tuple, Bytes, dates, sets, a Template...
 */
export type Value = null | boolean | number | bigint | string | Value[] | PyObject;

/** A value that JavaScript has no type of its own for. Template code reaches it through these methods alone. */
export abstract class PyObject {
  /** The name of the Python type, as `type(x).__name__` gives it and as error messages show it. */
  abstract readonly typeName: string;
  /** Python's `repr()`. */
  abstract repr(): string;
  /** Python's `str()`. */
  str(): string {
    return this.repr();
  }
  /** Python's `bool()`. */
  truthy(): boolean {
    return true;
  }
  /** Python's `==`; only called with another PyObject or a primitive that is not identical. */
  equals(other: Value): boolean {
    return this === other;
  }
}

/** A float whose value is an integer, or -0.0: what a JavaScript number cannot tell from an int. */
export class PyFloat extends PyObject {
  readonly typeName = 'float';
  readonly value: number;
  constructor(value: number) {
    super();
    this.value = value;
  }
  repr(): string {
    return floatRepr(this.value);
  }
  override truthy(): boolean {
    return this.value !== 0;
  }
  override equals(other: Value): boolean {
    if (other instanceof PyFloat) return this.value === other.value;
    if (typeof other === 'boolean') return this.value === Number(other);
    if (typeof other === 'bigint') return Number.isInteger(this.value) && BigInt(this.value) === other;
    return this.value === other;
  }
}

/** The float with this numeric value, boxed only where it must be. */
export function float(value: number): number | PyFloat {
  return Number.isInteger(value) ? new PyFloat(value) : value;
}

/** The int with this value: a number where it is safe, else a bigint. */
export function int(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value;
}

/** An int or a float, but no bool. */
export function isNumber(value: Value): value is number | bigint | PyFloat {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof PyFloat;
}

export function isInt(value: Value): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
}

export function isFloat(value: Value): value is number | PyFloat {
  return value instanceof PyFloat || (typeof value === 'number' && !Number.isInteger(value));
}

/** Python's `repr()` of a float: shortest digits, `1e+16` from 16 digits on, `1e-05` below 1e-4. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (value === Infinity) return 'inf';
  if (value === -Infinity) return '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const magnitude = Math.abs(value);
  // Between these JavaScript writes what Python does.
  if (magnitude >= 1e-4 && magnitude < 1e16) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
