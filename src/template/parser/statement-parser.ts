import type { TagExtension } from 'nunjucks/src/parser.js';
import { stringRepr } from '../../python/repr.ts';
import { TokenStream } from '../lexer/token.ts';
import { type Token } from '../lexer/token.ts';
import { type AstNode, type Expression, type MacroSignature, node, type Statement } from '../syntax/nodes.ts';
import type { TemplateSyntaxError } from '../syntax/syntax-error.ts';
import { ExpressionParser } from './expression-parser.ts';

/** A tag that a Jinja2 extension adds (`jinja2_extensions`): parsed after its name was taken. */
export interface StatementExtension extends TagExtension {
  parse(parser: StatementParser, tag: string, line: number): Statement;
}

const statements: ReadonlySet<string> = new Set([
  'for',
  'if',
  'block',
  'extends',
  'print',
  'macro',
  'include',
  'from',
  'import',
  'set',
  'with',
  'autoescape',
  'call',
  'filter',
]);

/** Jinja2's statements; `template()` parses all of it. */
export class StatementParser extends ExpressionParser {
  declare extensions: readonly StatementExtension[];
  /** There is an `extends`. */
  extending = false;
  readonly #tags: string[] = [];
  readonly #ends: (readonly string[])[] = [];
  readonly #blocks = new Set<string>();

  constructor(tokens: readonly Token[], extensions: readonly StatementExtension[]) {
    super(new TokenStream(tokens));
    this.extensions = extensions;
  }

  template(): Statement[] {
    return this.#body(undefined);
  }

  /** A bare expression, and nothing after it. */
  wholeExpression(): Expression {
    const expression = this.expression();
    if (this.current.type !== 'eof') throw this.failure('chunk after expression');
    return expression;
  }

  #body(ends: readonly string[] | undefined): Statement[] {
    const body: Statement[] = [];
    let parts: (Expression | AstNode<'data'>)[] = [];
    const flush = (): void => {
      const [first] = parts;
      if (first) body.push(node('output', first.lineno, { parts }));
      parts = [];
    };
    if (ends) this.#ends.push(ends);
    for (;;) {
      const { type, value, line } = this.current;
      if (type === 'data') {
        this.advance();
        parts.push(node('data', line, { text: value }));
      } else if (type === 'variable_begin') {
        this.advance();
        parts.push(this.tuple());
        this.expectType('variable_end');
      } else if (type === 'block_begin') {
        flush();
        this.advance();
        if (ends && this.atName(...ends)) break;
        body.push(this.#statement());
        this.expectType('block_end');
      } else break;
    }
    flush();
    if (ends) this.#ends.pop();
    return body;
  }

  /** The statements up to one of these end tags, whose name becomes the current token. */
  body(...ends: readonly string[]): Statement[] {
    if (this.atOperator(':')) this.advance();
    this.expectType('block_end');
    const body = this.#body(ends);
    if (this.current.type === 'eof') throw this.#unknown(undefined, [...this.#ends, ends]);
    return body;
  }

  #bodyTo(end: string): Statement[] {
    const body = this.body(end);
    this.advance();
    return body;
  }

  #statement(): Statement {
    const token = this.current;
    if (token.type !== 'name') throw this.failure('tag name expected');
    const tag = token.value;
    const extension = this.extensions.find(({ tags }) => tags.includes(tag));
    if (!extension && !statements.has(tag)) throw this.#unknown(tag, this.#ends);
    this.#tags.push(tag);
    this.advance();
    const statement = extension ? extension.parse(this, tag, token.line) : this.#builtin(tag, token.line);
    this.#tags.pop();
    return statement;
  }

  #unknown(tag: string | undefined, stack: readonly (readonly string[])[]): TemplateSyntaxError {
    const wanted = stack.at(-1)?.map(stringRepr).join(' or ');
    const words = [
      tag === undefined ? 'Unexpected end of template.' : `Encountered unknown tag ${stringRepr(tag)}.`,
    ];
    if (wanted !== undefined) {
      const known = tag !== undefined && stack.some((ends) => ends.includes(tag));
      words.push(
        known
          ? `You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for ${wanted}.`
          : `Jinja was looking for the following tags: ${wanted}.`,
      );
    }
    const innermost = this.#tags.at(-1);
    if (innermost !== undefined)
      words.push(`The innermost block that needs to be closed is ${stringRepr(innermost)}.`);
    return this.failure(words.join(' '));
  }

  #builtin(tag: string, line: number): Statement {
    switch (tag) {
      case 'for':
        return this.#for(line);
      case 'if':
        return this.#if(line);
      case 'set':
        return this.#set(line);
      case 'with':
        return this.#with(line);
      case 'block':
        return this.#block(line);
      case 'macro':
        return this.#macro(line);
      case 'call':
        return this.#callBlock(line);
      case 'filter': {
        const filter = this.filters(undefined, true) as AstNode<'filter'>;
        return node('filterBlock', line, { filter, body: this.#bodyTo('endfilter') });
      }
      case 'autoescape':
        return node('autoescape', line, { value: this.expression(), body: this.#bodyTo('endautoescape') });
      case 'extends':
        this.extending = true;
        return node('extends', line, { template: this.expression() });
      case 'include':
        return this.#include(line);
      case 'import': {
        const template = this.expression();
        this.expectName('as');
        const target = this.targetName();
        return node('import', line, { template, target, withContext: this.#context(false) });
      }
      case 'from':
        return this.#from(line);
      default:
        return this.#print(line);
    }
  }

  #print(line: number): Statement {
    const parts: Expression[] = [];
    while (this.current.type !== 'block_end') {
      if (parts.length > 0) this.expectOperator(',');
      parts.push(this.expression());
    }
    return node('output', line, { parts });
  }

  #set(line: number): Statement {
    const target = this.target({ namespace: true });
    if (this.skipOperator('=')) return node('assign', line, { target, value: this.tuple() });
    const filter = this.filters(undefined) as AstNode<'filter'> | undefined;
    return node('assignBlock', line, { target, filter, body: this.#bodyTo('endset') });
  }

  #for(line: number): Statement {
    const target = this.target({ end: 'in' });
    this.expectName('in');
    const iterable = this.tuple({ conditional: false, end: 'recursive' });
    const test = this.skipName('if') ? this.expression() : undefined;
    const recursive = this.skipName('recursive');
    const body = this.body('endfor', 'else');
    const otherwise = this.advance().value === 'endfor' ? [] : this.#bodyTo('endfor');
    return node('for', line, { target, iterable, test, recursive, body, otherwise });
  }

  #if(line: number): Statement {
    const branches: { test: Expression; body: Statement[] }[] = [];
    for (;;) {
      const test = this.tuple({ conditional: false });
      branches.push({ test, body: this.body('elif', 'else', 'endif') });
      const { value } = this.advance();
      if (value === 'elif') continue;
      return node('if', line, { branches, otherwise: value === 'else' ? this.#bodyTo('endif') : [] });
    }
  }

  #with(line: number): Statement {
    const targets: Expression[] = [];
    const values: Expression[] = [];
    while (this.current.type !== 'block_end') {
      if (targets.length > 0) this.expectOperator(',');
      targets.push(this.target({}));
      this.expectOperator('=');
      values.push(this.expression());
    }
    return node('with', line, { targets, values, body: this.#bodyTo('endwith') });
  }

  #block(line: number): Statement {
    const name = this.expectName().value;
    const scoped = this.skipName('scoped');
    const required = this.skipName('required');
    if (this.atOperator('-')) {
      throw this.failure(
        'Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.',
      );
    }
    const body = this.#bodyTo('endblock');
    const blank = (statement: Statement): boolean =>
      statement.kind === 'output' &&
      statement.parts.every((part) => part.kind === 'data' && part.text.trim() === '');
    if (required && !body.every(blank))
      throw this.failure('Required blocks can only contain comments or whitespace');
    this.skipName(name);
    if (this.#blocks.has(name)) throw this.failure(`block ${stringRepr(name)} defined twice`, line);
    this.#blocks.add(name);
    return node('block', line, { name, scoped, required, body });
  }

  #context(byDefault: boolean): boolean {
    if (!this.atName('with', 'without')) return byDefault;
    const { type, value } = this.look();
    if (type !== 'name' || value !== 'context') return byDefault;
    const withContext = this.advance().value === 'with';
    this.advance();
    return withContext;
  }

  #include(line: number): Statement {
    const template = this.expression();
    let ignoreMissing = false;
    if (this.atName('ignore') && this.look().value === 'missing') {
      ignoreMissing = true;
      this.advance();
      this.advance();
    }
    return node('include', line, { template, ignoreMissing, withContext: this.#context(true) });
  }

  #from(line: number): Statement {
    const template = this.expression();
    this.expectName('import');
    const names: { name: string; alias: string }[] = [];
    let withContext: boolean | undefined;
    const readContext = (): boolean => {
      if (!this.atName('with', 'without') || this.look().value !== 'context') return false;
      withContext = this.#context(false);
      return true;
    };
    for (;;) {
      if (names.length > 0) this.expectOperator(',');
      if (this.current.type !== 'name') this.expectName();
      if (readContext()) break;
      const name = this.targetName();
      if (name.startsWith('_')) throw this.failure('names starting with an underline can not be imported');
      names.push({ name, alias: this.skipName('as') ? this.targetName() : name });
      if (readContext() || !this.atOperator(',')) break;
    }
    return node('from', line, { template, names, withContext: withContext ?? false });
  }

  #macro(line: number): Statement {
    const name = this.targetName();
    const signature = this.#signature();
    return node('macro', line, { name, signature, body: this.#bodyTo('endmacro') });
  }

  #callBlock(line: number): Statement {
    const signature = this.atOperator('(') ? this.#signature() : { parameters: [], defaults: [] };
    const call = this.expression();
    if (call.kind !== 'call') throw this.failure('expected call', line);
    return node('callBlock', line, { call, signature, body: this.#bodyTo('endcall') });
  }

  #signature(): MacroSignature {
    const parameters: string[] = [];
    const defaults: Expression[] = [];
    this.expectOperator('(');
    while (!this.atOperator(')')) {
      if (parameters.length > 0) this.expectOperator(',');
      parameters.push(this.targetName());
      if (this.skipOperator('=')) defaults.push(this.expression());
      else if (defaults.length > 0) throw this.failure('non-default argument follows default argument');
    }
    this.expectOperator(')');
    return { parameters, defaults };
  }

  /** A name that is assigned. */
  targetName(): string {
    const { value, line } = this.expectName();
    if (reserved.has(value)) throw this.failure(`can't assign to 'name'`, line);
    return value;
  }

  target(options: { readonly namespace?: boolean; readonly end?: string }): Expression {
    const target = this.tuple({ simple: true, ...options });
    if (!isTarget(target)) throw this.failure(`can't assign to ${stringRepr(target.kind)}`, target.lineno);
    return target;
  }
}

const reserved: ReadonlySet<string> = new Set(['true', 'false', 'none', 'True', 'False', 'None']);

function isTarget(target: Expression): boolean {
  if (target.kind === 'tuple') return target.items.every(isTarget);
  return target.kind === 'name' || target.kind === 'namespaceRef';
}
