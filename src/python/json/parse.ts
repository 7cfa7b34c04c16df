import { Dict } from '../dict.ts';
import { occurrences } from '../size-limit.ts';
import { float, int, type Value } from '../value.ts';
import { endOfString } from './end-of-string.ts';

/** Objects with integer-like keys, integral floats and long integers are what `JSON.parse` cannot give back exactly. */
const hazards = /"\d+"\s*:|"__proto__"|\d[.]\d*[eE]|\d[eE]|[.]0+(?!\d)|\d{16,}|NaN|Infinity/;

/**
 * JSON text as Python's `json.loads` reads it: key order, 1.0 against 1, large integers, NaN and Infinity are kept;
 * the last of duplicate keys wins. Throws a SyntaxError with the position.
 */
export function parseJson(text: string): Value {
  if (!hazards.test(text)) {
    try {
      return fromPlain(JSON.parse(text) as Plain);
    } catch {
      // What is wrong is told in Python's words, by the reader below.
    }
  }
  return new ExactReader(text).document();
}

type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

function fromPlain(plain: Plain): Value {
  if (plain === null || typeof plain !== 'object') return plain;
  if (Array.isArray(plain)) return plain.map(fromPlain);
  const dict = new Dict();
  for (const key of Object.keys(plain)) dict.set(key, fromPlain(plain[key] as Plain));
  return dict;
}

const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const blank = /[ \t\n\r]*/y;

class ExactReader {
  readonly #text: string;
  #at = 0;
  constructor(text: string) {
    this.#text = text;
  }

  document(): Value {
    const value = this.#value();
    this.#skip();
    if (this.#at < this.#text.length) throw this.#fault('Extra data');
    return value;
  }

  #value(): Value {
    this.#skip();
    const next = this.#text[this.#at];
    if (next === '{') return this.#object();
    if (next === '[') return this.#array();
    if (next === '"') return this.#string();
    for (const [word, value] of words) if (this.#takes(word)) return value;
    return this.#number();
  }

  #object(): Dict {
    const dict = new Dict();
    this.#at++;
    this.#skip();
    if (this.#takes('}')) return dict;
    for (;;) {
      this.#skip();
      if (this.#text[this.#at] !== '"')
        throw this.#fault('Expecting property name enclosed in double quotes');
      const key = this.#string();
      this.#skip();
      if (!this.#takes(':')) throw this.#fault("Expecting ':' delimiter");
      dict.set(key, this.#value());
      this.#skip();
      if (this.#takes('}')) return dict;
      if (!this.#takes(',')) throw this.#fault("Expecting ',' delimiter");
    }
  }

  #array(): Value[] {
    const list: Value[] = [];
    this.#at++;
    this.#skip();
    if (this.#takes(']')) return list;
    for (;;) {
      list.push(this.#value());
      this.#skip();
      if (this.#takes(']')) return list;
      if (!this.#takes(',')) throw this.#fault("Expecting ',' delimiter");
    }
  }

  #string(): string {
    const begin = this.#at;
    const end = endOfString(this.#text, begin);
    if (end === undefined) throw this.#fault('Unterminated string starting at');
    const written = this.#text.slice(begin, end + 1);
    this.#at = end + 1;
    try {
      return JSON.parse(written) as string;
    } catch {
      throw this.#stringFault(written, begin);
    }
  }

  /** What Python says of a string that ends but is none. */
  #stringFault(written: string, begin: number): SyntaxError {
    for (let at = 1; at < written.length; at++) {
      this.#at = begin + at;
      if (written.charCodeAt(at) < 0x20) return this.#fault('Invalid control character at');
      if (written[at] !== '\\') continue;
      const escape = written.slice(at, at + 6);
      if (!/^\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/.test(escape)) {
        if (escape[1] !== 'u') return this.#fault('Invalid \\escape');
        this.#at++;
        return this.#fault('Invalid \\uXXXX escape');
      }
      at++;
    }
    return this.#fault('Expecting value');
  }

  #number(): Value {
    number.lastIndex = this.#at;
    const found = number.exec(this.#text);
    if (!found) throw this.#fault('Expecting value');
    this.#at = number.lastIndex;
    const [text, fraction, exponent] = found;
    return fraction === undefined && exponent === undefined ? int(BigInt(text)) : float(Number(text));
  }

  #takes(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #skip(): void {
    blank.lastIndex = this.#at;
    blank.exec(this.#text);
    this.#at = blank.lastIndex;
  }

  #fault(what: string): SyntaxError {
    const before = this.#text.slice(0, this.#at);
    const line = occurrences(before, '\n') + 1;
    const column = before.length - before.lastIndexOf('\n');
    return new SyntaxError(`${what}: line ${line} column ${column} (char ${this.#at})`);
  }
}

const words: readonly (readonly [string, Value])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
];
