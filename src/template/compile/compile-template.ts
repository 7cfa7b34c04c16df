import type { AstNode, Expression, Statement } from '../syntax/nodes.ts';
import type { Registry } from '../registry.ts';
import { notingPlaces } from '../runtime/fault-places.ts';
import type { Syntax } from '../syntax/syntax.ts';
import type { Compiler } from './compiler.ts';
import { compileExpression } from './expressions.ts';
import { Scope } from './scope.ts';
import { compileStatements } from './statements.ts';
import type { CompiledBlock, CompiledTemplate, Evaluate, Execute } from '../runtime/running-template.ts';

interface TemplateIdentity {
  readonly name: string;
  readonly file: string | undefined;
  readonly trailingNewlines: number;
  readonly trailingNewline: string;
  readonly syntax: Syntax;
}

/** What the parser noticed on its way. */
interface Parsed {
  /** There is an `extends`. */
  readonly extending: boolean;
  /** A method is named that changes its receiver: the variables must be copies, then. */
  readonly mutating: boolean;
}

/** Closures for a parsed template. Throws TemplateSyntaxError for unknown filters and tests. */
export function compileTemplate(
  body: readonly Statement[],
  parsed: Parsed,
  registry: Registry,
  identity: TemplateIdentity,
): CompiledTemplate {
  const compiler = new TemplateCompiler(registry, parsed.extending, false, identity.file !== undefined);
  const single = singleExpression(body);
  const value = single && compiler.expression(single, Scope.root());
  const only = value && compiler.notesLines ? notingLine(value, single.lineno) : value;
  const execute = only ? printing(only) : compiler.statements(body, Scope.root());
  return { ...identity, blocks: compiler.blocks, execute, only, mutates: parsed.mutating };
}

function notingLine(value: Evaluate, line: number): Evaluate {
  return (frame) => {
    frame.context.line = line;
    return notingPlaces(frame.context, () => value(frame));
  };
}

function printing(value: Evaluate): Execute {
  return (frame, output) => {
    output.push(value(frame));
    return 0;
  };
}

/** The closure of a bare expression; template constants in it are rendered if `rendersConstants`. */
export function compileBareExpression(
  expression: Expression,
  registry: Registry,
  rendersConstants: boolean,
): Evaluate {
  return new TemplateCompiler(registry, false, rendersConstants, false).expression(expression, Scope.root());
}

class TemplateCompiler implements Compiler {
  readonly registry: Registry;
  readonly extending: boolean;
  readonly rendersConstants: boolean;
  readonly lookupConstants = new WeakSet<AstNode<'const'>>();
  readonly blocks = new Map<string, CompiledBlock>();
  readonly notesLines: boolean;
  constructor(registry: Registry, extending: boolean, rendersConstants: boolean, notesLines: boolean) {
    this.notesLines = notesLines;
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
