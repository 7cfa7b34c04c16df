import { length } from '../../python/operators/iterate.ts';
import { float, int, type Value } from '../../python/value.ts';
import { whiteSpace as space } from '../../python/white-space.ts';
import type { Syntax } from '../syntax/syntax.ts';
import { TemplateSyntaxError } from '../syntax/syntax-error.ts';
import { type Patterns, patternsFor } from './patterns.ts';
import { decodeEscapes } from './string-literal.ts';
import type { Token, TokenType } from './token.ts';

/** Options that are no part of the template's syntax. */
export interface LexerOptions {
  /** Keep the backslashes of string literals inside `{{ }}`: YAML has processed them once already. */
  readonly literalBackslashes: boolean;
  /** The line that the text begins in; 1 where absent. */
  readonly firstLine?: number;
}

const newlines = /\r\n|\r|\n/g;
const blanks = new RegExp(`${space}+`, 'y');
const trailingBlanks = new RegExp(`(?<!${space})${space}+$`);
const onlyBlanks = new RegExp(`^${space}*$`);
const floats = /(?<![.])(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const integers = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const names = /[\p{L}\p{N}_\p{Mn}\p{Mc}\p{Pc}]+/uy;
const identifier = /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}_]*$/u;
const strings = /'([^'\\]*(?:\\[^][^'\\]*)*)'|"([^"\\]*(?:\\[^][^"\\]*)*)"/y;
const operators = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}<>=.:|,;]/y;
const closing: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

/** The tokens of a template, ending with `eof`. Throws TemplateSyntaxError in Jinja2's words. */
export function tokenize(source: string, syntax: Syntax, options: LexerOptions): Token[] {
  return new Lexer(source, syntax, options).template();
}

/** The tokens of a bare expression. */
export function tokenizeExpression(source: string, syntax: Syntax, options: LexerOptions): Token[] {
  return new Lexer(source, syntax, options).expression();
}

class Lexer {
  readonly #source: string;
  readonly #syntax: Syntax;
  readonly #patterns: Patterns;
  readonly #options: LexerOptions;
  readonly #tokens: Token[] = [];
  #at = 0;
  #line: number;
  #lineStarts = true;

  constructor(source: string, syntax: Syntax, options: LexerOptions) {
    let text = source.includes('\r') ? source.replace(newlines, '\n') : source;
    if (!syntax.keepTrailingNewline && text.endsWith('\n')) text = text.slice(0, -1);
    this.#source = text;
    this.#syntax = syntax;
    this.#patterns = patternsFor(syntax);
    this.#options = options;
    this.#line = options.firstLine ?? 1;
  }

  template(): Token[] {
    const { begin } = this.#patterns;
    for (;;) {
      const before = this.#at;
      begin.lastIndex = before;
      const found = begin.exec(this.#source);
      if (!found) break;
      this.#text(found);
      this.#moveTo(begin.lastIndex);
      const groups = found.groups as Record<string, string | undefined>;
      if (groups.raw !== undefined) this.#raw();
      else if (groups.comment !== undefined) this.#comment();
      else if (groups.lineComment !== undefined) this.#lineComment();
      else if (groups.variable !== undefined)
        this.#inside('variable_begin', 'variable_end', this.#patterns.variableEnd);
      else if (groups.block !== undefined) this.#inside('block_begin', 'block_end', this.#patterns.blockEnd);
      else this.#inside('block_begin', 'block_end', /[ \t\v]*(?:\n|$)/y);
      this.#lineStarts = this.#source[this.#at - 1] === '\n';
      // Delimiters may be empty: they are found at the end, and again at the same place, for ever.
      if (this.#at === before || this.#at >= this.#source.length) break;
    }
    if (this.#at < this.#source.length) this.#data(this.#source.slice(this.#at));
    this.#moveTo(this.#source.length);
    this.#push('eof', '');
    return this.#tokens;
  }

  expression(): Token[] {
    this.#code('variable_end', undefined);
    this.#push('eof', '');
    return this.#tokens;
  }

  /** The text in front of a delimiter, stripped as its sign and `lstrip_blocks` say. */
  #text(found: RegExpExecArray): void {
    let text = this.#source.slice(this.#at, found.index);
    const groups = found.groups as Record<string, string | undefined>;
    const sign =
      groups.rawSign ??
      groups.commentSign ??
      groups.blockSign ??
      groups.variableSign ??
      groups.lineStatementSign ??
      groups.lineCommentSign;
    const full = text;
    if (sign === '-') text = text.replace(trailingBlanks, '');
    else if (sign !== '+' && this.#syntax.lstripBlocks && groups.variable === undefined) {
      const start = text.lastIndexOf('\n') + 1;
      if ((start > 0 || this.#lineStarts) && onlyBlanks.test(text.slice(start))) text = text.slice(0, start);
    }
    this.#data(text);
    this.#moveTo(this.#at + full.length);
  }

  #data(text: string): void {
    if (text === '') return;
    const { newlineSequence } = this.#syntax;
    this.#push('data', newlineSequence === '\n' ? text : text.replaceAll('\n', newlineSequence));
  }

  #raw(): void {
    const { rawEnd } = this.#patterns;
    rawEnd.lastIndex = this.#at;
    const found = rawEnd.exec(this.#source);
    if (!found) throw new TemplateSyntaxError('Missing end of raw directive', this.#line);
    let text = this.#source.slice(this.#at, found.index);
    const sign = found.groups?.sign;
    if (sign === '-') text = text.replace(trailingBlanks, '');
    else if (sign !== '+' && this.#syntax.lstripBlocks) {
      const start = text.lastIndexOf('\n') + 1;
      if (start > 0 && onlyBlanks.test(text.slice(start))) text = text.slice(0, start);
    }
    this.#data(text);
    this.#moveTo(rawEnd.lastIndex);
  }

  #comment(): void {
    const { commentEnd } = this.#patterns;
    commentEnd.lastIndex = this.#at;
    if (!commentEnd.test(this.#source))
      throw new TemplateSyntaxError('Missing end of comment tag', this.#line);
    if (this.#syntax.commentStart === '' && this.#syntax.commentEnd === '')
      throw new TemplateSyntaxError('comments have empty delimiters', this.#line);
    this.#moveTo(commentEnd.lastIndex);
  }

  #lineComment(): void {
    const end = this.#source.indexOf('\n', this.#at);
    this.#moveTo(end < 0 ? this.#source.length : end);
  }

  #inside(begin: TokenType, end: TokenType, pattern: RegExp): void {
    this.#push(begin, '');
    this.#code(end, pattern);
  }

  /** The tokens up to the closing delimiter, which only counts outside of brackets. */
  #code(end: TokenType, pattern: RegExp | undefined): void {
    const source = this.#source;
    const open: string[] = [];
    const escapes = !(this.#options.literalBackslashes && end === 'variable_end');
    for (;;) {
      if (open.length === 0 && pattern !== undefined) {
        pattern.lastIndex = this.#at;
        if (pattern.test(source)) {
          this.#push(end, '');
          this.#moveTo(pattern.lastIndex);
          return;
        }
      }
      if (this.#at >= source.length) return;
      if (matches(blanks, source, this.#at)) this.#moveTo(blanks.lastIndex);
      else if (matches(floats, source, this.#at)) this.#number('float', floats.lastIndex);
      else if (matches(integers, source, this.#at)) this.#number('integer', integers.lastIndex);
      else if (matches(names, source, this.#at)) this.#name(names.lastIndex);
      else if (!this.#string(escapes)) this.#operator(open);
    }
  }

  #number(type: 'integer' | 'float', end: number): void {
    const text = this.#source.slice(this.#at, end).replaceAll('_', '');
    const value = type === 'float' ? float(Number(text)) : int(BigInt(text));
    this.#tokens.push({ type, value: text, number: value, line: this.#line });
    this.#at = end;
  }

  #name(end: number): void {
    const text = this.#source.slice(this.#at, end);
    if (!identifier.test(text)) throw this.#fault('Invalid character in identifier');
    this.#push('name', text);
    this.#at = end;
  }

  #string(escapes: boolean): boolean {
    strings.lastIndex = this.#at;
    const found = strings.exec(this.#source);
    if (!found) return false;
    const body = found[1] ?? (found[2] as string);
    const { newlineSequence } = this.#syntax;
    const text = newlineSequence === '\n' ? body : body.replaceAll('\n', newlineSequence);
    this.#push('string', escapes ? this.#decode(text) : text);
    this.#moveTo(strings.lastIndex);
    return true;
  }

  #decode(text: string): string {
    try {
      return decodeEscapes(text);
    } catch (error) {
      throw this.#fault((error as Error).message);
    }
  }

  /** Jinja2 reads the first token before it is ready to leave the line out of its message. */
  #fault(message: string): TemplateSyntaxError {
    const line = this.#line;
    return new TemplateSyntaxError(this.#tokens.length === 0 ? `${message}\n  line ${line}` : message, line);
  }

  #operator(open: string[]): void {
    const source = this.#source;
    operators.lastIndex = this.#at;
    const text = operators.exec(source)?.[0];
    if (text === undefined) {
      const character = String.fromCodePoint(source.codePointAt(this.#at) as number);
      const position = length(source.slice(0, this.#at));
      const shown = character === "'" ? `"'"` : `'${character === '\\' ? '\\\\' : character}'`;
      throw this.#fault(`unexpected char ${shown} at ${position}`);
    }
    const closes = closing.get(text);
    if (closes !== undefined) open.push(closes);
    else if (text === ')' || text === ']' || text === '}') {
      const expected = open.pop();
      if (expected === undefined) throw this.#fault(`unexpected '${text}'`);
      if (expected !== text) throw this.#fault(`unexpected '${text}', expected '${expected}'`);
    }
    this.#push('operator', text);
    this.#at = operators.lastIndex;
  }

  #push(type: TokenType, value: string): void {
    this.#tokens.push({ type, value, number: undefined, line: this.#line });
  }

  /** Goes on to this place and counts the lines on the way. */
  #moveTo(place: number): void {
    let newline = this.#source.indexOf('\n', this.#at);
    while (newline >= 0 && newline < place) {
      this.#line++;
      newline = this.#source.indexOf('\n', newline + 1);
    }
    this.#at = place;
  }
}

function matches(pattern: RegExp, source: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(source);
}

/** The number of a literal token. */
export function numberOf(token: Token): Value {
  if (token.number === undefined) throw new Error(`not a number: ${token.type}`);
  return token.number;
}
