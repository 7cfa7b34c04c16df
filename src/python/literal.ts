import { Bytes } from './bytes.ts';
import { Dict } from './dict.ts';
import { PySet } from './set.ts';
import { readStringLiteral } from './string-literal.ts';
import { Tuple } from './tuple.ts';
import { isNumber, float, floatRepr, int, isFloat, PyFloat, PyObject, type Value } from './value.ts';

/** Python's complex, which only `ast.literal_eval` ever makes; Ansible turns it back into text. */
export class PyComplex extends PyObject {
  readonly typeName = 'complex';
  readonly real: number;
  readonly imaginary: number;
  constructor(real: number, imaginary: number) {
    super();
    this.real = real;
    this.imaginary = imaginary;
  }
  repr(): string {
    const part = (value: number): string => floatRepr(value).replace(/\.0$/, '');
    if (this.real === 0 && !Object.is(this.real, -0)) return `${part(this.imaginary)}j`;
    const sign = this.imaginary < 0 || Object.is(this.imaginary, -0) ? '' : '+';
    return `(${part(this.real)}${sign}${part(this.imaginary)}j)`;
  }
}

/** Python's `...`. */
class Ellipsis extends PyObject {
  readonly typeName = 'ellipsis';
  repr(): string {
    return 'Ellipsis';
  }
}
export const ellipsis: PyObject = new Ellipsis();

/**
 * `ast.literal_eval`: the value of a Python literal, or undefined where Python raises ValueError or SyntaxError.
 * Throws a TypeError, as Python does, for an unhashable key or set member.
 */
export function literalEval(text: string): Value | undefined {
  try {
    return new LiteralReader(text).document();
  } catch (error) {
    if (error instanceof NotALiteral) return undefined;
    throw error;
  }
}

/** Leaves the reader where the text is no literal; never leaves this file. */
class NotALiteral extends Error {}

const deepest = 90;
const numberToken =
  /(?:0[xX](?:_?[0-9a-fA-F]+)+|0[oO](?:_?[0-7]+)+|0[bB](?:_?[01]+)+|(?:\d+(?:_\d+)*)?\.\d+(?:_\d+)*(?:[eE][+-]?\d+(?:_\d+)*)?[jJ]?|\d+(?:_\d+)*\.?(?:[eE][+-]?\d+(?:_\d+)*)?[jJ]?)/y;
/** No longer than is needed to tell a name from the constants. */
const nameToken = /[\p{L}_][\p{L}\p{N}_]{0,7}/uy;
const blank = /(?:[ \t\f]+|\\\r?\n)*(?:#[^\n]*)?/y;
const blankInBrackets = /(?:[ \t\f\r\n]+|\\\r?\n|#[^\n]*)*/y;
const constants = new Map<string, Value>([
  ['None', null],
  ['True', true],
  ['False', false],
]);

class LiteralReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  constructor(text: string) {
    this.#text = text.replace(/^[ \t]+/, '');
  }

  document(): Value {
    const value = this.#tupleOrValue(() => this.#ended());
    this.#skip(/\s*/y);
    this.#skip(blankInBrackets);
    if (!this.#ended()) throw new NotALiteral();
    return value;
  }

  #ended(): boolean {
    this.#blank();
    return this.#at >= this.#text.length;
  }

  /** `1` or `1, 2` or `1,`, up to what `closed` recognises. */
  #tupleOrValue(closed: () => boolean): Value {
    const first = this.#sum();
    if (!this.#takes(',')) return first;
    const items = [first];
    while (!closed()) {
      items.push(this.#sum());
      if (!this.#takes(',')) break;
    }
    return new Tuple(items);
  }

  /** A signed number, with `± imaginary` behind it; or any other literal. */
  #sum(): Value {
    const left = this.#signed();
    this.#blank();
    const operator = this.#text[this.#at];
    if (operator !== '+' && operator !== '-') return left;
    this.#at++;
    this.#blank();
    const right = this.#atom();
    if (!(right instanceof PyComplex) || !isNumber(left)) throw new NotALiteral();
    return new PyComplex(toNumber(left), operator === '+' ? right.imaginary : -right.imaginary);
  }

  #signed(): Value {
    this.#blank();
    const sign = this.#text[this.#at];
    if (sign !== '+' && sign !== '-') return this.#atom();
    this.#at++;
    const operand = this.#nested(() => {
      this.#blank();
      return this.#atom();
    });
    if (operand instanceof PyComplex) return sign === '-' ? negative(operand) : operand;
    if (!isNumber(operand)) throw new NotALiteral();
    return sign === '-' ? negative(operand) : operand;
  }

  #atom(): Value {
    this.#blank();
    const next = this.#text[this.#at] ?? '';
    if (next === '(') return this.#nested(() => this.#parenthesis());
    if (next === '[') return this.#nested(() => this.#list());
    if (next === '{') return this.#nested(() => this.#braces());
    if (this.#text.startsWith('...', this.#at)) {
      this.#at += 3;
      return ellipsis;
    }
    if (/[\d.]/.test(next)) return this.#number();
    return this.#strings() ?? this.#constant();
  }

  #constant(): Value {
    const name = this.#match(nameToken);
    if (name === 'set' && this.#takes('(') && this.#takes(')')) return new PySet();
    const value = name === undefined ? undefined : constants.get(name);
    if (value === undefined) throw new NotALiteral();
    return value;
  }

  /** Adjacent string literals are one; bytes and text don't mix. */
  #strings(): Value | undefined {
    let joined: string | Uint8Array | undefined;
    for (;;) {
      this.#blank();
      const part = readStringLiteral(this.#text, this.#at);
      if (part === 'malformed') throw new NotALiteral();
      if (part === undefined) break;
      this.#at = part.end;
      if (joined === undefined) joined = part.value;
      else if (typeof joined === 'string' && typeof part.value === 'string') joined += part.value;
      else if (typeof joined !== 'string' && typeof part.value !== 'string')
        joined = Buffer.concat([joined, part.value]);
      else throw new NotALiteral();
    }
    return joined instanceof Uint8Array ? new Bytes(joined) : joined;
  }

  #number(): Value {
    const token = this.#match(numberToken);
    if (token === undefined || /[\p{L}\p{N}_]/u.test(this.#text[this.#at] ?? '')) throw new NotALiteral();
    const text = token.replaceAll('_', '');
    if (/[jJ]$/.test(text)) return new PyComplex(0, Number(text.slice(0, -1)));
    if (/^0[xXoObB]/.test(text)) return int(BigInt(text));
    if (/[.eE]/.test(text)) return float(Number(text));
    if (/^0+[1-9]/.test(text) || text.length > 4300) throw new NotALiteral();
    return int(BigInt(text));
  }

  #parenthesis(): Value {
    this.#at++;
    if (this.#takes(')')) return new Tuple([]);
    const value = this.#tupleOrValue(() => this.#peeks(')'));
    this.#expect(')');
    return value;
  }

  #list(): Value {
    this.#at++;
    const items: Value[] = [];
    while (!this.#peeks(']')) {
      items.push(this.#sum());
      if (!this.#takes(',')) break;
    }
    this.#expect(']');
    return items;
  }

  #braces(): Value {
    this.#at++;
    if (this.#takes('}')) return new Dict();
    const first = this.#sum();
    if (!this.#takes(':')) return this.#set(first);
    const dict = new Dict([[first, this.#sum()]]);
    while (this.#takes(',') && !this.#peeks('}')) {
      const key = this.#sum();
      this.#expect(':');
      dict.set(key, this.#sum());
    }
    this.#expect('}');
    return dict;
  }

  #set(first: Value): Value {
    const set = new PySet([first]);
    while (this.#takes(',') && !this.#peeks('}')) set.add(this.#sum());
    this.#expect('}');
    return set;
  }

  #nested(read: () => Value): Value {
    if (++this.#depth > deepest) throw new NotALiteral();
    const value = read();
    this.#depth--;
    return value;
  }
  #blank(): void {
    this.#skip(this.#depth > 0 ? blankInBrackets : blank);
  }
  #skip(pattern: RegExp): void {
    this.#match(pattern);
  }
  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (!found) return undefined;
    this.#at = pattern.lastIndex;
    return found[0];
  }
  #peeks(character: string): boolean {
    this.#blank();
    return this.#text[this.#at] === character;
  }
  #takes(character: string): boolean {
    if (!this.#peeks(character)) return false;
    this.#at++;
    return true;
  }
  #expect(character: string): void {
    if (!this.#takes(character)) throw new NotALiteral();
  }
}

function toNumber(value: number | bigint | PyFloat): number {
  return value instanceof PyFloat ? value.value : Number(value);
}

function negative(value: number | bigint | PyFloat | PyComplex): Value {
  if (value instanceof PyComplex) return new PyComplex(-value.real, -value.imaginary);
  if (isFloat(value)) return float(-toNumber(value));
  return typeof value === 'bigint' ? int(-value) : value === 0 ? 0 : -value;
}
