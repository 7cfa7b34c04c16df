import { PythonError, typeError, valueError } from '../../python/python-error.ts';
import { add, divide, multiply, negate, power } from '../../python/operators/arithmetic.ts';
import { toList } from '../../python/operators/iterate.ts';
import { asFloat, integerOf, numeric } from '../../python/operators/number.ts';
import { parseFloatText, parseIntText, truncateFloat } from '../../python/parse-number.ts';
import { roundFloat, roundInt } from '../../python/round.ts';
import { isTruthy } from '../../python/truth.ts';
import { typeName } from '../../python/type-name.ts';
import { float, int, type Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { FilterDefinition } from '../registry.ts';
import { stringOf } from '../text-argument.ts';
import { attributeGetter } from './attribute-path.ts';

/** Jinja2's filters of numbers. */
export const numberFilters: readonly FilterDefinition[] = [
  {
    name: 'int',
    signature: signature('value, default=0, base=10'),
    call: (_context, value, fallback, base) => toInt(value as Value, fallback as Value, base as Value),
  },
  {
    name: 'float',
    signature: signature('value, default=0.0'),
    call: (_context, value, fallback) =>
      orElse(
        () => float(toFloat(value as Value)),
        () => fallback as Value,
      ),
  },
  { name: 'abs', signature: signature('x'), call: (_context, x) => absolute(x as Value) },
  {
    name: 'round',
    signature: signature("value, precision=0, method='common'"),
    call: (_context, value, precision, method) => round(value as Value, precision as Value, method as Value),
  },
  {
    name: 'sum',
    signature: signature('iterable, attribute=None, start=0'),
    call: (context, iterable, attribute, start) => {
      if (typeof start === 'string') throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
      const getter = attributeGetter(context, attribute as Value);
      return toList(iterable as Value)
        .map(getter)
        .reduce(add, start as Value);
    },
  },
  {
    name: 'filesizeformat',
    signature: signature('value, binary=False'),
    call: (_context, value, binary) => fileSize(toFloat(value as Value), isTruthy(binary as Value)),
  },
];

function orElse<T>(job: () => T, fallback: () => T): T {
  try {
    return job();
  } catch (error) {
    if (error instanceof PythonError && (error.type === 'TypeError' || error.type === 'ValueError'))
      return fallback();
    throw error;
  }
}

function toInt(value: Value, fallback: Value, base: Value): Value {
  return orElse(
    () => {
      const text = stringOf(value);
      if (text !== undefined) return parseIntText(text, integerOf(base) ?? 10);
      return intOf(value);
    },
    () =>
      orElse(
        () => truncateFloat(toFloat(value)),
        () => fallback,
      ),
  );
}

function intOf(value: Value): Value {
  const number = numeric(value);
  if (!number) {
    throw typeError(
      `int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`,
    );
  }
  return number.kind === 'int' ? int(BigInt(number.value)) : truncateFloat(number.value);
}

function toFloat(value: Value): number {
  const text = stringOf(value);
  if (text !== undefined) return parseFloatText(text);
  const number = numeric(value);
  if (!number)
    throw typeError(`float() argument must be a string or a real number, not '${typeName(value)}'`);
  return asFloat(number);
}

function absolute(value: Value): Value {
  const number = numeric(value);
  if (!number) throw typeError(`bad operand type for abs(): '${typeName(value)}'`);
  if (number.kind === 'float') return float(Math.abs(number.value));
  return number.value < 0 ? negate(value) : int(BigInt(number.value));
}

function round(value: Value, precision: Value, method: Value): Value {
  if (method !== 'common' && method !== 'ceil' && method !== 'floor') {
    throw pluginFailure('method must be common, ceil or floor');
  }
  if (method === 'common') {
    const number = numeric(value);
    if (precision === null && number) {
      return number.kind === 'float'
        ? truncateFloat(roundFloat(number.value, 0))
        : roundInt(BigInt(number.value), 0);
    }
    const digits = integerOf(precision);
    if (digits === undefined)
      throw typeError(`'${typeName(precision)}' object cannot be interpreted as an integer`);
    if (!number) throw typeError(`type ${typeName(value)} doesn't define __round__ method`);
    return number.kind === 'float'
      ? float(roundFloat(number.value, digits))
      : roundInt(BigInt(number.value), digits);
  }
  const scale = power(10, precision);
  const scaled = numeric(multiply(value, scale));
  if (!scaled) throw typeError(`must be real number, not ${typeName(value)}`);
  const whole = scaled.kind === 'int' ? int(BigInt(scaled.value)) : truncateFloat(Math[method](scaled.value));
  return divide(whole, scale);
}

const sizes = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'] as const;

function fileSize(bytes: number, binary: boolean): string {
  const base = binary ? 1024 : 1000;
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  let unit = base * base;
  let index = 0;
  while (index < sizes.length - 1 && bytes >= unit) {
    unit *= base;
    index++;
  }
  const size = sizes[index] as string;
  return `${((base * bytes) / unit).toFixed(1)} ${binary ? `${size.toUpperCase()}i` : size}B`;
}

/** The `float()` of an argument that Python converts without being asked: a TypeError's text is the caller's. */
export function realNumber(value: Value): number {
  const number = numeric(value);
  if (!number) throw typeError(`must be real number, not ${typeName(value)}`);
  return asFloat(number);
}

export function domainError(): PythonError {
  return valueError('math domain error');
}
