import { isFloat, PyObject, type Value } from './value.ts';

/** The name of a value's Python type, as error messages show it. */
export function typeName(value: Value): string {
  if (value instanceof PyObject) return value.typeName;
  if (typeof value === 'string') return 'str';
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return 'list';
  return isFloat(value) ? 'float' : 'int';
}
