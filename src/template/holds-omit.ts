import { Dict } from '../python/dict.ts';
import { OMIT } from '../python/omit.ts';
import type { Value } from '../python/value.ts';

/** Whether a value is `omit`, or a list or dict that a template has made with it inside. */
export function holdsOmit(value: Value): boolean {
  if (Array.isArray(value)) return value.some(holdsOmit);
  if (value instanceof Dict && value.constructor === Dict) return [...value.values()].some(holdsOmit);
  return value === OMIT;
}
