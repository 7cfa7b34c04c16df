import { requireListRoom } from '../../python/size-limit.ts';
import type { Value } from '../../python/value.ts';
import type { LookupDefinition } from '../registry.ts';
import { stringOf } from '../text-argument.ts';

/**
 * `community.general.flattened`: lists within lists as one list. A `null` written as text ends the list it stands in,
 * as it does there.
 */
export const flattenedLookup: LookupDefinition = {
  name: 'community.general.flattened',
  aliases: ['flattened'],
  keepsVaults: true,
  call: (_context, terms) => flatten(terms),
};

function flatten(terms: readonly Value[]): Value[] {
  const flat: Value[] = [];
  for (const term of terms) {
    const member = onlyMember(term);
    const text = stringOf(member);
    if (text === 'None' || text === 'null') break;
    for (const inner of Array.isArray(member) ? flatten(member) : [member]) flat.push(inner);
    requireListRoom(flat.length);
  }
  return flat;
}

/** What is in a list of one list of one... */
function onlyMember(term: Value): Value {
  let inner = term;
  while (Array.isArray(inner) && inner.length === 1) [inner = null] = inner;
  return inner;
}
