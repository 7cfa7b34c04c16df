import { plainValue } from './plain-values.ts';
import { decodeEscaping } from '../../python/bytes-text.ts';
import { Bytes } from '../../python/bytes.ts';
import { Dict } from '../../python/dict.ts';
import { OMIT } from '../../python/omit.ts';
import { str } from '../../python/repr.ts';
import { Tuple } from '../../python/tuple.ts';
import type { Value } from '../../python/value.ts';
import { Undefined, UndefinedUse } from '../undefined.ts';
import { TemplateModule } from './template-module.ts';
import type { Output } from './running-template.ts';

/**
 * What a template, a macro or a block gives (ansible's `AnsibleEnvironment.concat`): nothing printed is None, one thing
 * printed is that thing with its type, more become text. An Undefined among more than one thing is the result.
 */
export function concat(output: Output): Value {
  const { length } = output;
  if (length === 1) {
    const [only = null] = output;
    if (typeof only !== 'object') return only;
  }
  let text = '';
  for (let index = 0; index < length; index++) {
    const part = output[index] as Value;
    if (typeof part === 'string') text += part;
    else if (typeof part === 'number') text += str(part);
    else return join(flatten(output));
  }
  return length === 0 ? null : text;
}

function join(parts: readonly Value[]): Value {
  const [first] = parts;
  if (first === undefined) return null;
  if (parts.length === 1) return first;
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') text += part;
    else if (part instanceof Undefined) return part;
    else if (part !== OMIT) text += textOf(plainValue(part));
  }
  return text;
}

/** None prints nothing, an imported template prints what it printed. */
function flatten(output: readonly Value[]): Value[] {
  return output.flatMap((part) => {
    if (part === null) return [];
    return part instanceof TemplateModule ? flatten(part.printed) : [part];
  });
}

/** The text of a value inside other text; members that are `omit` are left out and tuples are shown as lists. */
function textOf(part: Value): string {
  if (typeof part === 'number' || typeof part === 'boolean') return str(part);
  if (part instanceof Bytes) return decodeEscaping(part.data);
  return str(withoutOmitted(part));
}

function withoutOmitted(value: Value): Value {
  if (Array.isArray(value)) return value.filter((member) => member !== OMIT).map(withoutOmitted);
  if (value instanceof Tuple) return withoutOmitted([...value.items]);
  if (value instanceof Undefined) throw new UndefinedUse(value);
  if (!(value instanceof Dict)) return value;
  const kept = new Dict();
  for (const [key, member] of value) if (member !== OMIT) kept.set(key, withoutOmitted(member));
  return kept;
}
