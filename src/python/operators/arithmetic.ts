import { PyDate, PyDateTime } from '../datetime.ts';
import { roundFloat } from '../round.ts';
import { PySet } from '../set.ts';
import { PythonError, typeError } from '../python-error.ts';
import { dateFromEpoch, dateMicroseconds, dateTimeFromEpoch, PyTimedelta } from '../timedelta.ts';
import { Tuple } from '../tuple.ts';
import { typeName } from '../type-name.ts';
import { float, int, type Value } from '../value.ts';
import { Bytes } from '../bytes.ts';
import { pow } from '../libm.ts';
import { integerOf, numeric } from './number.ts';
import { percentFormat } from '../format/percent.ts';

/** The most characters or members that `*` may make, and the most bits that `**` may: beyond it the memory is at stake. */
const repeatLimit = 100_000_000;
const powerBitLimit = 1_000_000;

function unsupported(operator: string, left: Value, right: Value): PythonError {
  return typeError(
    `unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`,
  );
}

/** Python's `+`. */
export function add(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') return sum(left, right);
  if (typeof left === 'string') {
    if (typeof right === 'string') return left + right;
    throw typeError(`can only concatenate str (not "${typeName(right)}") to str`);
  }
  if (Array.isArray(left)) {
    if (Array.isArray(right)) return [...left, ...right];
    throw typeError(`can only concatenate list (not "${typeName(right)}") to list`);
  }
  if (left instanceof Tuple) {
    if (right instanceof Tuple) return new Tuple([...left.items, ...right.items]);
    throw typeError(`can only concatenate tuple (not "${typeName(right)}") to tuple`);
  }
  if (left instanceof Bytes && right instanceof Bytes)
    return new Bytes(Buffer.concat([left.data, right.data]));
  return addNumbers(left, right) ?? addTimes(left, right) ?? addTimes(right, left) ?? fail('+', left, right);
}

function sum(left: number, right: number): Value {
  const result = left + right;
  if (!Number.isInteger(left) || !Number.isInteger(right)) return float(result);
  return Number.isSafeInteger(result) ? result : int(BigInt(left) + BigInt(right));
}

function fail(operator: string, left: Value, right: Value): never {
  throw unsupported(operator, left, right);
}

function addNumbers(left: Value, right: Value): Value | undefined {
  const a = numeric(left);
  const b = numeric(right);
  if (!a || !b) return undefined;
  if (a.kind === 'int' && b.kind === 'int') return int(BigInt(a.value) + BigInt(b.value));
  return float(Number(a.value) + Number(b.value));
}

function addTimes(time: Value, delta: Value): Value | undefined {
  if (!(delta instanceof PyTimedelta)) return undefined;
  if (time instanceof PyTimedelta) return new PyTimedelta(time.microseconds + delta.microseconds);
  if (time instanceof PyDateTime) {
    return dateTimeFromEpoch(time.epochMicroseconds() + delta.microseconds, time.parts.offset);
  }
  if (time instanceof PyDate) return dateFromEpoch(dateMicroseconds(time) + delta.microseconds);
  return undefined;
}

/** Python's `-`. */
export function subtract(left: Value, right: Value): Value {
  const a = numeric(left);
  const b = numeric(right);
  if (a && b) {
    if (a.kind === 'int' && b.kind === 'int') return int(BigInt(a.value) - BigInt(b.value));
    return float(Number(a.value) - Number(b.value));
  }
  if (left instanceof PySet && right instanceof PySet)
    return new PySet([...left].filter((member) => !right.has(member)));
  return subtractTimes(left, right) ?? fail('-', left, right);
}

function subtractTimes(left: Value, right: Value): Value | undefined {
  if (right instanceof PyTimedelta) return addTimes(left, new PyTimedelta(-right.microseconds));
  if (left instanceof PyDateTime && right instanceof PyDateTime) {
    if ((left.parts.offset === null) !== (right.parts.offset === null)) {
      throw typeError("can't subtract offset-naive and offset-aware datetimes");
    }
    return new PyTimedelta(left.epochMicroseconds() - right.epochMicroseconds());
  }
  if (left instanceof PyDate && right instanceof PyDate) {
    return new PyTimedelta(dateMicroseconds(left) - dateMicroseconds(right));
  }
  return undefined;
}

/** Python's `*`. */
export function multiply(left: Value, right: Value): Value {
  const a = numeric(left);
  const b = numeric(right);
  if (a && b) {
    if (a.kind === 'float' || b.kind === 'float') return float(Number(a.value) * Number(b.value));
    const result = Number(a.value) * Number(b.value);
    return Number.isSafeInteger(result) ? result + 0 : int(BigInt(a.value) * BigInt(b.value));
  }
  if (a) return repeat(right, left) ?? fail('*', left, right);
  return repeat(left, right) ?? repeat(right, left) ?? fail('*', left, right);
}

function repeat(sequence: Value, times: Value): Value | undefined {
  const repeatable = typeof sequence === 'string' || Array.isArray(sequence) || sequence instanceof Tuple;
  if (!repeatable) return sequence instanceof PyTimedelta ? scale(sequence, times) : undefined;
  const count = integerOf(times);
  if (count === undefined) throw typeError(`can't multiply sequence by non-int of type '${typeName(times)}'`);
  const length = sequence instanceof Tuple ? sequence.items.length : sequence.length;
  if (count * length > repeatLimit)
    throw new PythonError('OverflowError', 'cannot fit repeated sequence into memory');
  const wanted = Math.max(0, count);
  if (typeof sequence === 'string') return sequence.repeat(wanted);
  if (Array.isArray(sequence)) return repeatList(sequence, wanted);
  return new Tuple(repeatList(sequence.items, wanted));
}

function repeatList(items: readonly Value[], times: number): Value[] {
  return Array.from(
    { length: items.length * times },
    (_member, index) => items[index % items.length] as Value,
  );
}

function scale(delta: PyTimedelta, times: Value): Value | undefined {
  const factor = numeric(times);
  if (!factor) return undefined;
  if (factor.kind === 'int') return new PyTimedelta(delta.microseconds * BigInt(factor.value));
  return new PyTimedelta(BigInt(Math.round(Number(delta.microseconds) * factor.value)));
}

/** Python's `/`: always a float. */
export function divide(left: Value, right: Value): Value {
  const a = numeric(left);
  const b = numeric(right);
  if (!a || !b) {
    if (left instanceof PyTimedelta && right instanceof PyTimedelta) {
      return float(Number(left.microseconds) / Number(right.microseconds));
    }
    if (left instanceof PyTimedelta && b) {
      if (Number(b.value) === 0) throw new PythonError('ZeroDivisionError', 'division by zero');
      return new PyTimedelta(BigInt(roundFloat(Number(left.microseconds) / Number(b.value), 0)));
    }
    throw unsupported('/', left, right);
  }
  if (Number(b.value) === 0) {
    const floats = a.kind === 'float' || b.kind === 'float';
    throw new PythonError('ZeroDivisionError', floats ? 'float division by zero' : 'division by zero');
  }
  return float(Number(a.value) / Number(b.value));
}

/** Python's `//`: rounds down. */
export function floorDivide(left: Value, right: Value): Value {
  const a = numeric(left);
  const b = numeric(right);
  if (!a || !b) throw unsupported('//', left, right);
  if (a.kind === 'float' || b.kind === 'float') {
    if (Number(b.value) === 0) throw new PythonError('ZeroDivisionError', 'float floor division by zero');
    return float(floorQuotient(Number(a.value), Number(b.value)));
  }
  if (Number(b.value) === 0) throw new PythonError('ZeroDivisionError', 'integer division or modulo by zero');
  const dividend = BigInt(a.value);
  const divisor = BigInt(b.value);
  const quotient = dividend / divisor;
  return int(dividend % divisor !== 0n && dividend < 0n !== divisor < 0n ? quotient - 1n : quotient);
}

/** The rest is taken off first, as the quotient of two floats may be rounded up to an integer that it does not reach. */
function floorQuotient(dividend: number, divisor: number): number {
  const rest = dividend % divisor;
  const quotient = (dividend - rest) / divisor - (rest !== 0 && rest < 0 !== divisor < 0 ? 1 : 0);
  if (quotient === 0) return Math.sign(1 / (dividend / divisor)) < 0 ? -0 : 0;
  const whole = Math.floor(quotient);
  return quotient - whole > 0.5 ? whole + 1 : whole;
}

/** Python's `%`: the sign of the divisor for numbers, formatting for a str. */
export function modulo(left: Value, right: Value): Value {
  if (typeof left === 'string') return percentFormat(left, right);
  const a = numeric(left);
  const b = numeric(right);
  if (!a || !b) throw unsupported('%', left, right);
  if (a.kind === 'float' || b.kind === 'float') {
    const divisor = Number(b.value);
    if (divisor === 0) throw new PythonError('ZeroDivisionError', 'float modulo');
    const rest = Number(a.value) % divisor;
    if (rest === 0) return float(divisor < 0 ? -0 : 0);
    return float(rest < 0 !== divisor < 0 ? rest + divisor : rest);
  }
  if (Number(b.value) === 0) throw new PythonError('ZeroDivisionError', 'integer modulo by zero');
  const divisor = BigInt(b.value);
  const rest = BigInt(a.value) % divisor;
  return int(rest !== 0n && rest < 0n !== divisor < 0n ? rest + divisor : rest);
}

/** Python's `**`. */
export function power(left: Value, right: Value): Value {
  const a = numeric(left);
  const b = numeric(right);
  if (!a || !b) throw unsupported('** or pow()', left, right);
  if (a.kind === 'int' && b.kind === 'int' && Number(b.value) >= 0) {
    const bits = Number(b.value) * Math.max(1, Math.log2(Math.abs(Number(a.value)) || 1));
    if (bits > powerBitLimit && Math.abs(Number(a.value)) > 1) {
      throw new PythonError('OverflowError', 'the result of the power is too large');
    }
    return int(BigInt(a.value) ** BigInt(b.value));
  }
  const base = Number(a.value);
  const exponent = Number(b.value);
  if (base === 0 && exponent < 0) {
    throw new PythonError('ZeroDivisionError', '0.0 cannot be raised to a negative power');
  }
  const result = pow(base, exponent);
  if (Number.isNaN(result) && !Number.isNaN(base) && !Number.isNaN(exponent)) {
    throw typeError('complex numbers are not supported');
  }
  if (!Number.isFinite(result) && Number.isFinite(base) && Number.isFinite(exponent)) {
    throw new PythonError('OverflowError', "(34, 'Numerical result out of range')");
  }
  return float(result);
}

/** Python's unary `-`. */
export function negate(operand: Value): Value {
  const number = numeric(operand);
  if (number) return number.kind === 'int' ? int(-BigInt(number.value)) : float(-number.value);
  if (operand instanceof PyTimedelta) return new PyTimedelta(-operand.microseconds);
  throw typeError(`bad operand type for unary -: '${typeName(operand)}'`);
}

/** Python's unary `+`. */
export function positive(operand: Value): Value {
  const number = numeric(operand);
  if (!number) throw typeError(`bad operand type for unary +: '${typeName(operand)}'`);
  return number.kind === 'int' ? number.value : float(number.value);
}
