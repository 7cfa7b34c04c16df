import { mutatingMethods } from '../../python/methods/mutating.ts';
import { stringRepr } from '../../python/repr.ts';
import { numberOf } from '../lexer/lexer.ts';
import { describeToken } from '../lexer/token.ts';
import {
  type Arguments,
  type AstNode,
  type BinaryOperator,
  type CompareOperator,
  type Expression,
  node,
} from '../syntax/nodes.ts';
import { TokenParser } from './token-parser.ts';

/** Where a tuple without parentheses may end, and what its members may be. */
export interface TupleOptions {
  /** Members are names and literals: the target of an assignment. */
  readonly simple?: boolean;
  readonly conditional?: boolean;
  /** A name that ends it. */
  readonly end?: string;
  readonly parentheses?: boolean;
  readonly namespace?: boolean;
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const constants: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/** Jinja2's expression grammar, precedence by precedence. */
export class ExpressionParser extends TokenParser {
  /** A method is named that changes its receiver. */
  mutating = false;

  expression(conditional = true): Expression {
    return conditional ? this.#conditional() : this.#or();
  }

  #conditional(): Expression {
    const { line } = this.current;
    let value = this.#or();
    while (this.skipName('if')) {
      const test = this.#or();
      const otherwise = this.skipName('else') ? this.#conditional() : undefined;
      value = node('conditional', line, { test, value, otherwise });
    }
    return value;
  }

  #or(): Expression {
    const { line } = this.current;
    let left = this.#and();
    while (this.skipName('or')) left = node('logic', line, { operator: 'or', left, right: this.#and() });
    return left;
  }

  #and(): Expression {
    const { line } = this.current;
    let left = this.#not();
    while (this.skipName('and')) left = node('logic', line, { operator: 'and', left, right: this.#not() });
    return left;
  }

  #not(): Expression {
    const { line } = this.current;
    if (!this.skipName('not')) return this.#compare();
    return node('unary', line, { operator: 'not', operand: this.#not() });
  }

  #compare(): Expression {
    const { line } = this.current;
    const first = this.#sum();
    const rest: { operator: CompareOperator; operand: Expression }[] = [];
    for (;;) {
      const operator = this.#compareOperator();
      if (operator === undefined) break;
      rest.push({ operator, operand: this.#sum() });
    }
    return rest.length === 0 ? first : node('compare', line, { first, rest });
  }

  #compareOperator(): CompareOperator | undefined {
    const { type, value } = this.current;
    if (type === 'operator' && comparisons.has(value)) {
      this.advance();
      return value as CompareOperator;
    }
    if (this.skipName('in')) return 'in';
    const after = this.atName('not') ? this.look() : undefined;
    if (after?.type !== 'name' || after.value !== 'in') return undefined;
    this.advance();
    this.advance();
    return 'not in';
  }

  #sum(): Expression {
    return this.#binary(['+', '-'], () => this.#concat());
  }

  #concat(): Expression {
    const { line } = this.current;
    const parts = [this.#product()];
    while (this.skipOperator('~')) parts.push(this.#product());
    return parts.length === 1 ? (parts[0] as Expression) : node('concat', line, { parts });
  }

  #product(): Expression {
    return this.#binary(['*', '/', '//', '%'], () => this.#power());
  }

  #power(): Expression {
    return this.#binary(['**'], () => this.unary());
  }

  #binary(operators: readonly BinaryOperator[], operand: () => Expression): Expression {
    let { line } = this.current;
    let left = operand();
    while (this.atOperator(...operators)) {
      const operator = this.advance().value as BinaryOperator;
      left = node('binary', line, { operator, left, right: operand() });
      line = this.current.line;
    }
    return left;
  }

  unary(filters = true): Expression {
    const { line } = this.current;
    let operand: Expression;
    if (this.skipOperator('-')) operand = node('unary', line, { operator: '-', operand: this.unary(false) });
    else if (this.skipOperator('+'))
      operand = node('unary', line, { operator: '+', operand: this.unary(false) });
    else operand = this.primary();
    operand = this.#postfix(operand);
    return filters ? this.#filters(operand) : operand;
  }

  primary(namespace = false): Expression {
    const token = this.current;
    const { line } = token;
    if (token.type === 'name') {
      this.advance();
      const constant = constants.get(token.value);
      if (constant !== undefined) return node('const', line, { value: constant });
      if (namespace && this.skipOperator('.')) {
        return node('namespaceRef', line, { name: token.value, attribute: this.expectName().value });
      }
      return node('name', line, { name: token.value });
    }
    if (token.type === 'string') {
      let text = '';
      while (this.current.type === 'string') text += this.advance().value;
      this.mutating ||= mutatingMethods.has(text);
      return node('const', line, { value: text });
    }
    if (token.type === 'integer' || token.type === 'float') {
      this.advance();
      return node('const', line, { value: numberOf(token) });
    }
    if (this.skipOperator('(')) {
      const tuple = this.tuple({ parentheses: true });
      this.expectOperator(')');
      return tuple;
    }
    if (this.atOperator('[')) return this.#list();
    if (this.atOperator('{')) return this.#dict();
    throw this.failure(`unexpected ${stringRepr(describeToken(token))}`, line);
  }

  tuple(options: TupleOptions = {}): Expression {
    let { line } = this.current;
    const items: Expression[] = [];
    let isTuple = false;
    for (;;) {
      if (items.length > 0) this.expectOperator(',');
      if (this.#tupleEnds(options.end)) break;
      items.push(
        options.simple ? this.primary(options.namespace) : this.expression(options.conditional ?? true),
      );
      if (!this.atOperator(',')) break;
      isTuple = true;
      line = this.current.line;
    }
    if (!isTuple) {
      const [only] = items;
      if (only) return only;
      if (!options.parentheses) {
        throw this.failure(`Expected an expression, got ${stringRepr(describeToken(this.current))}`);
      }
    }
    return node('tuple', line, { items });
  }

  #tupleEnds(end: string | undefined): boolean {
    const { type } = this.current;
    if (type === 'variable_end' || type === 'block_end' || this.atOperator(')')) return true;
    return end !== undefined && this.atName(end);
  }

  #list(): Expression {
    const { line } = this.expectOperator('[');
    const items: Expression[] = [];
    while (!this.atOperator(']')) {
      if (items.length > 0) this.expectOperator(',');
      if (this.atOperator(']')) break;
      items.push(this.expression());
    }
    this.expectOperator(']');
    return node('list', line, { items });
  }

  #dict(): Expression {
    const { line } = this.expectOperator('{');
    const pairs: { key: Expression; value: Expression }[] = [];
    while (!this.atOperator('}')) {
      if (pairs.length > 0) this.expectOperator(',');
      if (this.atOperator('}')) break;
      const key = this.expression();
      this.expectOperator(':');
      pairs.push({ key, value: this.expression() });
    }
    this.expectOperator('}');
    return node('dict', line, { pairs });
  }

  #postfix(start: Expression): Expression {
    let target = start;
    for (;;) {
      if (this.atOperator('.', '[')) target = this.#subscript(target);
      else if (this.atOperator('(')) target = this.#call(target);
      else return target;
    }
  }

  #filters(start: Expression): Expression {
    let target = start;
    for (;;) {
      if (this.atOperator('|')) target = this.filters(target) as Expression;
      else if (this.atName('is')) target = this.#test(target);
      else if (this.atOperator('(')) target = this.#call(target);
      else return target;
    }
  }

  #subscript(target: Expression): Expression {
    const { line, value } = this.advance();
    if (value === '.') {
      const attribute = this.advance();
      this.mutating ||= mutatingMethods.has(attribute.value);
      if (attribute.type === 'name') return node('getattr', line, { target, attribute: attribute.value });
      if (attribute.type !== 'integer') throw this.failure('expected name or number', attribute.line);
      return node('getitem', line, {
        target,
        key: node('const', attribute.line, { value: numberOf(attribute) }),
      });
    }
    const keys: Expression[] = [];
    while (!this.atOperator(']')) {
      if (keys.length > 0) this.expectOperator(',');
      keys.push(this.#subscripted());
    }
    this.expectOperator(']');
    const [only] = keys;
    const key = keys.length === 1 && only ? only : node('tuple', line, { items: keys });
    return node('getitem', line, { target, key });
  }

  #subscripted(): Expression {
    const { line } = this.current;
    let start: Expression | undefined;
    if (!this.atOperator(':')) {
      start = this.expression();
      if (!this.atOperator(':')) return start;
    }
    this.expectOperator(':');
    const stop = this.atOperator(':', ']', ',') ? undefined : this.expression();
    const step = this.skipOperator(':') && !this.atOperator(']', ',') ? this.expression() : undefined;
    return node('slice', line, { start, stop, step });
  }

  #call(callee: Expression): AstNode<'call'> {
    const { line } = this.current;
    return node('call', line, { callee, args: this.#arguments() });
  }

  #arguments(): Arguments {
    const { line } = this.expectOperator('(');
    const positional: Expression[] = [];
    const keywords: { name: string; value: Expression }[] = [];
    let spread: Expression | undefined;
    let keywordSpread: Expression | undefined;
    const ensure = (allowed: boolean): void => {
      if (!allowed) throw this.failure('invalid syntax for function call expression', line);
    };
    let comma = false;
    while (!this.atOperator(')')) {
      if (comma) {
        this.expectOperator(',');
        if (this.atOperator(')')) break;
      }
      if (this.atOperator('*')) {
        ensure(spread === undefined && keywordSpread === undefined);
        this.advance();
        spread = this.expression();
      } else if (this.atOperator('**')) {
        ensure(keywordSpread === undefined);
        this.advance();
        keywordSpread = this.expression();
      } else if (this.current.type === 'name' && this.#assignFollows()) {
        ensure(keywordSpread === undefined);
        const name = this.advance().value;
        this.advance();
        keywords.push({ name, value: this.expression() });
      } else {
        ensure(spread === undefined && keywordSpread === undefined && keywords.length === 0);
        positional.push(this.expression());
      }
      comma = true;
    }
    this.expectOperator(')');
    return { positional, keywords, spread, keywordSpread };
  }

  #assignFollows(): boolean {
    const { type, value } = this.look();
    return type === 'operator' && value === '=';
  }

  /** A chain of filters; `inline` is a filter block's, whose first filter has no bar. */
  filters(start: Expression | undefined, inline = false): Expression | undefined {
    let target = start;
    let first = inline;
    while (first || this.atOperator('|')) {
      if (!first) this.advance();
      first = false;
      const { line } = this.current;
      const name = this.#dottedName();
      const args = this.atOperator('(') ? this.#arguments() : noArguments;
      target = node('filter', line, { target, name, args });
    }
    return target;
  }

  #dottedName(): string {
    let name = this.expectName().value;
    while (this.skipOperator('.')) name += `.${this.expectName().value}`;
    return name;
  }

  #test(target: Expression): Expression {
    const { line } = this.advance();
    const negated = this.skipName('not');
    const name = this.#dottedName();
    const test = node('test', line, { target, name, args: this.#testArguments() });
    return negated ? node('unary', line, { operator: 'not', operand: test }) : test;
  }

  #testArguments(): Arguments {
    if (this.atOperator('(')) return this.#arguments();
    const { type } = this.current;
    const literal = type === 'name' || type === 'string' || type === 'integer' || type === 'float';
    if (!literal && !this.atOperator('[', '{')) return noArguments;
    if (this.atName('else', 'or', 'and')) return noArguments;
    if (this.atName('is')) throw this.failure('You cannot chain multiple tests with is');
    return { ...noArguments, positional: [this.#postfix(this.primary())] };
  }
}

const noArguments: Arguments = { positional: [], keywords: [], spread: undefined, keywordSpread: undefined };
