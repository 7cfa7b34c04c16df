import { mostBits, requireListRoom, resultTooLarge } from '../size-limit.ts';
import { PythonError, typeError, valueError } from '../python-error.ts';
import { numeric } from '../operators/number.ts';
import { Bytes } from '../bytes.ts';
import { Tuple } from '../tuple.ts';
import { typeName } from '../type-name.ts';
import { int, isFloat, isInt, type PyFloat, type Value } from '../value.ts';
import { requireCount } from './index-range.ts';
import { type MethodDefinition, methodTable, type MethodTable } from './method.ts';

type Integer = number | bigint | boolean;

const isInteger = (value: Value): value is Integer => isInt(value) || typeof value === 'boolean';

function bits(value: Value): bigint {
  if (isInteger(value)) return BigInt(value);
  throw typeError(`unsupported operand type(s): '${typeName(value)}'`);
}

const bitwise = (compute: (left: bigint, right: bigint) => bigint): MethodDefinition<Integer> => [
  'value',
  (receiver, other = null) => int(compute(BigInt(receiver), bits(other))),
];

function shiftLeft(left: bigint, right: bigint): bigint {
  requireShift(right);
  if (left === 0n) return left;
  if (right > BigInt(mostBits)) throw resultTooLarge(`an integer of more than ${mostBits} bits`);
  return left << right;
}

function shiftRight(left: bigint, right: bigint): bigint {
  requireShift(right);
  return right > BigInt(mostBits) ? (left < 0n ? -1n : 0n) : left >> right;
}

function requireShift(count: bigint): void {
  if (count < 0n) throw valueError('negative shift count');
}

function toBytes(receiver: Integer, length: Value, order: Value): Bytes {
  const size = requireCount(length);
  requireListRoom(size);
  let rest = BigInt(receiver);
  if (rest < 0n) throw new PythonError('OverflowError', "can't convert negative int to unsigned");
  const data = new Uint8Array(size);
  for (let index = size - 1; index >= 0; index--) {
    data[index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  if (rest > 0n) throw new PythonError('OverflowError', 'int too big to convert');
  return new Bytes(order === 'little' ? data.reverse() : data);
}

/** The methods of int and bool; the bit operators that ansible's sandbox allows are among them. */
export const integerMethods: MethodTable = methodTable('int', isInteger, {
  bit_length: [
    '',
    (receiver) => (BigInt(receiver) === 0n ? 0 : BigInt(receiver).toString(2).replace('-', '').length),
  ],
  bit_count: ['', (receiver) => BigInt(receiver).toString(2).replaceAll(/[-0]/g, '').length],
  conjugate: ['', (receiver) => receiver],
  as_integer_ratio: ['', (receiver) => new Tuple([receiver, 1])],
  to_bytes: [
    "length=1, byteorder='big'",
    (receiver, length = 1, order = 'big') => toBytes(receiver, length, order),
  ],
  __and__: bitwise((left, right) => left & right),
  __or__: bitwise((left, right) => left | right),
  __xor__: bitwise((left, right) => left ^ right),
  __lshift__: bitwise(shiftLeft),
  __rshift__: bitwise(shiftRight),
});

const isFloating = (value: Value): value is number | PyFloat => isFloat(value);
const plain = (receiver: number | PyFloat): number => Number(numeric(receiver)?.value);

/** The methods of float. */
export const floatMethods: MethodTable = methodTable('float', isFloating, {
  is_integer: ['', (receiver) => Number.isInteger(plain(receiver))],
  conjugate: ['', (receiver) => receiver],
  as_integer_ratio: ['', (receiver) => integerRatio(plain(receiver))],
  hex: ['', (receiver) => hexadecimal(plain(receiver))],
});

/** Numerator and denominator of the exact value. */
function integerRatio(value: number): Tuple {
  if (!Number.isFinite(value)) {
    const infinite = !Number.isNaN(value);
    const what = infinite ? 'Infinity' : 'NaN';
    throw new PythonError(
      infinite ? 'OverflowError' : 'ValueError',
      `cannot convert ${what} to integer ratio`,
    );
  }
  let numerator = value;
  let denominator = 1n;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    denominator *= 2n;
  }
  return new Tuple([int(BigInt(numerator)), int(denominator)]);
}

function hexadecimal(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const raw = view.getBigUint64(0);
  const exponent = Number((raw >> 52n) & 0x7ffn);
  const fraction = (raw & 0xf_ffff_ffff_ffffn).toString(16).padStart(13, '0');
  const sign = raw >> 63n ? '-' : '';
  if (value === 0) return `${sign}0x0.0p+0`;
  const power = exponent === 0 ? -1022 : exponent - 1023;
  return `${sign}0x${exponent === 0 ? 0 : 1}.${fraction}p${power < 0 ? '' : '+'}${power}`;
}
