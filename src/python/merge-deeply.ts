import { Dict } from './dict.ts';

/** A new dict with the members of both; dicts in dicts are merged too, everything else of `above` wins (`merge_hash`). */
export function mergeDeeply(below: Dict, above: Dict): Dict {
  const merged = below.copy();
  for (const [key, value] of above) {
    const existing = merged.get(key);
    merged.set(key, existing instanceof Dict && value instanceof Dict ? mergeDeeply(existing, value) : value);
  }
  return merged;
}
