import { Dict } from './dict.ts';
import { Markup } from './markup.ts';
import { isPyIterable } from './operators/iterate.ts';
import { PyRange } from './range.ts';
import { PySet } from './set.ts';
import { isStoredScalar } from './stored-scalar.ts';
import { TemplateString } from './template-string.ts';
import { Tuple } from './tuple.ts';
import type { PyObject, Value } from './value.ts';

/**
 * What in a value no variable of ansible-core 2.19's can hold, so that nobody may hear of it; else a set in it, which
 * becomes a list with a warning; undefined where all of it can be held. Of several, the first.
 */
export function unconvertible(value: Value): PyObject | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  if (Array.isArray(value)) return worstOf(value);
  if (value instanceof Dict) return worseOf(worstOf(value.keys()), worstOf(value.values()));
  if (value instanceof Tuple) return worstOf(value.items);
  if (value instanceof PySet) return worstOf(value) ?? value;
  return isStorable(value) ? undefined : value;
}

function worstOf(members: Iterable<Value>): PyObject | undefined {
  let worst: PyObject | undefined;
  for (const member of members) {
    if (typeof member !== 'object' || member === null) continue;
    worst = worseOf(worst, unconvertible(member));
    if (worst && !(worst instanceof PySet)) break;
  }
  return worst;
}

function worseOf(known: PyObject | undefined, found: PyObject | undefined): PyObject | undefined {
  return known === undefined || (known instanceof PySet && found !== undefined) ? found : known;
}

function isStorable(value: PyObject): boolean {
  return (
    isStoredScalar(value) ||
    value instanceof Markup ||
    value instanceof PyRange ||
    value instanceof TemplateString ||
    isPyIterable(value)
  );
}
