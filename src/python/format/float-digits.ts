/** Exact decimal digits of floats, rounded half to even as Python does; JavaScript's `toFixed` rounds ties up. */

/** A finite float as `mantissa * 2 ** exponent`, without its sign. */
function parts(value: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const raw = view.getBigUint64(0);
  const biased = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & 0xf_ffff_ffff_ffffn;
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | 0x10_0000_0000_0000n, exponent: biased - 1075 };
}

/** `abs(value) * 10 ** power` as an integer. */
function scaled(value: number, power: number): bigint {
  const { mantissa, exponent } = parts(value);
  let numerator = mantissa;
  let denominator = 1n;
  if (power >= 0) numerator *= 10n ** BigInt(power);
  else denominator *= 10n ** BigInt(-power);
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && (quotient & 1n) === 1n);
  return up ? quotient + 1n : quotient;
}

/** No float has more digits than this behind its point, or in all: what is asked for beyond is zeros. */
const mostDigits = 1100;

/** `'%.{precision}f'` of the absolute value. */
export function fixedDigits(value: number, precision: number): string {
  if (precision > mostDigits)
    return fixedDigits(value, mostDigits).padEnd(wholeLength(value) + 1 + precision, '0');
  const digits = scaled(value, precision)
    .toString()
    .padStart(precision + 1, '0');
  if (precision === 0) return digits;
  return `${digits.slice(0, -precision)}.${digits.slice(-precision)}`;
}

function wholeLength(value: number): number {
  return BigInt(Math.trunc(Math.abs(value))).toString().length;
}

/** `precision + 1` digits of the absolute value and the exponent of the first. */
export function exponentDigits(value: number, precision: number): { digits: string; exponent: number } {
  if (value === 0) return { digits: '0'.repeat(precision + 1), exponent: 0 };
  if (precision > mostDigits) {
    const { digits, exponent } = exponentDigits(value, mostDigits);
    return { digits: digits.padEnd(precision + 1, '0'), exponent };
  }
  let exponent = Number(Math.abs(value).toExponential().split('e')[1]);
  let digits = scaled(value, precision - exponent).toString();
  if (digits.length > precision + 1) {
    exponent++;
    digits = scaled(value, precision - exponent).toString();
  }
  return { digits, exponent };
}

export function withExponent(digits: string, exponent: number, alternate: boolean): string {
  const point = digits.length > 1 || alternate ? '.' : '';
  const sign = exponent < 0 ? '-' : '+';
  return `${digits[0]}${point}${digits.slice(1)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
