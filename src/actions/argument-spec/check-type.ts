import { MitorunError } from '../../errors/mitorun-error.ts';
import { readBoolean } from '../../parsing/boolean-words.ts';
import { Dict } from '../../python/dict.ts';
import { dumpJson } from '../../python/json/dump.ts';
import { parseJson } from '../../python/json/parse.ts';
import { literalEval } from '../../python/literal.ts';
import { parseFloatText } from '../../python/parse-number.ts';
import { PythonError } from '../../python/python-error.ts';
import { repr, str } from '../../python/repr.ts';
import { typeName } from '../../python/type-name.ts';
import { float, int, isFloat, isInt, PyFloat, type Value } from '../../python/value.ts';
import { expandHome } from '../../python/expand-home.ts';
import { humanToBytes } from '../../template/filters/mathematics.ts';
import { ownMember } from '../../python/own-member.ts';

/** Why a value cannot be had as a type, in the words of `module_utils/common/validation.py`. */
export class TypeMismatch extends MitorunError {
  constructor(message: string) {
    super('ACTION', message);
  }
}

/** One of the types that an argument spec may name. Throws TypeMismatch. */
export type TypeCheck = (value: Value) => Value;

export const typeChecks: ReadonlyMap<string, TypeCheck> = new Map<string, TypeCheck>([
  ['str', checkText],
  ['list', checkList],
  ['dict', checkDict],
  ['bool', checkBoolean],
  ['int', checkInteger],
  ['float', checkFloat],
  ['path', (value) => expandHome(expandVariables(checkText(value)))],
  ['raw', (value) => value],
  ['bytes', (value) => checkSize(value, false)],
  ['bits', (value) => checkSize(value, true)],
  ['jsonarg', checkJson],
  ['json', checkJson],
]);

function classOf(value: Value): string {
  return `<class '${typeName(value)}'>`;
}

function checkText(value: Value): string {
  return value === null ? '' : str(value);
}

function checkList(value: Value): Value {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return value.split(',');
  if (isInt(value) || isFloat(value) || typeof value === 'boolean') return [str(value)];
  throw new TypeMismatch(`${classOf(value)} cannot be converted to a list`);
}

export function checkDict(value: Value): Value {
  if (value instanceof Dict) return value;
  if (typeof value !== 'string') throw new TypeMismatch(`${classOf(value)} cannot be converted to a dict`);
  if (value.startsWith('{')) {
    const read = readJson(value) ?? literalEval(value);
    if (read instanceof Dict) return read;
    throw new TypeMismatch('unable to evaluate string as dictionary');
  }
  if (!value.includes('=')) throw new TypeMismatch('dictionary requested, could not parse JSON or key=value');
  const members = new Dict();
  for (const field of fieldsOf(value.trim())) {
    const equals = field.indexOf('=');
    if (equals < 0)
      throw new TypeMismatch('unable to evaluate string in the "key=value" format as dictionary');
    members.set(field.slice(0, equals), field.slice(equals + 1));
  }
  return members;
}

function readJson(text: string): Value | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** The fields of `a=1, b="x y"`; quotes and backslashes go. */
function fieldsOf(text: string): string[] {
  const fields: string[] = [];
  let field = '';
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') field += text.charAt(++at);
    else if (quote === '' && (character === "'" || character === '"')) quote = character;
    else if (quote !== '' && character === quote) quote = '';
    else if (quote === '' && (character === ',' || character === ' ')) {
      fields.push(field);
      field = '';
    } else field += character;
  }
  return [...fields, field].filter((one) => one !== '');
}

const booleanWords = "'0', '1', 'f', 'false', 'n', 'no', 'off', 'on', 't', 'true', 'y', 'yes', 0, 1";

export function checkBoolean(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  const isNumber = isInt(value) || isFloat(value);
  if (typeof value !== 'string' && !isNumber)
    throw new TypeMismatch(`${classOf(value)} cannot be converted to a bool`);
  const known = readBoolean(value);
  if (known !== undefined) return known;
  throw new TypeMismatch(
    `The value ${repr(value)} is not a valid boolean. Valid booleans include: ${booleanWords}`,
  );
}

function checkInteger(value: Value): Value {
  if (isInt(value)) return value;
  if (typeof value === 'boolean') return value;
  const text =
    value instanceof PyFloat || typeof value === 'number' || typeof value === 'string'
      ? str(value).trim()
      : '';
  const whole = /^([+-]?\d+)(?:\.0*)?$/.exec(text)?.[1];
  if (whole === undefined) throw new TypeMismatch(`"${repr(value)}" cannot be converted to an int`);
  return int(BigInt(whole));
}

function checkFloat(value: Value): Value {
  if (isFloat(value)) return value;
  if (isInt(value)) return float(Number(value));
  if (typeof value === 'boolean') return float(Number(value));
  try {
    if (typeof value === 'string') return float(parseFloatText(value));
  } catch {
    // The words below are the same whatever is wrong with the text.
  }
  throw new TypeMismatch(`${classOf(value)} cannot be converted to a float`);
}

function checkSize(value: Value, isBits: boolean): Value {
  try {
    return humanToBytes(value, null, isBits);
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    throw new TypeMismatch(`${classOf(value)} cannot be converted to a ${isBits ? 'Bit' : 'Byte'} value`);
  }
}

function checkJson(value: Value): Value {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value) || value instanceof Dict) return dumpJson(value);
  throw new TypeMismatch(`${classOf(value)} cannot be converted to a json string`);
}

function expandVariables(text: string): string {
  return text.replace(
    /\$(?:(\w+)|\{([^}]*)\})/g,
    (whole, plain: string | undefined, braced: string | undefined) => {
      return ownMember(process.env, plain ?? braced ?? '') ?? whole;
    },
  );
}
