import type { Value } from '../../python/value.ts';
import {
  type AnyNode,
  type AstNode,
  forEachChild,
  type MacroSignature,
  node,
  type Statement,
} from '../syntax/nodes.ts';
import { refuseRepeated } from './arguments.ts';
import { concat } from '../runtime/concat.ts';
import { notingPlaces } from '../runtime/fault-places.ts';
import { Macro, type MacroArguments, type MacroShape } from '../runtime/macro.ts';
import { nested } from '../runtime/nesting.ts';
import { TemplateSyntaxError } from '../syntax/syntax-error.ts';
import { Undefined } from '../undefined.ts';
import { compileCall } from './calls.ts';
import type { Compiler } from './compiler.ts';
import type { Scope } from './scope.ts';
import { type Evaluate, Frame, type Output } from '../runtime/running-template.ts';

type MacroNode = AstNode<'macro'> | AstNode<'callBlock'>;

/** The closure that makes the macro, which sees the variables of where it stands. */
export function compileMacro(compiler: Compiler, definition: MacroNode, outside: Scope): Evaluate {
  const { signature, body } = definition;
  const name = definition.kind === 'macro' ? definition.name : 'caller';
  const scope = outside.function();
  const shape = macroShape(name, signature, body);
  refuseRepeated(signature.parameters, (name) => `duplicate argument '${name}' in function definition`);
  const explicitCaller = signature.parameters.includes('caller');
  if (
    explicitCaller &&
    shape.catchesCaller &&
    signature.parameters.indexOf('caller') < signature.parameters.length - signature.defaults.length
  ) {
    throw new TemplateSyntaxError(
      'When defining macros or call blocks the special "caller" argument must be omitted or be given a default.',
      definition.lineno,
    );
  }
  const slots = signature.parameters.map((parameter) => scope.declare(parameter));
  const defaults = signature.defaults.map((value) => compiler.expression(value, scope));
  const special = {
    caller: shape.catchesCaller && !explicitCaller ? scope.declare('caller') : -1,
    keywords:
      shape.catchesKeywords && !signature.parameters.includes('kwargs') ? scope.declare('kwargs') : -1,
    rest: shape.catchesRest && !signature.parameters.includes('varargs') ? scope.declare('varargs') : -1,
  };
  scope.declareAssigned(body);
  const execute = compiler.statements(body, scope);
  const firstDefault = slots.length - defaults.length;

  const fill = (frame: Frame, args: MacroArguments): void => {
    slots.forEach((slot, index) => {
      const given = args.values[index];
      const value = given === undefined ? defaults[index - firstDefault]?.(frame) : given;
      frame.slots[slot] =
        value === undefined
          ? new Undefined(`parameter '${signature.parameters[index]}' was not provided`)
          : value;
    });
    if (special.caller >= 0)
      frame.slots[special.caller] =
        args.caller === undefined ? new Undefined('No caller defined') : args.caller;
    if (special.keywords >= 0) frame.slots[special.keywords] = args.keywords;
    if (special.rest >= 0) frame.slots[special.rest] = args.rest;
  };
  return (defining) =>
    new Macro(shape, (args) => {
      const frame = new Frame(defining.context, defining);
      fill(frame, args);
      const output: Output = [];
      const { line } = defining.context;
      notingPlaces(defining.context, () => nested(defining.context.host, () => execute(frame, output)));
      defining.context.line = line;
      return concat(output);
    });
}

function macroShape(name: string, { parameters }: MacroSignature, body: readonly Statement[]): MacroShape {
  const used = mentioned(body, new Set(['caller', 'kwargs', 'varargs']));
  return {
    name,
    parameters,
    catchesCaller: used.has('caller') || parameters.includes('caller'),
    catchesKeywords: used.has('kwargs') && !parameters.includes('kwargs'),
    catchesRest: used.has('varargs') && !parameters.includes('varargs'),
  };
}

/** Which of these names the statements read; blocks see nothing of a macro. */
function mentioned(body: readonly Statement[], names: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const visit = (child: AnyNode): void => {
    if (child.kind === 'name' && names.has(child.name)) found.add(child.name);
    if (child.kind !== 'block') forEachChild(child, visit);
  };
  for (const statement of body) visit(statement);
  return found;
}

/** `{% call(...) f(...) %}`: a call whose `caller` keyword is the block. */
export function compileCallBlock(compiler: Compiler, block: AstNode<'callBlock'>, scope: Scope): Evaluate {
  const makeCaller = compileMacro(compiler, block, scope);
  const inner = scope.inner();
  const hidden = 'caller of this block';
  const place = inner.declare(hidden);
  const { lineno, callee, args } = block.call;
  const caller = { name: 'caller', value: node('name', lineno, { name: hidden }) };
  const withCaller = node('call', lineno, {
    callee,
    args: { ...args, keywords: [...args.keywords, caller] },
  });
  const call = compileCall(compiler, withCaller, inner);
  return (frame): Value => {
    frame.slots[place] = makeCaller(frame);
    return call(frame);
  };
}
