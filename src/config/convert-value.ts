import { Dict } from '../python/dict.ts';
import { readBoolean } from '../parsing/boolean-words.ts';
import { unquote } from '../parsing/quoting.ts';
import { numeric } from '../python/operators/number.ts';
import { parseFloatText, parseIntText } from '../python/parse-number.ts';
import { PythonError } from '../python/python-error.ts';
import { str } from '../python/repr.ts';
import { float, int, type Value } from '../python/value.ts';

/** The types that settings and options of plug-ins share. A type has two names in Ansible; messages show the one that was declared. */
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

/** A value as its option's type, by the rules of Ansible's `ensure_type` (paths are `ensureType`'s); undefined where it cannot be that. */
export function convertValue(value: Value, type: OptionType): Value | undefined {
  switch (type) {
    case 'bool':
    case 'boolean':
      return readBoolean(value) ?? false;
    case 'int':
    case 'integer':
      return integerFrom(value);
    case 'float':
      return floatFrom(value);
    case 'list':
      if (typeof value === 'string') return value.split(',').map((part) => unquote(part.trim()));
      return Array.isArray(value) ? [...value] : undefined;
    case 'dict':
    case 'dictionary':
      return value instanceof Dict ? value : undefined;
    case 'str':
    case 'string':
      if (typeof value === 'string') return value;
      return numeric(value) ? str(value) : undefined;
    case 'raw':
      return value;
  }
}

function integerFrom(value: Value): Value | undefined {
  const number = numeric(value);
  if (number?.kind === 'int') return int(BigInt(number.value));
  if (typeof value === 'string') {
    const whole = parsed(() => parseIntText(value));
    if (whole !== undefined) return whole;
  }
  const fraction =
    number?.value ?? (typeof value === 'string' ? parsed(() => parseFloatText(value)) : undefined);
  return typeof fraction === 'number' && Number.isInteger(fraction) ? int(BigInt(fraction)) : undefined;
}

function floatFrom(value: Value): Value | undefined {
  const number = numeric(value);
  if (number) return float(Number(number.value));
  const found = typeof value === 'string' ? parsed(() => parseFloatText(value)) : undefined;
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
