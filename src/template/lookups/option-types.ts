import { convertValue, type OptionType } from '../../config/convert-value.ts';
import { Dict } from '../../python/dict.ts';
import { numeric } from '../../python/operators/number.ts';
import { PythonError } from '../../python/python-error.ts';
import { typeName } from '../../python/type-name.ts';
import { Tuple } from '../../python/tuple.ts';
import { isFloat, PyFloat, type Value } from '../../python/value.ts';
import { sequenceOf, stringOf } from '../text-argument.ts';

/** An option's value as its type, as templates hold values; undefined where it cannot be that. */
export function convertOption(value: Value, type: OptionType): Value | undefined {
  if (type === 'raw') return value;
  const members = sequenceOf(value);
  return convertValue(stringOf(value) ?? (members ? [...members] : value), type);
}

/** The name of the class that a term has in ansible-core. */
export function termTypeName(value: Value): string {
  const isContainer = Array.isArray(value) || value instanceof Dict || value instanceof Tuple;
  return isContainer ? optionTypeName(value) : typeName(value);
}

/** A term that has to be a str, or what Python says of an attribute of str that its class lacks. */
export function requiredTerm(term: Value, attribute: string): string {
  const text = stringOf(term);
  if (text !== undefined) return text;
  const message = `'${termTypeName(term)}' object has no attribute '${attribute}'`;
  throw new PythonError('AttributeError', message);
}

/** The name of the class that an option's value has in ansible-core, which marks it with where it came from. */
export function optionTypeName(value: Value): string {
  if (Array.isArray(value)) return '_AnsibleLazyTemplateList';
  if (value instanceof Dict) return '_AnsibleLazyTemplateDict';
  if (value instanceof Tuple) return '_AnsibleLazyAccessTuple';
  if (typeof value === 'boolean' || value === null) return typeName(value);
  if (value instanceof PyFloat || isFloat(value)) return '_AnsibleTaggedFloat';
  if (numeric(value)) return '_AnsibleTaggedInt';
  return stringOf(value) === undefined ? typeName(value) : '_AnsibleTaggedStr';
}
