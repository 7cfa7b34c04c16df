import { decodeEscaping } from '../bytes-text.ts';
import { Markup } from '../markup.ts';
import { Bytes } from '../bytes.ts';
import { digitsOf } from '../digits.ts';
import { PyTime } from '../clock-time.ts';
import { PyDate, PyDateTime } from '../datetime.ts';
import { DeprecatedValue } from '../deprecated-value.ts';
import { Dict } from '../dict.ts';
import { isPyIterable, toList } from '../operators/iterate.ts';
import { type PythonError, typeError } from '../python-error.ts';
import { PyRange } from '../range.ts';
import { longestText, repeatText, resultTooLarge } from '../size-limit.ts';
import { PySet } from '../set.ts';
import { TemplateString } from '../template-string.ts';
import { TrustedText } from '../trusted-text.ts';
import { Tuple } from '../tuple.ts';
import { floatRepr, isFloat, PyFloat, type Value } from '../value.ts';
import { typeName } from '../type-name.ts';
import { VaultString } from '../vault-string.ts';

/** The options of Python's `json.dumps` that Ansible uses. */
export interface JsonOptions {
  /** Spaces per level; absent: everything on one line. */
  readonly indent?: number | string;
  readonly sortKeys?: boolean;
  /** `\uXXXX` for everything beyond ASCII; Python's default. */
  readonly ensureAscii?: boolean;
  /** Item and key separators; Python's default is `', '` (`','` with an indent) and `': '`. */
  readonly separators?: readonly [string, string];
  /** Keys as ansible-core 2.19 shows them in results: `None`, and dates as values have them. */
  readonly shownKeys?: boolean;
  /** The profile of ansible-core's encoder, which names itself where it refuses a value. */
  readonly profile?: string;
}

/** In characters: twice what a text may have that a template computes. */
const longestJson = 2 * longestText;

/** JSON text as Python's `json.dumps` writes it, with Ansible's encoder for dates, sets and vaulted values. */
export function dumpJson(value: Value, options: JsonOptions = {}): string {
  const { indent, sortKeys = false, ensureAscii = true, shownKeys = false } = options;
  const [itemSeparator, keySeparator] = options.separators ?? [indent === undefined ? ', ' : ',', ': '];
  const step = typeof indent === 'number' ? repeatText(' ', indent) : indent;
  const newline = (level: number): string => (step === undefined ? '' : `\n${step.repeat(level)}`);
  const text = (plain: string): string =>
    ensureAscii ? asciiOnly(JSON.stringify(plain)) : unescaped(JSON.stringify(plain));

  const collection = (open: string, close: string, members: string[], level: number): string => {
    if (members.length === 0) return open + close;
    return `${open}${newline(level + 1)}${members.join(itemSeparator + newline(level + 1))}${newline(level)}${close}`;
  };

  // Equal members over and over are no larger than one, but their text is.
  let size = 0;
  const write = (item: Value, level: number): string => {
    const written = writeOne(item, level);
    if (typeof item !== 'object' || item === null)
      size += written.length + itemSeparator.length + newline(level).length;
    if (size > longestJson) throw resultTooLarge('a text of JSON');
    return written;
  };

  const writeOne = (item: Value, level: number): string => {
    if (item === null) return 'null';
    if (typeof item === 'string') return text(item);
    if (item instanceof Markup) return text(item.text);
    if (typeof item === 'boolean') return String(item);
    if (typeof item === 'bigint') return digitsOf(item);
    if (isFloat(item)) return jsonFloat(item);
    if (typeof item === 'number') return String(item);
    if (Array.isArray(item))
      return collection(
        '[',
        ']',
        item.map((member) => write(member, level + 1)),
        level,
      );
    if (item instanceof Dict) {
      const entries = [...item].map(
        ([key, member]) => [shownKeys ? shownKey(key) : keyText(key, options.profile), member] as const,
      );
      if (sortKeys) entries.sort(([a], [b]) => compareCodePoints(a, b));
      return collection(
        '{',
        '}',
        entries.map(([key, member]) => text(key) + keySeparator + write(member, level + 1)),
        level,
      );
    }
    if (item instanceof Tuple) return write([...item.items], level);
    if (item instanceof DeprecatedValue) return write(item.value, level);
    if (item instanceof PySet || item instanceof PyRange || (shownKeys && isPyIterable(item)))
      return write([...toList(item)], level);
    if (item instanceof PyDateTime) return text(item.isoFormat());
    if (
      item instanceof PyTime ||
      item instanceof PyDate ||
      item instanceof TemplateString ||
      item instanceof TrustedText ||
      item instanceof VaultString
    )
      return text(item.str());
    // ansible-core's encoders know no bytes.
    if (item instanceof Bytes && options.profile === undefined) return text(decodeEscaping(item.data));
    throw notSerializable(item.typeName, options.profile);
  };
  return write(value, 0);
}

/** @param profile absent: in the words of Python's own encoder */
export function notSerializable(type: string, profile: string | undefined): PythonError {
  return typeError(
    profile === undefined
      ? `Object of type ${type} is not JSON serializable`
      : `Object of type '${type}' is not JSON serializable by the '${profile}' profile.`,
  );
}

function jsonFloat(item: number | PyFloat): string {
  const plain = item instanceof PyFloat ? item.value : item;
  if (Number.isNaN(plain)) return 'NaN';
  if (!Number.isFinite(plain)) return plain > 0 ? 'Infinity' : '-Infinity';
  return floatRepr(plain);
}

/** The fault of a key that a profile of ansible-core's encoder has no text for. */
export function keyNotSerializable(key: Value, profile: string): PythonError {
  return typeError(`Key of type '${typeName(key)}' is not JSON serializable by the '${profile}' profile.`);
}

/** Python turns None, booleans and numbers into strings when they are keys, and refuses everything else. */
function keyText(key: Value, profile?: string): string {
  if (typeof key === 'string') return key;
  if (key === null) return 'null';
  if (typeof key === 'boolean') return String(key);
  if (typeof key === 'bigint') return digitsOf(key);
  if (isFloat(key)) return jsonFloat(key);
  if (typeof key === 'number') return String(key);
  if (key instanceof TemplateString) return key.str();
  if (profile !== undefined) throw keyNotSerializable(key, profile);
  if (key instanceof PyDate || key instanceof PyDateTime) return key.str();
  const type = Array.isArray(key) ? 'list' : key.typeName;
  throw typeError(`keys must be str, int, float, bool or None, not ${type}`);
}

function shownKey(key: Value): string {
  if (key === null) return 'None';
  if (key instanceof Bytes) return Buffer.from(key.data).toString('utf8');
  return key instanceof PyDateTime ? key.isoFormat() : keyText(key);
}

/** Order of code points, which is Python's order of strings; UTF-16 order differs beyond the basic plane. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return surrogateLast(left) - surrogateLast(right);
  }
  return a.length - b.length;
}

function surrogateLast(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** V8 notes every match before it replaces one, and ends the process for too many. */
const chunk = 1_000_000;
/** Lone surrogates as they are: Python escapes them only where it escapes all that is not ASCII. */
function unescaped(json: string): string {
  if (!json.includes('\\ud')) return json;
  return json.replace(/\\(?:u(d[89a-f][0-9a-f]{2})|[\s\S])/g, (escape, unit: string | undefined) =>
    unit === undefined ? escape : String.fromCharCode(Number.parseInt(unit, 16)),
  );
}

function asciiOnly(json: string): string {
  if (json.length <= chunk) return escaped(json);
  const parts: string[] = [];
  for (let at = 0; at < json.length; at += chunk) parts.push(escaped(json.slice(at, at + chunk)));
  return parts.join('');
}

function escaped(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
