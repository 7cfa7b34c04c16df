import { Dict } from '../../python/dict.ts';
import { filterArguments, plainArguments, plainKeywords, plainText } from '../runtime/plain-values.ts';
import { callValue, findMethod } from '../../python/access.ts';
import { asMarkup, Markup, withoutMarkup } from '../../python/markup.ts';
import { PyRange } from '../../python/range.ts';
import { withinLimits } from '../../python/size-limit.ts';
import type { Value } from '../../python/value.ts';
import { bindArguments, type Signature } from '../argument-binder.ts';
import type { AstNode, Expression } from '../syntax/nodes.ts';
import type { CallContext, FilterDefinition } from '../registry.ts';
import { refuseUndefined } from '../filters/combine-dicts.ts';
import { captured, capturedFromPlugin, TemplateRuntimeError } from '../runtime/errors.ts';
import { GlobalFunction } from '../runtime/global-function.ts';
import { LazyDict } from '../runtime/lazy.ts';
import { Macro } from '../runtime/macro.ts';
import { firstUndefined } from '../runtime/render-context.ts';
import { TemplateSyntaxError } from '../syntax/syntax-error.ts';
import { isMissing, Undefined, UndefinedUse } from '../undefined.ts';
import { compileArguments } from './arguments.ts';
import { markupMethod } from './markup-operators.ts';
import type { Compiler } from './compiler.ts';
import { termConstants } from './lookup-constants.ts';
import { localReader, type Scope } from './scope.ts';
import { taggedInput } from './tagged-input.ts';
import { vaultTest } from './vault-test.ts';
import type { Evaluate, Frame } from '../runtime/running-template.ts';

const lookups: ReadonlySet<string> = new Set(['lookup', 'query', 'q']);

export function compileCall(compiler: Compiler, node: AstNode<'call'>, scope: Scope): Evaluate {
  const { callee, lineno } = node;
  const isLookup = callee.kind === 'name' && lookups.has(callee.name);
  if (isLookup) for (const constant of termConstants(node.args)) compiler.lookupConstants.add(constant);
  const { positional, keywords } = compileArguments(node.args, (part) => compiler.expression(part, scope));
  if (callee.kind === 'getattr') {
    const object = compiler.expression(callee.target, scope);
    const whole = methodCall(object, callee, positional, keywords);
    return callee.attribute === 'count' && isLazy(callee.target, scope) ? lazyCount(object, whole) : whole;
  }
  const target = compiler.expression(callee, scope);
  return (frame) => call(frame, target(frame), positional(frame), keywords?.(frame), lineno);
}

/** Whether ansible-core would hold this value, were it a list, in a container that templates its members when read. */
function isLazy(node: Expression, scope: Scope): boolean {
  if (node.kind === 'name') return localReader(scope, node.name) === undefined;
  if (node.kind === 'getitem') return node.key.kind !== 'slice';
  if (node.kind === 'conditional') return isLazy(node.value, scope);
  return node.kind === 'getattr' || node.kind === 'filter' || node.kind === 'call';
}

/** `list.count` of ansible-core's lazy list looks at members that were not read yet, and finds none of them. */
function lazyCount(object: Evaluate, whole: Evaluate): Evaluate {
  return (frame) => (Array.isArray(object(frame)) ? 0 : whole(frame));
}

function methodCall(
  target: Evaluate,
  { attribute, lineno }: AstNode<'getattr'>,
  positional: (frame: Frame) => Value[],
  keywords: ((frame: Frame) => ReadonlyMap<string, Value>) | undefined,
): Evaluate {
  return (frame) => {
    const object = plainText(target(frame));
    const method = findMethod(object instanceof Markup ? object.text : object, attribute);
    if (!method) {
      const callee = frame.context.attributeAt(object, attribute, lineno);
      return call(frame, callee, positional(frame), keywords?.(frame), lineno);
    }
    const isContainer = Array.isArray(object) || object instanceof Dict;
    const given = positional(frame);
    const args = isContainer ? given : plainArguments(given);
    const named = isContainer ? keywords?.(frame) : plainKeywords(keywords?.(frame));
    const undefinedArgument = firstUndefined(args, named);
    if (undefinedArgument) return undefinedArgument;
    try {
      if (object instanceof LazyDict && (attribute === 'items' || attribute === 'values'))
        refuseUndefined(object);
      return withinLimits(
        object instanceof Markup
          ? markupMethod(method, attribute, object, args, named)
          : method(object, args, named),
      );
    } catch (error) {
      return captured(error, frame.context.originAt(lineno));
    }
  };
}

/** Macros and the globals that say so see an Undefined argument; for everything else it is the result. */
function call(
  { context }: Frame,
  callee: Value,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value> | undefined,
  line: number,
): Value {
  if (callee instanceof Undefined) return callee;
  const direct =
    callee instanceof Macro || (callee instanceof GlobalFunction && callee.definition.takesUndefined);
  if (!direct) {
    const undefinedArgument = firstUndefined(args, keywords);
    if (undefinedArgument) return undefinedArgument;
  }
  try {
    if (callee instanceof Macro) return withinLimits(callValue(callee, args, keywords));
    if (callee instanceof GlobalFunction && callee.definition.vaults === 'given')
      return withinLimits(callee.callIn(context, args, keywords));
    const plain = plainArguments([...args]);
    const named = plainKeywords(keywords);
    if (callee instanceof GlobalFunction) return withinLimits(callee.callIn(context, plain, named));
    return withinLimits(callValue(callee, plain, named));
  } catch (error) {
    return captured(error, context.originAt(line));
  }
}

/** Binds and calls; without keywords the defaults are known and only the arity is checked. */
type Invoke = (
  context: CallContext,
  args: Value[],
  keywords: ReadonlyMap<string, Value> | undefined,
) => Value;

function invoker(
  name: string,
  target: Signature,
  run: (context: CallContext, ...args: Value[]) => Value,
): Invoke {
  return (context, args, keywords) => run(context, ...bindArguments(name, target, args, keywords));
}

export function compileFilter(compiler: Compiler, node: AstNode<'filter'>, scope: Scope): Evaluate {
  if (!node.target) throw new Error('a filter without a target belongs to a block');
  return applyFilter(compiler, node, scope, compiler.expression(node.target, scope));
}

/** The filters of a filter block or a set block, innermost first, applied to `input`. */
export function compileFilterChain(
  compiler: Compiler,
  node: AstNode<'filter'>,
  scope: Scope,
  input: Evaluate,
): Evaluate {
  const target = node.target;
  const inner = target?.kind === 'filter' ? compileFilterChain(compiler, target, scope, input) : input;
  return applyFilter(compiler, node, scope, inner);
}

function applyFilter(compiler: Compiler, node: AstNode<'filter'>, scope: Scope, value: Evaluate): Evaluate {
  const { name, lineno } = node;
  const filter = compiler.registry.filter(name);
  if (!filter) return unknown('filter', name, scope, lineno);
  const input = filter.knowsTags === true && node.target ? taggedInput(node.target, value, scope) : value;
  const { positional, keywords, simple } = compileArguments(node.args, (part) =>
    compiler.expression(part, scope),
  );
  if (
    simple &&
    node.args.positional.length === 0 &&
    filter.signature.parameters.length === 1 &&
    isFixed(filter.signature)
  ) {
    return plainFilter(filter, name, input, lineno);
  }
  const invoke = invoker(filter.functionName ?? filter.name, filter.signature, filter.call);
  const { takesUndefined = false, impure = false } = filter;
  const passesUndefined = takesUndefined || filter.isGenerator === true;
  return (frame) => {
    const { context } = frame;
    const args = filterArguments(filter, [input(frame), ...positional(frame)]);
    const given = keywords?.(frame);
    const named = filter.vaults === undefined ? plainKeywords(given) : given;
    if (impure) context.host.noteImpurity();
    if (!takesUndefined) {
      const undefinedArgument = firstUndefined(args, named);
      if (undefinedArgument) return undefinedArgument;
    }
    try {
      const result = args.some(isMarkup)
        ? throughMarkup(filter, args, (plain) => invoke(context, plain, named))
        : invoke(context, args, named);
      if (result instanceof PyRange) return result.toList();
      withinLimits(result);
      return passesUndefined ? result : (firstUndefinedMember(result) ?? result);
    } catch (error) {
      return capturedFromPlugin(error, 'filter', name, context.placeOfFailure(lineno));
    }
  };
}

const isMarkup = (value: Value): value is Markup => value instanceof Markup;

/** Calls a filter with Markup among its arguments. */
function throughMarkup(filter: FilterDefinition, args: Value[], run: (args: Value[]) => Value): Value {
  if (filter.markup === 'given') return run(args);
  const result = run(args.map(withoutMarkup));
  return filter.markup === 'kept' && isMarkup(args[0] ?? null) ? asMarkup(result) : result;
}

/** A filter that hands on a member which is undefined has read it, and that fails in ansible-core. */
function firstUndefinedMember(result: Value): Undefined | undefined {
  if (!Array.isArray(result)) return undefined;
  for (let index = 0; index < result.length; index++) {
    const member = result[index];
    if (typeof member === 'object' && member instanceof Undefined) return member;
  }
  return undefined;
}

function isFixed(signature: Signature): boolean {
  return signature.varargs === undefined && signature.kwargs === undefined;
}

/** A filter that takes its input alone. */
function plainFilter(filter: FilterDefinition, name: string, input: Evaluate, line: number): Evaluate {
  const { takesUndefined = false, impure = false, call: run } = filter;
  const passesUndefined = takesUndefined || filter.isGenerator === true;
  return (frame) => {
    const [value = null] = filterArguments(filter, [input(frame)]);
    if (!takesUndefined && value instanceof Undefined) return value;
    const { context } = frame;
    if (impure) context.host.noteImpurity();
    try {
      const result =
        value instanceof Markup
          ? throughMarkup(filter, [value], ([plain = null]) => run(context, plain))
          : run(context, value);
      if (result instanceof PyRange) return result.toList();
      withinLimits(result);
      return passesUndefined ? result : (firstUndefinedMember(result) ?? result);
    } catch (error) {
      return capturedFromPlugin(error, 'filter', name, context.placeOfFailure(line));
    }
  };
}

function unknown(kind: 'filter' | 'test', name: string, scope: Scope, line: number): Evaluate {
  if (!scope.soft) throw new TemplateSyntaxError(`No ${kind} named '${name}'.`, line);
  return () => {
    throw new TemplateRuntimeError(`No ${kind} named '${name}' found.`);
  };
}

/** Something that failed is neither defined nor undefined: the failure goes on. */
function definedness(value: Value, wanted: boolean): Value {
  if (value instanceof Undefined && value.error) return value;
  return isMissing(value) !== wanted;
}

export function compileTest(compiler: Compiler, node: AstNode<'test'>, scope: Scope): Evaluate {
  const { name, lineno } = node;
  const value = compiler.expression(node.target, scope);
  if (name === 'defined') return (frame) => definedness(value(frame), true);
  if (name === 'undefined') return (frame) => definedness(value(frame), false);
  const test = compiler.registry.test(name);
  if (!test) return unknown('test', name, scope, lineno);
  if (test.name === 'vault_encrypted') return vaultTest(node.target, value, scope, test);
  const input = test.knowsTags === true ? taggedInput(node.target, value, scope) : value;
  const { positional, keywords } = compileArguments(node.args, (part) => compiler.expression(part, scope));
  const { takesUndefined = false, impure = false } = test;
  // Whether two values are one can only be told of the values themselves.
  const keepsVaults = test.name === 'sameas';
  const identity = (args: Value[]): Value[] => args;
  const invoke = invoker(test.name, test.signature, test.call);
  return (frame) => {
    const { context } = frame;
    const args = (keepsVaults ? identity : plainArguments)([input(frame), ...positional(frame)]);
    const named = plainKeywords(keywords?.(frame));
    if (impure) context.host.noteImpurity();
    if (!takesUndefined) {
      const undefinedArgument = firstUndefined(args, named);
      if (undefinedArgument) return undefinedArgument;
    }
    try {
      return invoke(context, name === 'escaped' ? args : args.map(withoutMarkup), named);
    } catch (error) {
      if (error instanceof UndefinedUse) return error.source;
      return capturedFromPlugin(error, 'test', name, context.placeOfFailure(lineno));
    }
  };
}
