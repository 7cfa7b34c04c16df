import type { Dict } from '../python/dict.ts';
import { recordUnion } from './origins.ts';

/** A new dict with the members of both, of which each knows where it was written; those of `above` win. */
export function updatedDict(below: Dict, above: Dict): Dict {
  const both = below.copy();
  for (const [name, value] of above) both.set(name, value);
  recordUnion(both, below, above);
  return both;
}
