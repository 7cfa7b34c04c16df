import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { PyFloat, type Value } from '../python/value.ts';
import { str } from '../python/repr.ts';

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

/** A keyword's value as an integer. Throws PARSER in Ansible's words where it is none. */
export function toInteger(keyword: string, value: Value, origin?: Origin): number {
  const text = typeof value === 'string' ? value.trim() : value;
  const number = typeof text === 'string' && /^[+-]?\d+$/.test(text) ? Number(text) : text;
  if (typeof number === 'number' && Number.isFinite(number)) return Math.trunc(number);
  if (typeof number === 'boolean') return Number(number);
  if (number instanceof PyFloat) return Math.trunc(number.value);
  throw new MitorunError(
    'ACTION',
    `The field '${keyword}' has an invalid value (${str(value)}), and could not be converted to an int.`,
    { origin },
  );
}

/** A keyword's value as a number that may have a fraction (`pause`, `delay`, percentages). */
export function toNumber(keyword: string, value: Value, origin?: Origin): number {
  if (value instanceof PyFloat) return value.value;
  const number = typeof value === 'string' ? Number(value.trim().replace(/%$/, '')) : Number(value);
  if (typeof value !== 'object' && Number.isFinite(number)) return number;
  throw new MitorunError(
    'ACTION',
    `The field '${keyword}' has an invalid value (${str(value)}), and could not be converted to a float.`,
    { origin },
  );
}
