import { readBoolean } from '../../parsing/boolean-words.ts';
import { Dict } from '../../python/dict.ts';
import { repr, str } from '../../python/repr.ts';
import { float, isInt, PyFloat, type Value } from '../../python/value.ts';
import { nativeTypeName } from '../playbook-fault.ts';
import type { Keyword } from './keyword.ts';

/** A value that does not fit its keyword; `problem` is Ansible's sentence. */
export class ConversionProblem extends Error {}

/**
 * A rendered value in the keyword's own type, as Ansible validates it after templating: `'yes'` to true, `'5'` to 5, one
 * string to a list of it. Throws ConversionProblem with Ansible's words.
 */
export function convertKeyword(keyword: Keyword, value: Value): Value {
  switch (keyword.type) {
    case 'string':
      return str(value);
    case 'bool':
      return readBoolean(value) ?? refuse(value, 'bool');
    case 'int':
      return toInt(value) ?? refuse(value, 'int');
    case 'float':
      return toFloat(value) ?? refuse(value, 'float');
    case 'percent':
      return (
        toFloat(typeof value === 'string' ? value.replaceAll('%', '') : value) ?? refuse(value, 'percent')
      );
    case 'list':
      return toList(keyword, value);
    case 'dict':
      if (value === null) return new Dict();
      if (!(value instanceof Dict)) throw new ConversionProblem(`${repr(value)} is not a dictionary`);
      return value;
    default:
      return value;
  }
}

function refuse(value: Value, type: string): never {
  throw new ConversionProblem(`The value ${repr(value)} could not be converted to '${type}'.`);
}

function toInt(value: Value): number | bigint | undefined {
  if (typeof value === 'boolean') return Number(value);
  if (isInt(value)) return value;
  if (value instanceof PyFloat) return value.value;
  if (typeof value !== 'string') return undefined;
  const number = parseDecimal(value);
  return number !== undefined && Number.isInteger(number) ? number : undefined;
}

function toFloat(value: Value): number | PyFloat | undefined {
  if (value instanceof PyFloat) return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return float(Number(value));
  if (typeof value === 'number') return float(value);
  const number = typeof value === 'string' ? parseDecimal(value) : undefined;
  return number === undefined ? undefined : float(number);
}

function parseDecimal(text: string): number | undefined {
  const trimmed = text.trim();
  return /^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(trimmed)
    ? Number(trimmed.replaceAll('_', ''))
    : undefined;
}

function toList(keyword: Keyword, value: Value): Value[] {
  const members = value === null ? [] : Array.isArray(value) ? value : [value];
  const types = keyword.listOf;
  if (!types) return members;
  const names = types.map((type) => `'${type === 'string' ? 'str' : type}'`).join(' or ');
  for (const member of members) {
    const fits = types.some((type) => (type === 'string' ? typeof member === 'string' : isInt(member)));
    if (!fits) {
      throw new ConversionProblem(
        `Keyword '${keyword.name}' items must be of type ${names}, not '${nativeTypeName(member)}'.`,
      );
    }
    if (keyword.required && typeof member === 'string' && member.trim() === '')
      throw new ConversionProblem(`Keyword '${keyword.name}' is required, and cannot have empty values.`);
  }
  return members;
}
