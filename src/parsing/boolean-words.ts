import { numeric } from '../python/operators/number.ts';
import type { Value } from '../python/value.ts';

/** The words that Ansible reads as true, in small letters. */
export const trueWords: ReadonlySet<string> = new Set(['y', 'yes', 'on', '1', 'true', 't']);

/** The words that Ansible reads as false, in small letters. */
export const falseWords: ReadonlySet<string> = new Set(['n', 'no', 'off', '0', 'false', 'f']);

/** Ansible's `boolean()`, which keywords, settings and module parameters share: undefined for what is neither. */
export function readBoolean(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const number = numeric(value)?.value;
  if (number !== undefined) return number === 1 ? true : number === 0 ? false : undefined;
  if (typeof value !== 'string') return undefined;
  const word = value.trim().toLowerCase();
  if (trueWords.has(word)) return true;
  return falseWords.has(word) ? false : undefined;
}
