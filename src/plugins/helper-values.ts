import { Bytes } from '../python/bytes.ts';
import { PyTime } from '../python/clock-time.ts';
import { type ClockParts, PyDate, PyDateTime } from '../python/datetime.ts';
import { DeprecatedValue } from '../python/deprecated-value.ts';
import { Dict } from '../python/dict.ts';
import { parseJson } from '../python/json/parse.ts';
import { OMIT } from '../python/omit.ts';
import { isPyIterable } from '../python/operators/iterate.ts';
import { typeError } from '../python/python-error.ts';
import { PyRange } from '../python/range.ts';
import { PySet } from '../python/set.ts';
import { TemplateString } from '../python/template-string.ts';
import { TrustedText } from '../python/trusted-text.ts';
import { PyTimedelta } from '../python/timedelta.ts';
import { Tuple } from '../python/tuple.ts';
import { PyFloat, PyObject, type Value } from '../python/value.ts';
import { VaultString } from '../python/vault-string.ts';
import { LazyDict } from '../template/runtime/lazy.ts';
import { LaxUndefined, Undefined, UndefinedUse } from '../template/undefined.ts';

/**
 * Values on their way to the Python helper and back: JSON, with `{"!": kind, "v": payload}` for what JSON lacks. The other
 * end, and what each kind holds, is bootstrap/controller/values.py.
 */

/**
 * An object of a class that only Python knows. It can be shown, and passed to another Python plug-in. Where
 * the process that made it has ended, the handle is negative, and a plug-in gets a stand-in with the same
 * type name and texts.
 */
class PythonObject extends PyObject {
  readonly typeName: string;
  readonly handle: number;
  readonly #repr: string;
  readonly #str: string;
  constructor(handle: number, typeName: string, repr: string, str: string) {
    super();
    this.handle = handle;
    this.typeName = typeName;
    this.#repr = repr;
    this.#str = str;
  }
  repr(): string {
    return this.#repr;
  }
  override str(): string {
    return this.#str;
  }
}

export interface WireOptions {
  /** Renders a template; without it templates stay templates. */
  readonly render?: (template: TemplateString) => Value;
  /** Whether something undefined goes as such; without it, it is thrown. */
  readonly sendsUndefined?: boolean;
  /** A number under which a dict that computes its members (hostvars) can be asked for them; without it they are sent. */
  readonly refer?: (dict: Dict) => number;
}

/**
 * Converts a value for JSON: everything that JSON lacks becomes a tagged dict. Returns the value itself where
 * there is nothing to convert. Throws UndefinedUse for an Undefined in it, unless undefined values are sent.
 */
export function toWire(value: Value, options: WireOptions = {}): Value {
  if (typeof value === 'bigint') return isLong(value) ? tagged('int', hexadecimal(value)) : value;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return mapList(value, (member) => toWire(member, options));
  if (value instanceof Dict) return dictToWire(value, options);
  if (value instanceof PyFloat) return value;
  if (value instanceof TemplateString)
    return options.render ? renderedToWire(value, options.render, options) : tagged('template', value.source);
  if (value instanceof VaultString) return value.reveal();
  if (value instanceof TrustedText) return value.text;
  if (value instanceof DeprecatedValue) return toWire(value.value, options);
  if (value instanceof Undefined) {
    if (options.sendsUndefined) return tagged('undefined', value.message);
    throw new UndefinedUse(value);
  }
  return objectToWire(value, options);
}

function renderedToWire(
  template: TemplateString,
  render: (template: TemplateString) => Value,
  options: WireOptions,
): Value {
  try {
    return toWire(render(template), options);
  } catch (error) {
    if (!options.sendsUndefined || !(error instanceof UndefinedUse)) throw error;
    return tagged('undefined', error.source.message);
  }
}

const mostPlain = 10n ** 4000n;

function isLong(value: bigint): boolean {
  return value >= mostPlain || value <= -mostPlain;
}

function hexadecimal(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

function objectToWire(value: PyObject, options: WireOptions): Value {
  const list = (members: Iterable<Value>): Value[] => [...members].map((member) => toWire(member, options));
  if (value instanceof Tuple) return tagged('tuple', list(value.items));
  if (value instanceof PySet) return tagged('set', list(value));
  if (value instanceof Bytes) return tagged('bytes', Buffer.from(value.data).toString('base64'));
  if (value instanceof PyDate) return tagged('date', [value.year, value.month, value.day]);
  if (value instanceof PyDateTime) return tagged('datetime', dateTimeFields(value));
  if (value instanceof PyTime) return tagged('time', clockFields(value.parts));
  if (value instanceof PyTimedelta) return tagged('timedelta', value.microseconds);
  if (value instanceof PyRange) return tagged('range', [value.start, value.stop, value.step]);
  if (value instanceof PythonObject)
    return tagged('object', value.handle < 0 ? [value.typeName, value.repr(), value.str()] : value.handle);
  if (value instanceof LaxUndefined) return null;
  if (value === OMIT) return tagged('omit', null);
  if (isPyIterable(value)) return list(value.iterate());
  throw typeError(`a value of type '${value.typeName}' cannot be given to a Python plug-in`);
}

function dictToWire(dict: Dict, options: WireOptions): Value {
  const computes = dict.constructor !== Dict && !(dict instanceof LazyDict);
  if (computes && options.refer) return tagged('fetched', options.refer(dict));
  let isPlain = dict.constructor === Dict;
  let needsTag = false;
  const entries: [Value, Value][] = [];
  for (const [key, member] of dict) {
    const [wireKey, wireMember] = [toWire(key, options), toWire(member, options)];
    if (typeof wireKey !== 'string' || wireKey === '!') needsTag = true;
    if (wireKey !== key || wireMember !== member) isPlain = false;
    entries.push([wireKey, wireMember]);
  }
  if (needsTag) return tagged('dict', entries);
  return isPlain ? dict : new Dict(entries);
}

function dateTimeFields({ parts }: PyDateTime): Value[] {
  return [parts.year, parts.month, parts.day, ...clockFields(parts)];
}

function clockFields({ hour, minute, second, microsecond, offset }: ClockParts): Value[] {
  return [hour, minute, second, microsecond, offset];
}

function tagged(kind: string, payload: Value): Dict {
  return new Dict([
    ['!', kind],
    ['v', payload],
  ]);
}

function mapList(list: Value[], change: (member: Value) => Value): Value[] {
  let changed: Value[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const member = list[index] as Value;
    const result = change(member);
    if (changed) changed.push(result);
    else if (result !== member) {
      changed = list.slice(0, index);
      changed.push(result);
    }
  }
  return changed ?? list;
}

/** The message that a line from the helper holds. */
export function readMessage(line: string): Dict {
  const message = parseJson(line);
  if (!(message instanceof Dict)) throw new Error(`the Python helper sent no message: ${line.slice(0, 200)}`);
  return message;
}

/** The dict that a number stands for. */
export type Referred = (number: number) => Value;

/** A value of a message; `line` is where the message was read from. */
export function fromWire(value: Value, line: string, referred: Referred = noDict): Value {
  return line.includes('"!": ') ? untag(value, referred) : value;
}

function noDict(number: number): Value {
  throw new Error(`the Python helper sent number ${number} of a dict that it was not given`);
}

function untag(value: Value, referred: Referred): Value {
  if (Array.isArray(value)) return mapList(value, (member) => untag(member, referred));
  if (!(value instanceof Dict)) return value;
  const kind = value.get('!');
  if (typeof kind !== 'string')
    return new Dict([...value].map(([key, member]) => [key, untag(member, referred)] as const));
  const payload = untag(value.get('v') ?? null, referred);
  return kind === 'fetched' ? referred(Number(payload)) : readTagged(kind, payload);
}

function readTagged(kind: string, payload: Value): Value {
  const members = Array.isArray(payload) ? payload : [];
  const numbers = members.map(Number);
  const [first = 0, second = 0, third = 0] = numbers;
  switch (kind) {
    case 'tuple':
      return new Tuple(members);
    case 'dict':
      return new Dict(members as unknown[] as [Value, Value][]);
    case 'set':
      return new PySet(members);
    case 'bytes':
      return new Bytes(Buffer.from(payload as string, 'base64'));
    case 'date':
      return new PyDate(first, second, third);
    case 'datetime':
      return dateTime(members);
    case 'time':
      return new PyTime(clock(members));
    case 'timedelta':
      return new PyTimedelta(BigInt(payload as number | bigint));
    case 'range':
      return new PyRange(first, second, third);
    case 'template':
      return new TemplateString(payload as string);
    case 'omit':
      return OMIT;
    case 'undefined':
      return new Undefined(payload as string);
    case 'int':
      return wholeNumber(payload as string);
    case 'object': {
      const [handle, ...texts] = members;
      const [name, repr, str] = texts as [string, string, string];
      return new PythonObject(Number(handle), name, repr, str);
    }
    default:
      throw new Error(`the Python helper sent a value of the unknown kind ${kind}`);
  }
}

/** Hexadecimal: Python reads and writes very large ints in no other way. */
function wholeNumber(text: string): bigint {
  return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
}

function dateTime(fields: readonly Value[]): PyDateTime {
  const [year = 0, month = 0, day = 0] = fields.map(Number);
  return new PyDateTime({ year, month, day, ...clock(fields.slice(3)) });
}

function clock(fields: readonly Value[]): ClockParts {
  const [hour = 0, minute = 0, second = 0, microsecond = 0] = fields.map(Number);
  const offset = fields[4] ?? null;
  return { hour, minute, second, microsecond, offset: offset === null ? null : Number(offset) };
}
