import { Dict } from '../../python/dict.ts';
import type { Value } from '../../python/value.ts';
import { LazyDict } from './lazy.ts';

/** Lists and dicts anew, however deep; whatever computes its members is shared. */
export function deepCopy(value: Value): Value {
  if (Array.isArray(value)) return value.map(deepCopy);
  if (!(value instanceof Dict) || (value.constructor !== Dict && !(value instanceof LazyDict))) return value;
  const copy = new Dict();
  for (const [key, member] of value) copy.set(key, deepCopy(member));
  return copy;
}
