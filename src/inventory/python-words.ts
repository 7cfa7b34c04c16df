import { MitorunError } from '../errors/mitorun-error.ts';
import { repr } from '../python/repr.ts';
import { typeName } from '../python/type-name.ts';
import { PyFloat, PyObject, type Value } from '../python/value.ts';

/** Python's `int(value)` of what users write as a number. Throws MitorunError PARSER with Python's words. */
export function pythonInteger(value: Value): number {
  if (value instanceof PyFloat) return value.value;
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value);
  const text = value instanceof PyObject && value.typeName === 'str' ? value.str() : value;
  if (typeof text !== 'string') {
    throw new MitorunError(
      'PARSER',
      `int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`,
    );
  }
  if (!/^\s*[+-]?\d+(?:_\d+)*\s*$/.test(text)) {
    throw new MitorunError('PARSER', `invalid literal for int() with base 10: ${repr(value)}`);
  }
  return Number(text.replaceAll('_', ''));
}

/** How Ansible 2.19's messages show the type of a value that it read from a file: its own tagged class. */
export function taggedClass(value: Value): string {
  const name = typeName(value);
  if (name === 'NoneType' || name === 'bool') return `<class '${name}'>`;
  const tagged = name === 'datetime' ? 'DateTime' : name.charAt(0).toUpperCase() + name.slice(1);
  return `<class 'ansible.module_utils._internal._datatag._AnsibleTagged${tagged}'>`;
}
