import { appendAll } from '../../python/append-all.ts';
import { plainValue } from '../runtime/plain-values.ts';
import { toList } from '../../python/operators/iterate.ts';
import { Tuple } from '../../python/tuple.ts';
import { str, stringRepr } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';
import { type AstNode, node } from '../syntax/nodes.ts';
import { TemplateNotFound, TemplateRuntimeError } from '../runtime/errors.ts';
import { runTemplate } from '../runtime/run-template.ts';
import { runBlock } from '../runtime/block.ts';
import { TemplateModule } from '../runtime/template-module.ts';
import { Undefined, UndefinedUse } from '../undefined.ts';
import { compileAssign } from './assign.ts';
import type { Compiler } from './compiler.ts';
import { localsReader, Scope } from './scope.ts';
import {
  type CompiledTemplate,
  type Execute,
  type OuterNames,
  type RunningTemplate,
  Signal,
} from '../runtime/running-template.ts';

export function compileBlock(compiler: Compiler, block: AstNode<'block'>, scope: Scope): Execute {
  const { name, scoped, required } = block;
  const own = Scope.block();
  own.declareAssigned(block.body);
  const execute = compiler.statements(block.body, own);
  compiler.blocks.set(name, { name, required, execute });
  const locals = scoped ? localsReader(scope) : undefined;
  const { topLevel } = scope;
  return (frame, output) => {
    if (topLevel && frame.context.extended) return Signal.next;
    runBlock(frame.context, name, locals?.(frame), output);
    return Signal.next;
  };
}

export function compileExtends(compiler: Compiler, statement: AstNode<'extends'>, scope: Scope): Execute {
  const template = compiler.expression(statement.template, scope);
  return (frame, output) => {
    const { context } = frame;
    if (context.extended) throw new TemplateRuntimeError('extended multiple times');
    const parent = findTemplate(plainValue(template(frame)), context);
    context.extended = true;
    context.printedBefore = output.length;
    for (const [name, block] of parent.blocks) {
      const known = context.blocks.get(name);
      if (known) known.push(block);
      else context.blocks.set(name, [block]);
    }
    context.parent = parent;
    return Signal.next;
  };
}

/** A template by name, or the first of a list that exists. */
function findTemplate(wanted: Value, context: RunningTemplate): CompiledTemplate {
  if (wanted instanceof Undefined) throw new UndefinedUse(wanted);
  if (Array.isArray(wanted) || wanted instanceof Tuple) return firstTemplate(toList(wanted), context);
  return context.host.template(str(wanted), context.syntax);
}

function firstTemplate(names: readonly Value[], context: RunningTemplate): CompiledTemplate {
  if (names.length === 0) throw new TemplateNotFound('Tried to select from an empty list of templates.');
  for (const name of names) {
    try {
      return findTemplate(name, context);
    } catch (error) {
      if (!(error instanceof TemplateNotFound)) throw error;
    }
  }
  throw new TemplateNotFound(`none of the templates given were found: ${names.map(str).join(', ')}`);
}

export function compileInclude(compiler: Compiler, include: AstNode<'include'>, scope: Scope): Execute {
  const wanted = compiler.expression(include.template, scope);
  const locals = include.withContext ? localsReader(scope) : undefined;
  const { withContext, ignoreMissing } = include;
  const hidden = compiler.extending && scope.topLevel;
  return (frame, output) => {
    const { context } = frame;
    if (hidden && context.extended) return Signal.next;
    let template: CompiledTemplate;
    try {
      template = findTemplate(plainValue(wanted(frame)), context);
    } catch (error) {
      if (ignoreMissing && error instanceof TemplateNotFound) return Signal.next;
      throw error;
    }
    const names = withContext ? namesOf(context, locals?.(frame)) : context.host.globals;
    appendAll(output, runTemplate(template, context, names).output);
    return Signal.next;
  };
}

function namesOf(context: RunningTemplate, locals: ReadonlyMap<string, Value> | undefined): OuterNames {
  if (!locals || locals.size === 0) return context;
  return {
    resolve: (name) => {
      const local = locals.get(name);
      return local === undefined ? context.resolve(name) : local;
    },
  };
}

function moduleOf(wanted: Value, context: RunningTemplate, names: OuterNames): TemplateModule {
  const template = findTemplate(wanted, context);
  const { output, context: own } = runTemplate(template, context, names);
  const exported = new Map([...own.assigned].filter(([name]) => !name.startsWith('_')));
  return new TemplateModule(template.name, exported, output);
}

export function compileImport(compiler: Compiler, statement: AstNode<'import'>, scope: Scope): Execute {
  const wanted = compiler.expression(statement.template, scope);
  const { target, withContext, lineno } = statement;
  const locals = withContext ? localsReader(scope) : undefined;
  const assign = compileAssign(node('name', lineno, { name: target }), scope);
  return (frame) => {
    const { context } = frame;
    const names = withContext ? namesOf(context, locals?.(frame)) : context.host.globals;
    assign(frame, moduleOf(plainValue(wanted(frame)), context, names));
    return Signal.next;
  };
}

export function compileFrom(compiler: Compiler, statement: AstNode<'from'>, scope: Scope): Execute {
  const wanted = compiler.expression(statement.template, scope);
  const { withContext, lineno } = statement;
  const locals = withContext ? localsReader(scope) : undefined;
  const assigns = statement.names.map(({ name, alias }) => ({
    name,
    assign: compileAssign(node('name', lineno, { name: alias }), scope),
  }));
  return (frame) => {
    const { context } = frame;
    const names = withContext ? namesOf(context, locals?.(frame)) : context.host.globals;
    const module = moduleOf(plainValue(wanted(frame)), context, names);
    for (const { name, assign } of assigns) {
      const missing = `the template ${stringRepr(module.name)} (imported on line ${lineno}) does not export the requested name ${stringRepr(name)}`;
      const member = module.attribute(name);
      assign(frame, member === undefined ? context.undefined(missing) : member);
    }
    return Signal.next;
  };
}
