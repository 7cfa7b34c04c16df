import nunjucksParser from 'nunjucks/src/parser.js';
import { stringRepr } from '../../python/repr.ts';
import { describeToken, describeType, type Token, type TokenStream, type TokenType } from '../lexer/token.ts';
import { TemplateSyntaxError } from '../syntax/syntax-error.ts';

/** nunjucks' Parser with the token tests and the messages of Jinja2's. */
export class TokenParser extends nunjucksParser.Parser<Token> {
  declare tokens: TokenStream;

  get current(): Token {
    return this.peekToken();
  }
  /** The token after the current one. */
  look(): Token {
    this.peekToken();
    return this.tokens.upcoming();
  }
  advance(): Token {
    return this.nextToken(true);
  }

  atName(...names: readonly string[]): boolean {
    const { type, value } = this.current;
    return type === 'name' && names.includes(value);
  }
  atOperator(...operators: readonly string[]): boolean {
    const { type, value } = this.current;
    return type === 'operator' && operators.includes(value);
  }
  skipName(name: string): boolean {
    if (!this.atName(name)) return false;
    this.advance();
    return true;
  }
  skipOperator(operator: string): boolean {
    if (!this.atOperator(operator)) return false;
    this.advance();
    return true;
  }

  expectType(type: TokenType): Token {
    if (this.current.type !== type) throw this.#unexpected(describeType(type));
    return this.advance();
  }
  expectName(name?: string): Token {
    const { type, value } = this.current;
    if (type !== 'name' || (name !== undefined && value !== name)) throw this.#unexpected(name ?? 'name');
    return this.advance();
  }
  expectOperator(operator: string): Token {
    if (!this.atOperator(operator)) throw this.#unexpected(operator);
    return this.advance();
  }

  failure(message: string, line: number = this.current.line): TemplateSyntaxError {
    return new TemplateSyntaxError(message, line);
  }

  #unexpected(wanted: string): TemplateSyntaxError {
    const token = this.current;
    if (token.type === 'eof')
      return this.failure(`unexpected end of template, expected ${stringRepr(wanted)}.`);
    return this.failure(`expected token ${stringRepr(wanted)}, got ${stringRepr(describeToken(token))}`);
  }
}
