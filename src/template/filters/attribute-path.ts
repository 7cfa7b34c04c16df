import type { Value } from '../../python/value.ts';
import type { CallContext } from '../registry.ts';
import { stringOf } from '../text-argument.ts';
import { Undefined, UndefinedUse } from '../undefined.ts';

/** Takes from an item what an `attribute` argument names: `a.0.b`; nothing (the item itself) for None. */
export type Getter = (item: Value) => Value;

/** Strings without regard to case, for comparing; anything else as it is. */
export function ignoringCase(value: Value): Value {
  const text = stringOf(value);
  return text === undefined ? value : text.toLowerCase();
}

/**
 * Jinja2's make_attrgetter. A missing part fails, or with `mayBeMissing` gives `fallback` or an Undefined: what only map,
 * select and their like understand.
 */
export function attributeGetter(
  context: CallContext,
  attribute: Value,
  options: { readonly ignoreCase?: boolean; readonly fallback?: Value; readonly mayBeMissing?: boolean } = {},
): Getter {
  const parts = pathParts(attribute);
  const { fallback = null, ignoreCase = false, mayBeMissing = false } = options;
  return (item) => {
    let value = item;
    for (const part of parts) {
      value = value instanceof Undefined ? value : context.item(value, part);
      if (value instanceof Undefined && !mayBeMissing) throw new UndefinedUse(value);
      if (fallback !== null && value instanceof Undefined) value = fallback;
    }
    return ignoreCase ? ignoringCase(value) : value;
  };
}

/** Jinja2's make_multi_attrgetter: the list of what a comma-separated `attribute` names. */
export function attributesGetter(context: CallContext, attribute: Value, ignoreCase: boolean): Getter {
  const text = stringOf(attribute);
  const attributes: readonly Value[] = text === undefined ? [attribute] : text.split(',');
  const getters = attributes.map((one) => attributeGetter(context, one, { ignoreCase }));
  return (item) => getters.map((getter) => getter(item));
}

function pathParts(attribute: Value): Value[] {
  if (attribute === null) return [];
  const text = stringOf(attribute);
  if (text === undefined) return [attribute];
  return text.split('.').map((part) => (/^\p{Nd}+$/u.test(part) ? Number(part) : part));
}
