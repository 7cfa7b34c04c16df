import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { PyFloat, type Value } from '../python/value.ts';
import { repr } from '../python/repr.ts';

/** What may stand for an integer, undefined for anything else: a number with a fraction, too. */
export function toInteger(value: Value): number | undefined {
  if (typeof value === 'boolean') return Number(value);
  const number = toFloat(value);
  return number !== undefined && Number.isInteger(number) ? number : undefined;
}

/** What may stand for a number with a fraction, undefined for anything else. */
export function toFloat(value: Value): number | undefined {
  if (value instanceof PyFloat) return value.value;
  if (value !== null && typeof value === 'object') return undefined;
  const text = typeof value === 'string' ? value.trim() : value;
  if (text === null || text === '') return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** A keyword's value as a number, a percent sign behind it left out (`pause`, percentages). Throws ACTION. */
export function toNumber(keyword: string, value: Value, origin?: Origin): number {
  const number = toFloat(typeof value === 'string' ? value.replace(/%\s*$/, '') : value);
  if (number !== undefined) return number;
  throw new MitorunError(
    'ACTION',
    `Error processing keyword '${keyword}': The value ${repr(value)} could not be converted to 'float'.`,
    { origin },
  );
}
