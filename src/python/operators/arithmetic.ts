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
import { mostBits, repeatText, requireListRoom, resultTooLarge, withinLimits } from '../size-limit.ts';
import { asFloat, bitsOf, integerOf, numeric } from './number.ts';
import { percentFormat } from '../format/percent.ts';

function unsupported(operator: string, left: Value, right: Value): PythonError {
  return typeError(
    `unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`,
  );
}

/** Python's `+`. */
export function add(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') return sum(left, right);
  if (typeof left === 'string') {
    if (typeof right === 'string') return withinLimits(left + right);
    throw typeError(`can only concatenate str (not "${typeName(right)}") to str`);
  }
  if (Array.isArray(left)) {
    if (Array.isArray(right)) return joinLists(left, right);
    throw typeError(`can only concatenate list (not "${typeName(right)}") to list`);
  }
  if (left instanceof Tuple) {
    if (right instanceof Tuple) return new Tuple(joinLists(left.items, right.items));
    throw typeError(`can only concatenate tuple (not "${typeName(right)}") to tuple`);
  }
  if (left instanceof Bytes && right instanceof Bytes)
    return new Bytes(Buffer.concat([left.data, right.data]));
  if (left instanceof Bytes) throw typeError(`can't concat ${typeName(right)} to bytes`);
  return addNumbers(left, right) ?? addTimes(left, right) ?? addTimes(right, left) ?? fail('+', left, right);
}

function joinLists(left: readonly Value[], right: readonly Value[]): Value[] {
  requireListRoom(left.length + right.length);
  const joined = left.concat(right);
  withinLimits(joined);
  return joined;
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
  return float(asFloat(a) + asFloat(b));
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
    return float(asFloat(a) - asFloat(b));
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
    if (a.kind === 'float' || b.kind === 'float') return float(asFloat(a) * asFloat(b));
    const result = Number(a.value) * Number(b.value);
    if (Number.isSafeInteger(result)) return result + 0;
    requireBits(bitsOf(a.value) + bitsOf(b.value));
    return int(BigInt(a.value) * BigInt(b.value));
  }
  if (a) return repeat(right, left) ?? fail('*', left, right);
  return repeat(left, right) ?? repeat(right, left) ?? fail('*', left, right);
}

function repeat(sequence: Value, times: Value): Value | undefined {
  const repeatable =
    typeof sequence === 'string' ||
    Array.isArray(sequence) ||
    sequence instanceof Tuple ||
    sequence instanceof Bytes;
  if (!repeatable) return sequence instanceof PyTimedelta ? scale(sequence, times) : undefined;
  const count = typeof times === 'bigint' ? largeCount(times) : integerOf(times);
  if (count === undefined) throw typeError(`can't multiply sequence by non-int of type '${typeName(times)}'`);
  const { length } =
    sequence instanceof Tuple ? sequence.items : sequence instanceof Bytes ? sequence.data : sequence;
  const wanted = length === 0 ? 0 : Math.max(0, count);
  if (typeof sequence === 'string') return withinLimits(repeatText(sequence, wanted));
  requireListRoom(wanted * length);
  if (sequence instanceof Bytes) {
    requireListRoom(sequence.data.length * wanted);
    return new Bytes(Buffer.concat(Array.from({ length: wanted }, () => sequence.data)));
  }
  if (Array.isArray(sequence)) return repeatList(sequence, wanted);
  return new Tuple(repeatList(sequence.items, wanted));
}

/** Python counts with 64 bits. */
function largeCount(times: bigint): number {
  if (BigInt.asIntN(64, times) !== times)
    throw new PythonError('OverflowError', "cannot fit 'int' into an index-sized integer");
  return Number(times);
}

function requireBits(bits: number): void {
  if (bits > mostBits) throw resultTooLarge(`an integer of more than ${mostBits} bits`);
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
  if (a.kind === 'int' && b.kind === 'int') return float(quotient(a.value, b.value));
  return float(asFloat(a) / asFloat(b));
}

/** The float nearest to the quotient of two ints, which may themselves be beyond all floats. */
function quotient(a: number | bigint, b: number | bigint): number {
  if (typeof a === 'number' && typeof b === 'number') return a / b;
  const isNegative = a < 0 !== b < 0;
  const [dividend, divisor] = [magnitude(a), magnitude(b)];
  // Two more bits than a float has, and one that tells whether anything is left: enough to round right.
  const shift = bitsOf(divisor) - bitsOf(dividend) + 70;
  const scaled = shift > 0 ? dividend << BigInt(shift) : dividend;
  const lowered = shift < 0 ? divisor << BigInt(-shift) : divisor;
  const whole = scaled / lowered;
  const value = Number(whole * lowered === scaled ? whole : whole | 1n);
  // In two steps: a power of two may be beyond the floats where its product with the value is not.
  const half = Math.trunc(-shift / 2);
  const result = value * 2 ** half * 2 ** (-shift - half);
  if (!Number.isFinite(result))
    throw new PythonError('OverflowError', 'integer division result too large for a float');
  return isNegative ? -result : result;
}

function magnitude(value: number | bigint): bigint {
  const whole = BigInt(value);
  return whole < 0n ? -whole : whole;
}

/** Python's `//`: rounds down. */
export function floorDivide(left: Value, right: Value): Value {
  const a = numeric(left);
  const b = numeric(right);
  if (!a || !b) {
    if (left instanceof PyTimedelta && right instanceof PyTimedelta)
      return floorDivide(left.microseconds, right.microseconds);
    if (left instanceof PyTimedelta && b?.kind === 'int')
      return new PyTimedelta(BigInt(floorDivide(left.microseconds, b.value) as number | bigint));
    throw unsupported('//', left, right);
  }
  if (a.kind === 'float' || b.kind === 'float') {
    const dividend = asFloat(a);
    const divisor = asFloat(b);
    if (divisor === 0) throw new PythonError('ZeroDivisionError', 'float floor division by zero');
    return float(floorQuotient(dividend, divisor));
  }
  if (Number(b.value) === 0) throw new PythonError('ZeroDivisionError', 'integer division or modulo by zero');
  const dividend = BigInt(a.value);
  const divisor = BigInt(b.value);
  const whole = dividend / divisor;
  return int(dividend % divisor !== 0n && dividend < 0n !== divisor < 0n ? whole - 1n : whole);
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
  if (!a || !b) {
    if (left instanceof PyTimedelta && right instanceof PyTimedelta)
      return new PyTimedelta(BigInt(modulo(left.microseconds, right.microseconds) as number | bigint));
    throw unsupported('%', left, right);
  }
  if (a.kind === 'float' || b.kind === 'float') {
    const divisor = asFloat(b);
    if (divisor === 0) throw new PythonError('ZeroDivisionError', 'float modulo');
    const rest = asFloat(a) % divisor;
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
    if (magnitude(a.value) > 1n) requireBits(Number(b.value) * exactBits(a.value));
    return int(BigInt(a.value) ** BigInt(b.value));
  }
  const base = asFloat(a);
  const exponent = asFloat(b);
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

/** As `bitsOf`, with a fraction: what a power of it has is a multiple. */
function exactBits(value: number | bigint): number {
  const plain = Math.abs(Number(value));
  return Number.isFinite(plain) ? Math.log2(plain) : bitsOf(value) - 3;
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
