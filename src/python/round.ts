import { bitsOf } from './operators/number.ts';
import { int, type Value } from './value.ts';

/** Python's `round(float, digits)`: to the nearest decimal, an exact tie to the even digit. */
export function roundFloat(value: number, digits: number): number {
  if (!Number.isFinite(value)) return value;
  if (digits < 0) return roundWhole(value, digits);
  if (Math.abs(value) >= 1e21) return value;
  const places = Math.min(digits, 60);
  const exact = Math.abs(value).toFixed(Math.min(100, places + 35));
  const point = exact.indexOf('.');
  const tie = /^50*$/.test(exact.slice(point + 1 + places));
  let text = Math.abs(value).toFixed(places);
  const last = Number(text.at(-1));
  // toFixed rounds an exact tie up: an odd last digit was an even one before.
  if (tie && last % 2 === 1) text = exact.slice(0, places === 0 ? point : point + 1 + places);
  return value < 0 || Object.is(value, -0) ? -Number(text) : Number(text);
}

/** To a multiple of a power of ten; what stands behind the point decides a tie. */
function roundWhole(value: number, digits: number): number {
  if (digits < -308) return value < 0 ? -0 : 0;
  const unit = 10n ** BigInt(-digits);
  const whole = BigInt(Math.trunc(Math.abs(value)));
  const rest = whole % unit;
  const low = whole - rest;
  const tie = rest * 2n === unit;
  const up = rest * 2n > unit || (tie && (value % 1 !== 0 || (low / unit) % 2n !== 0n));
  const magnitude = Number(up ? low + unit : low);
  return value < 0 ? -magnitude : magnitude;
}

/** Python's `round(int, digits)`: unchanged but for negative digits. */
export function roundInt(value: bigint, digits: number): Value {
  if (digits >= 0) return int(value);
  // Of a power of ten that is more than twice the value nothing is left.
  if (-digits > bitsOf(value)) return 0;
  const unit = 10n ** BigInt(-digits);
  const rest = ((value % unit) + unit) % unit;
  const low = value - rest;
  const up = rest * 2n > unit || (rest * 2n === unit && (low / unit) % 2n !== 0n);
  return int(up ? low + unit : low);
}
