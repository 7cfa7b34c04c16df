import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { PyFloat, type Value } from '../python/value.ts';
import { repr } from '../python/repr.ts';

const truths = new Set(['y', 'yes', 'on', '1', 'true', 't']);
const untruths = new Set(['n', 'no', 'off', '0', 'false', 'f']);

/** Ansible's `boolean()`: what playbooks may write for a truth. undefined where the value is none of them. */
export function parseBoolean(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value instanceof PyFloat) return parseBoolean(value.value);
  if (typeof value === 'number') return value === 1 ? true : value === 0 ? false : undefined;
  if (typeof value !== 'string') return undefined;
  const word = value.trim().toLowerCase();
  if (truths.has(word)) return true;
  return untruths.has(word) ? false : undefined;
}

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
