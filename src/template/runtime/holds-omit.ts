import { Dict } from '../../python/dict.ts';
import { OMIT } from '../../python/omit.ts';
import type { Value } from '../../python/value.ts';

/** Whether `omit` stands somewhere in lists and plain dicts. A container that stands in many places is read once. */
export function holdsOmit(value: Value, read = new Set<object>()): boolean {
  if (value === OMIT) return true;
  const isDict = value instanceof Dict && value.constructor === Dict;
  if (!Array.isArray(value) && !isDict) return false;
  if (read.has(value)) return false;
  read.add(value);
  for (const member of isDict ? value.values() : value) if (holdsOmit(member, read)) return true;
  return false;
}
