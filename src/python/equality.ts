import { TrustedText } from './trusted-text.ts';
import { VaultString } from './vault-string.ts';
import { Markup } from './markup.ts';
import { typeError } from './python-error.ts';
import { PyFloat, PyObject, type Value } from './value.ts';

/** Python's `==`. Numbers and booleans compare by value, lists and dicts member by member. */
export function equals(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a instanceof PyObject) return a.equals(b);
  if (b instanceof PyObject) return b.equals(a);
  if (Array.isArray(a)) return Array.isArray(b) && listEquals(a, b);
  if (typeof a === 'boolean')
    return typeof b === 'number' || typeof b === 'bigint' ? Number(a) === Number(b) : false;
  if (typeof b === 'boolean')
    return typeof a === 'number' || typeof a === 'bigint' ? Number(b) === Number(a) : false;
  return false;
}

function listEquals(a: Value[], b: Value[]): boolean {
  return a.length === b.length && a.every((member, index) => equals(member, b[index] as Value));
}

/** A hashable object that Dict and Set find by value: tuples, dates, bytes. */
interface Hashable {
  /** Equal values give equal texts; other types never give the same text. */
  hashKey(): string;
}

const interned = new Map<string, WeakRef<object>>();

/**
 * What a Map may use to find this dict key: equal keys (Python's `==`) give identical results.
 * Throws PythonError TypeError with Python's words for an unhashable key.
 */
export function keyOf(key: Value): unknown {
  if (typeof key === 'boolean') return Number(key);
  if (key === null || typeof key !== 'object') return key;
  if (key instanceof PyFloat) return wholeKey(key.value);
  if (Array.isArray(key)) throw typeError("unhashable type: 'list'");
  if (key instanceof Markup) return key.text;
  if (key instanceof VaultString) return key.reveal();
  if (key instanceof TrustedText) return key.text;
  if ('hashKey' in key) return internByText((key as unknown as Hashable).hashKey());
  if (key.typeName === 'dict' || key.typeName === 'set')
    throw typeError(`unhashable type: '${key.typeName}'`);
  return key;
}

/** Of a float that is an int's value: beyond the safe ones that int is a bigint. */
function wholeKey(value: number): number | bigint {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  return Number.isFinite(value) ? BigInt(value) : value;
}

/** One object per text, so that a Map finds by identity what Python finds by value. */
function internByText(text: string): object {
  const known = interned.get(text)?.deref();
  if (known) return known;
  const fresh = { text };
  interned.set(text, new WeakRef(fresh));
  return fresh;
}
