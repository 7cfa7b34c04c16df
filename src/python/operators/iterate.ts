import { Bytes } from '../bytes.ts';
import { Dict } from '../dict.ts';
import { typeError } from '../python-error.ts';
import { PyRange } from '../range.ts';
import { PySet } from '../set.ts';
import { requireListRoom } from '../size-limit.ts';
import { Tuple } from '../tuple.ts';
import { typeName } from '../type-name.ts';
import { PyObject, type Value } from '../value.ts';

export function isPyIterable(value: Value): value is PyObject & { iterate(): Iterable<Value> } {
  return value instanceof PyObject && 'iterate' in value && typeof value.iterate === 'function';
}

/** The members of anything that Python can iterate over, as a list that the caller must not change. */
export function toList(value: Value): readonly Value[] {
  if (Array.isArray(value)) return value;
  if (value instanceof Tuple) return value.items;
  if (value instanceof Dict) return [...value.keys()];
  if (typeof value === 'string') return characters(value);
  if (value instanceof PyRange) return value.toList();
  if (value instanceof PySet) return [...value];
  if (value instanceof Bytes) return [...value.data];
  if (isPyIterable(value)) return [...value.iterate()];
  throw typeError(`'${typeName(value)}' object is not iterable`);
}

export function isIterable(value: Value): boolean {
  return (
    Array.isArray(value) ||
    typeof value === 'string' ||
    value instanceof Tuple ||
    value instanceof Dict ||
    value instanceof PyRange ||
    value instanceof PySet ||
    value instanceof Bytes ||
    isPyIterable(value)
  );
}

/** A str's characters, which are code points. */
export function characters(text: string): string[] {
  requireListRoom(text.length);
  return isBasic(text) ? text.split('') : Array.from(text);
}

/** No surrogates: UTF-16 units and code points are the same. */
export function isBasic(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text);
}

function codePointCount(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    if ((text.codePointAt(at) as number) > 0xffff) at++;
    count++;
  }
  return count;
}

/** Python's `len()`. */
export function length(value: Value): number {
  if (typeof value === 'string') return isBasic(value) ? value.length : codePointCount(value);
  if (Array.isArray(value)) return value.length;
  if (value instanceof Dict || value instanceof PySet) return value.size;
  if (value instanceof Tuple) return value.items.length;
  if (value instanceof PyRange) return value.length;
  if (value instanceof Bytes) return value.data.length;
  if (value instanceof PyObject && 'length' in value && typeof value.length === 'number') return value.length;
  throw typeError(`object of type '${typeName(value)}' has no len()`);
}
