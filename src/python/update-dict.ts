import { Dict } from './dict.ts';
import { toList } from './operators/iterate.ts';
import { valueError } from './python-error.ts';
import type { Value } from './value.ts';

/**
 * Puts a mapping's items, or pairs, into `dict`, then the keywords: what `dict.update()` and `dict()` have in common. A
 * ValueError as Python's where a member is no pair.
 */
export function updateDict(dict: Dict, source: Value, keywords: Value): void {
  if (source instanceof Dict) for (const [key, value] of source) dict.set(key, value);
  else {
    toList(source).forEach((pair, index) => {
      const members = toList(pair);
      if (members.length !== 2) {
        throw valueError(
          `dictionary update sequence element #${index} has length ${members.length}; 2 is required`,
        );
      }
      dict.set(members[0] as Value, members[1] as Value);
    });
  }
  if (keywords instanceof Dict) for (const [key, value] of keywords) dict.set(key, value);
}
