import type { Expression, Statement } from '../nodes.ts';
import { type AnyNode, forEachChild } from '../nodes.ts';
import { mutatingMethods } from '../../python/methods/mutating.ts';
import type { Registry } from '../registry.ts';
import type { CompiledBlock, CompiledTemplate } from '../runtime/compiled-template.ts';
import type { Evaluate } from '../runtime/frame.ts';
import type { Syntax } from '../syntax.ts';
import type { Compiler } from './compiler.ts';
import { compileExpression } from './expressions.ts';
import { Scope } from './scope.ts';
import { compileStatements } from './statements.ts';

interface TemplateIdentity {
  readonly name: string;
  readonly file: string | undefined;
  readonly trailingNewlines: number;
  readonly syntax: Syntax;
}

/** Closures for a parsed template. Throws TemplateSyntaxError for unknown filters and tests. */
export function compileTemplate(
  body: readonly Statement[],
  registry: Registry,
  identity: TemplateIdentity,
): CompiledTemplate {
  const compiler = new TemplateCompiler(registry, body.some(holdsExtends), false);
  const execute = compiler.statements(body, Scope.root());
  const single = singleExpression(body);
  return {
    ...identity,
    blocks: compiler.blocks,
    execute,
    only: single && compiler.expression(single, Scope.root()),
    mutates: body.some(mutates),
  };
}

/** The closure of a bare expression; template constants in it are rendered if `rendersConstants`. */
export function compileBareExpression(
  expression: Expression,
  registry: Registry,
  rendersConstants: boolean,
): { evaluate: Evaluate; mutates: boolean } {
  const compiler = new TemplateCompiler(registry, false, rendersConstants);
  return { evaluate: compiler.expression(expression, Scope.root()), mutates: mutates(expression) };
}

class TemplateCompiler implements Compiler {
  readonly registry: Registry;
  readonly extending: boolean;
  readonly rendersConstants: boolean;
  readonly blocks = new Map<string, CompiledBlock>();
  constructor(registry: Registry, extending: boolean, rendersConstants: boolean) {
    this.registry = registry;
    this.extending = extending;
    this.rendersConstants = rendersConstants;
  }
  expression(node: Expression, scope: Scope): Evaluate {
    return compileExpression(this, node, scope);
  }
  statements(body: readonly Statement[], scope: Scope): ReturnType<typeof compileStatements> {
    return compileStatements(this, body, scope);
  }
}

function singleExpression(body: readonly Statement[]): Expression | undefined {
  const [statement] = body;
  if (body.length !== 1 || statement?.kind !== 'output' || statement.parts.length !== 1) return undefined;
  const [part] = statement.parts;
  return part?.kind === 'data' ? undefined : part;
}

function holdsExtends(statement: AnyNode): boolean {
  return some(statement, (node) => node.kind === 'extends');
}

/** A call of a method that changes its receiver: the variables must be copies, then. */
function mutates(statement: AnyNode): boolean {
  return some(statement, (node) => node.kind === 'getattr' && mutatingMethods.has(node.attribute));
}

function some(node: AnyNode, matches: (node: AnyNode) => boolean): boolean {
  if (matches(node)) return true;
  let found = false;
  forEachChild(node, (child) => {
    found ||= some(child, matches);
  });
  return found;
}
