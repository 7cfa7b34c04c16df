import { Dict } from '../../python/dict.ts';
import { numeric } from '../../python/operators/number.ts';
import { parseFloatText, parseIntText } from '../../python/parse-number.ts';
import { PythonError } from '../../python/python-error.ts';
import { str } from '../../python/repr.ts';
import { typeName } from '../../python/type-name.ts';
import { Tuple } from '../../python/tuple.ts';
import { float, int, isFloat, PyFloat, type Value } from '../../python/value.ts';
import { sequenceOf, stringOf } from '../text-argument.ts';
import { convertedBoolean } from '../tests/types.ts';

/** The types that options of Ansible's lookups are declared with. Both names of a type stand in messages as declared. */
export type OptionType =
  | 'bool'
  | 'boolean'
  | 'dict'
  | 'dictionary'
  | 'float'
  | 'int'
  | 'integer'
  | 'list'
  | 'raw'
  | 'str'
  | 'string';

/** An option's value as its type, by the rules of Ansible's `ensure_type`; undefined where it cannot be that. */
export function convertOption(value: Value, type: OptionType): Value | undefined {
  switch (type) {
    case 'bool':
    case 'boolean':
      return convertedBoolean(value) ?? false;
    case 'int':
    case 'integer':
      return integerFrom(value);
    case 'float':
      return floatFrom(value);
    case 'list':
      return listFrom(value);
    case 'dict':
    case 'dictionary':
      return value instanceof Dict ? value : undefined;
    case 'str':
    case 'string':
      return stringOf(value) ?? (isScalar(value) ? str(value) : undefined);
    case 'raw':
      return value;
  }
}

function isScalar(value: Value): boolean {
  return numeric(value) !== undefined;
}

function integerFrom(value: Value): Value | undefined {
  const number = numeric(value);
  if (number?.kind === 'int') return int(BigInt(number.value));
  const text = stringOf(value);
  const whole = text === undefined ? undefined : parsed(() => parseIntText(text));
  if (whole !== undefined) return whole;
  const fraction = number?.value ?? (text === undefined ? undefined : parsed(() => parseFloatText(text)));
  return typeof fraction === 'number' && Number.isInteger(fraction) ? int(BigInt(fraction)) : undefined;
}

function floatFrom(value: Value): Value | undefined {
  const number = numeric(value);
  if (number) return float(Number(number.value));
  const text = stringOf(value);
  if (text === undefined) return undefined;
  const found = parsed(() => parseFloatText(text));
  return found === undefined ? undefined : float(found);
}

function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof PythonError) return undefined;
    throw error;
  }
}

function listFrom(value: Value): Value | undefined {
  const text = stringOf(value);
  if (text !== undefined) return text.split(',').map((part) => unquoted(part.trim()));
  const members = sequenceOf(value);
  return members === undefined ? undefined : [...members];
}

/** Takes equal quotes off both ends. */
function unquoted(text: string): string {
  const first = text.charAt(0);
  const isQuoted = text.length > 1 && `'"`.includes(first) && text.endsWith(first) && text.at(-2) !== '\\';
  return isQuoted ? text.slice(1, -1) : text;
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
