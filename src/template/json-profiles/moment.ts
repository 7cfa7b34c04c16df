import type { Dict } from '../../python/dict.ts';
import { isoMoment } from '../../python/iso-date-time.ts';
import { str } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';

/** The date or time that a marked object stands for; its text where that is none. */
export function momentOf(object: Dict): Value {
  const text = str(object.get('iso8601') ?? '');
  return isoMoment(text) ?? text;
}
