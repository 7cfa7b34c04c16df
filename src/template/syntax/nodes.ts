import nunjucksNodes, { type Node as NunjucksNode } from 'nunjucks/src/nodes.js';
import type { Value } from '../../python/value.ts';

/**
 * The AST: nunjucks' Node (which knows its line) with a `kind` and the fields of that kind. Jinja2's own node names,
 * in lower case, where it has one.
 */
interface Fields {
  // expressions
  const: { value: Value };
  name: { name: string };
  namespaceRef: { name: string; attribute: string };
  tuple: { items: Expression[] };
  list: { items: Expression[] };
  dict: { pairs: { key: Expression; value: Expression }[] };
  getattr: { target: Expression; attribute: string };
  getitem: { target: Expression; key: Expression };
  slice: { start: Expression | undefined; stop: Expression | undefined; step: Expression | undefined };
  call: { callee: Expression; args: Arguments };
  filter: { target: Expression | undefined; name: string; args: Arguments };
  test: { target: Expression; name: string; args: Arguments };
  binary: { operator: BinaryOperator; left: Expression; right: Expression };
  unary: { operator: '-' | '+' | 'not'; operand: Expression };
  logic: { operator: 'and' | 'or'; left: Expression; right: Expression };
  concat: { parts: Expression[] };
  compare: { first: Expression; rest: { operator: CompareOperator; operand: Expression }[] };
  conditional: { test: Expression; value: Expression; otherwise: Expression | undefined };
  // statements
  output: { parts: (Expression | AstNode<'data'>)[] };
  data: { text: string };
  assign: { target: Expression; value: Expression };
  assignBlock: { target: Expression; filter: AstNode<'filter'> | undefined; body: Statement[] };
  if: { branches: { test: Expression; body: Statement[] }[]; otherwise: Statement[] };
  for: {
    target: Expression;
    iterable: Expression;
    test: Expression | undefined;
    recursive: boolean;
    body: Statement[];
    otherwise: Statement[];
  };
  with: { targets: Expression[]; values: Expression[]; body: Statement[] };
  autoescape: { value: Expression; body: Statement[] };
  block: { name: string; scoped: boolean; required: boolean; body: Statement[] };
  extends: { template: Expression };
  include: { template: Expression; ignoreMissing: boolean; withContext: boolean };
  import: { template: Expression; target: string; withContext: boolean };
  from: { template: Expression; names: { name: string; alias: string }[]; withContext: boolean };
  macro: { name: string; signature: MacroSignature; body: Statement[] };
  callBlock: { call: AstNode<'call'>; signature: MacroSignature; body: Statement[] };
  filterBlock: { filter: AstNode<'filter'>; body: Statement[] };
  do: { value: Expression };
  break: object;
  continue: object;
  debug: object;
}

export type Kind = keyof Fields;
export type AstNode<K extends Kind> = NunjucksNode & { readonly kind: K } & Readonly<Fields[K]>;

type ExpressionKind =
  | 'const'
  | 'name'
  | 'namespaceRef'
  | 'tuple'
  | 'list'
  | 'dict'
  | 'getattr'
  | 'getitem'
  | 'slice'
  | 'call'
  | 'filter'
  | 'test'
  | 'binary'
  | 'unary'
  | 'logic'
  | 'concat'
  | 'compare'
  | 'conditional';
export type Expression = { [K in ExpressionKind]: AstNode<K> }[ExpressionKind];
export type Statement = { [K in Exclude<Kind, ExpressionKind | 'data'>]: AstNode<K> }[Exclude<
  Kind,
  ExpressionKind | 'data'
>];
export type AnyNode = Expression | Statement | AstNode<'data'>;

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export interface Arguments {
  readonly positional: readonly Expression[];
  readonly keywords: readonly { name: string; value: Expression }[];
  readonly spread: Expression | undefined;
  readonly keywordSpread: Expression | undefined;
}

export interface MacroSignature {
  readonly parameters: readonly string[];
  /** Of the last parameters. */
  readonly defaults: readonly Expression[];
}

class FieldlessNode extends nunjucksNodes.Node {
  override get fields(): readonly string[] {
    return [];
  }
}

/** A node of this kind at this line of the template. */
export function node<K extends Kind>(kind: K, line: number, fields: Fields[K]): AstNode<K> {
  return Object.assign(new FieldlessNode(line, 0), { kind }, fields);
}

/** Calls `visit` with every node directly below: expressions, statements and data. */
export function forEachChild(parent: AnyNode, visit: (child: AnyNode) => void): void {
  for (const field of Object.values(parent)) visitNodes(field, visit);
}

function visitNodes(field: unknown, visit: (child: AnyNode) => void): void {
  if (field instanceof FieldlessNode) visit(field as unknown as AnyNode);
  else if (Array.isArray(field)) for (const member of field) visitNodes(member, visit);
  else if (isPlainGroup(field)) for (const member of Object.values(field)) visitNodes(member, visit);
}

/** Branches, pairs and arguments are literals of the parser; values of constants are never plain objects. */
function isPlainGroup(field: unknown): field is object {
  return typeof field === 'object' && field !== null && Object.getPrototypeOf(field) === Object.prototype;
}
