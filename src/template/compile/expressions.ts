import { plainText, plainValue } from '../runtime/plain-values.ts';
import { Dict } from '../../python/dict.ts';
import { isDictMethod } from '../../python/methods/method-tables.ts';
import { isTruthy } from '../../python/truth.ts';
import { str } from '../../python/repr.ts';
import { withinLimits } from '../../python/size-limit.ts';
import { hasTemplateSyntax } from '../../python/template-string.ts';
import { Tuple } from '../../python/tuple.ts';
import type { Value } from '../../python/value.ts';
import { negate, positive } from '../../python/operators/arithmetic.ts';
import { Slice } from '../../python/operators/subscript.ts';
import type { AstNode, Expression } from '../syntax/nodes.ts';
import { TemplateReference } from '../runtime/block.ts';
import { LaxUndefined, Undefined, UndefinedUse } from '../undefined.ts';
import { compileCall, compileFilter, compileTest } from './calls.ts';
import type { Compiler } from './compiler.ts';
import { arithmetic, comparison } from './operators.ts';
import { localReader, type Scope } from './scope.ts';
import type { Evaluate, RunningTemplate } from '../runtime/running-template.ts';

/** The closure that computes an expression. */
export function compileExpression(compiler: Compiler, node: Expression, scope: Scope): Evaluate {
  const compile = (part: Expression): Evaluate => compiler.expression(part, scope);
  switch (node.kind) {
    case 'const':
      return constant(compiler, node);
    case 'name':
      return name(node, scope);
    case 'getattr':
      return getattr(node, compile);
    case 'getitem':
      return getitem(node, compile);
    case 'call':
      return compileCall(compiler, node, scope);
    case 'filter':
      return compileFilter(compiler, node, scope);
    case 'test':
      return compileTest(compiler, node, scope);
    case 'binary':
      return arithmetic(node.operator, compile(node.left), compile(node.right));
    case 'compare':
      return comparison(node, compile);
    case 'logic':
      return logic(node, compile);
    case 'unary':
      return unary(node, compile);
    case 'concat':
      return concatenation(node.parts.map(compile));
    case 'conditional':
      return conditional(compiler, node, scope);
    case 'list': {
      const items = node.items.map(compile);
      return (frame) => items.map((item) => item(frame));
    }
    case 'tuple': {
      const items = node.items.map(compile);
      return (frame) => new Tuple(items.map((item) => item(frame)));
    }
    case 'dict':
      return dict(node, compile);
    case 'slice':
      return slice(node, compile);
    case 'namespaceRef':
      throw new Error('a namespace reference is no expression');
  }
}

function constant(compiler: Compiler, node: AstNode<'const'>): Evaluate {
  const { value } = node;
  const place = compiler.rendersConstants
    ? 'condition'
    : compiler.lookupConstants.has(node)
      ? 'lookup'
      : undefined;
  if (place === undefined || typeof value !== 'string' || !hasTemplateSyntax(value)) return () => value;
  return ({ context }) => context.host.renderConstant(value, context, place);
}

function name({ name: text, lineno }: AstNode<'name'>, scope: Scope): Evaluate {
  const local = localReader(scope, text);
  if (text === 'self' && !local) return ({ context }) => new TemplateReference(context);
  if (!local) return ({ context }) => global(context, text, lineno);
  return (frame) => {
    const value = local(frame);
    return value === undefined ? global(frame.context, text, lineno) : value;
  };
}

function global(context: RunningTemplate, name: string, line: number): Value {
  const value = context.resolve(name);
  return value === undefined ? context.missing(name, line) : value;
}

function getattr(
  { target, attribute, lineno }: AstNode<'getattr'>,
  compile: (part: Expression) => Evaluate,
): Evaluate {
  const object = compile(target);
  if (isDictMethod(attribute)) return (frame) => frame.context.attributeAt(object(frame), attribute, lineno);
  return (frame) => {
    const value = object(frame);
    const member = value instanceof Dict ? value.get(attribute) : undefined;
    return member === undefined || frame.context.host.untrusted
      ? frame.context.attributeAt(value, attribute, lineno)
      : member;
  };
}

function getitem(
  { target, key, lineno }: AstNode<'getitem'>,
  compile: (part: Expression) => Evaluate,
): Evaluate {
  const object = compile(target);
  const member = compile(key);
  return (frame) => {
    const container = object(frame);
    return frame.context.itemAt(container, member(frame), lineno);
  };
}

/** An Undefined has no truth value: using it here is an error. */
function truth(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (value instanceof Undefined) throw new UndefinedUse(value);
  return isTruthy(value);
}

function logic(
  { operator, left, right }: AstNode<'logic'>,
  compile: (part: Expression) => Evaluate,
): Evaluate {
  const first = compile(left);
  const second = compile(right);
  if (operator === 'and') {
    return (frame) => {
      const value = first(frame);
      return truth(value) ? second(frame) : value;
    };
  }
  return (frame) => {
    const value = first(frame);
    return truth(value) ? value : second(frame);
  };
}

function unary({ operator, operand }: AstNode<'unary'>, compile: (part: Expression) => Evaluate): Evaluate {
  const value = compile(operand);
  if (operator === 'not') return (frame) => !truth(value(frame));
  return operator === '-'
    ? (frame) => negate(plainText(value(frame)))
    : (frame) => positive(plainText(value(frame)));
}

function concatenation(parts: readonly Evaluate[]): Evaluate {
  return (frame) => {
    let text = '';
    for (const part of parts) {
      const value = part(frame);
      text += typeof value === 'string' ? value : str(plainValue(value));
    }
    return withinLimits(text);
  };
}

function conditional(compiler: Compiler, node: AstNode<'conditional'>, scope: Scope): Evaluate {
  return scope.softly(() => {
    const test = compiler.expression(node.test, scope);
    const value = compiler.expression(node.value, scope);
    const otherwise = node.otherwise && compiler.expression(node.otherwise, scope);
    const { lineno } = node;
    return (frame) => {
      if (truth(test(frame))) return value(frame);
      if (otherwise) return otherwise(frame);
      const message = `the inline if-expression on line ${lineno} evaluated to false and no else section was defined.`;
      return new LaxUndefined(message);
    };
  });
}

function dict({ pairs }: AstNode<'dict'>, compile: (part: Expression) => Evaluate): Evaluate {
  const members = pairs.map(({ key, value }) => [compile(key), compile(value)] as const);
  return (frame) => {
    const result = new Dict();
    for (const [key, value] of members) result.set(plainText(key(frame)), value(frame));
    return result;
  };
}

function slice({ start, stop, step }: AstNode<'slice'>, compile: (part: Expression) => Evaluate): Evaluate {
  const none: Evaluate = () => null;
  const from = start ? compile(start) : none;
  const to = stop ? compile(stop) : none;
  const by = step ? compile(step) : none;
  return (frame) => new Slice(from(frame), to(frame), by(frame));
}
