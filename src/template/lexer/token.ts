import type { Value } from '../../python/value.ts';

export type TokenType =
  | 'data'
  | 'variable_begin'
  | 'variable_end'
  | 'block_begin'
  | 'block_end'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'operator'
  | 'eof';

/** One token; `value` is the text of names, operators and data, and the value of literals. */
export interface Token {
  readonly type: TokenType;
  readonly value: string;
  /** A number's value. */
  readonly number: Value | undefined;
  /** From 1, in the template's source. */
  readonly line: number;
}

const descriptions: ReadonlyMap<TokenType, string> = new Map([
  ['data', 'template data / text'],
  ['variable_begin', 'begin of print statement'],
  ['variable_end', 'end of print statement'],
  ['block_begin', 'begin of statement block'],
  ['block_end', 'end of statement block'],
  ['eof', 'end of template'],
]);

/** What Jinja2 calls this token in its messages. */
export function describeToken(token: Token): string {
  return token.type === 'name' || token.type === 'operator' ? token.value : describeType(token.type);
}

export function describeType(type: TokenType): string {
  return descriptions.get(type) ?? type;
}

/** The tokens of one template, with look-ahead. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  #at = 0;
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }
  /** The next token; at the end, `eof` again and again. */
  nextToken(): Token {
    const token = this.#tokens[this.#at] as Token;
    if (token.type !== 'eof') this.#at++;
    return token;
  }
  /** The token after those already taken. */
  upcoming(): Token {
    return this.#tokens[this.#at] as Token;
  }
}
