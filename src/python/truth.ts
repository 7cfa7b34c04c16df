import { PyObject, type Value } from './value.ts';

/** Python's `bool()`. */
export function isTruthy(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof PyObject) return value.truthy();
  return Number.isNaN(value) || Boolean(value);
}
