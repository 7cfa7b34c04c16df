/**
 * `log` and `pow` as the C library computes them: the nearest float, where JavaScript's engines may be off by one unit
 * in the last place, which shows in what Python prints. Computed in fixed point with `precision` binary places.
 */
const precision = 160n;
const one = 1n << precision;
const ln2 = 2n * atanh(one / 3n);

function times(left: bigint, right: bigint): bigint {
  return (left * right) >> precision;
}

/** For arguments well below 1. */
function atanh(argument: bigint): bigint {
  const square = times(argument, argument);
  let sum = 0n;
  for (let power = argument, odd = 1n; power !== 0n && power !== -1n; odd += 2n) {
    sum += power / odd;
    power = times(power, square);
  }
  return sum;
}

const view = new DataView(new ArrayBuffer(8));

/** A finite float that is not 0 as `mantissa * 2 ** exponent`. */
function parts(value: number): { mantissa: bigint; exponent: number } {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const biased = Number((bits >> 52n) & 0x7ffn);
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  return { mantissa: value < 0 ? -mantissa : mantissa, exponent: Math.max(biased, 1) - 1075 };
}

/** The natural logarithm of a positive finite float in fixed point. */
function naturalLogarithm(value: number): bigint {
  const { mantissa, exponent } = parts(value);
  const bits = mantissa.toString(2).length;
  let scaled = mantissa << (precision - BigInt(bits));
  let power = exponent + bits;
  if (scaled * scaled < (one * one) / 2n) {
    scaled <<= 1n;
    power--;
  }
  return 2n * atanh(((scaled - one) << precision) / (scaled + one)) + BigInt(power) * ln2;
}

/** `2 ** exponent * fixed` as the nearest float. */
function toFloat(fixed: bigint, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return Number(fixed) * 2 ** (half - Number(precision)) * 2 ** (exponent - half);
}

/** C's `log` of a positive number. */
export function log(value: number): number {
  return value === 1 || !Number.isFinite(value) ? Math.log(value) : toFloat(naturalLogarithm(value), 0);
}

/** C's `pow`: not a number and infinite where that is. */
export function pow(base: number, exponent: number): number {
  const rough = base ** exponent;
  if (!Number.isFinite(rough) || rough === 0 || base === 0 || exponent === 0) return rough;
  if (Math.abs(base) === 1 || !Number.isFinite(base) || !Number.isFinite(exponent)) return rough;
  const { mantissa, exponent: shift } = parts(exponent);
  const scaled = naturalLogarithm(Math.abs(base)) * mantissa;
  const product = shift < 0 ? scaled >> BigInt(-shift) : scaled << BigInt(shift);
  const whole = product / ln2;
  return Math.sign(rough) * toFloat(exponential(product - whole * ln2), Number(whole));
}

/** e to this power, for powers below 1. */
function exponential(power: bigint): bigint {
  let sum = one;
  for (let term = power, index = 2n; term !== 0n && term !== -1n; index++) {
    sum += term;
    term = times(term, power) / index;
  }
  return sum;
}

/** C's `log10` of a positive number: what glibc makes of its `log`, which is not always the nearest float. */
export function log10(value: number): number {
  if (!Number.isFinite(value)) return Math.log10(value);
  const { mantissa, exponent } = parts(value);
  const power = exponent + mantissa.toString(2).length - 1;
  const whole = power < 0 ? power + 1 : power;
  const rest = value / 2 ** whole;
  return (
    whole * 3.69423907715893078616e-13 +
    4.34294481903251816668e-1 * log(rest) +
    whole * 3.01029995663611771306e-1
  );
}
