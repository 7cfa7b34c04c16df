import { plainText } from '../runtime/plain-values.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Value } from '../../python/value.ts';
import { toList } from '../../python/operators/iterate.ts';
import { type AnyNode, type AstNode, forEachChild, type Statement } from '../syntax/nodes.ts';
import { concat } from '../runtime/concat.ts';
import { OutputGrowth } from '../runtime/output-growth.ts';
import { Loop } from '../runtime/loop.ts';
import { nested } from '../runtime/nesting.ts';
import { TemplateSyntaxError } from '../syntax/syntax-error.ts';
import { type Assign, compileAssign } from './assign.ts';
import type { Compiler } from './compiler.ts';
import type { Scope } from './scope.ts';
import { type Execute, Frame, type Output, Signal } from '../runtime/running-template.ts';

/** Runs the loop over these values; 0 is the depth of the outermost. */
type Run = (frame: Frame, output: Output, iterable: Value, depth: number) => void;

export function compileFor(compiler: Compiler, node: AstNode<'for'>, scope: Scope): Execute {
  refuseLoopTarget(node);
  const iterable = compiler.expression(node.iterable, scope);
  const run = node.recursive ? recursiveLoop(compiler, node, scope) : plainLoop(compiler, node, scope);
  return (frame, output) => {
    run(frame, output, iterable(frame), 0);
    return Signal.next;
  };
}

function plainLoop(compiler: Compiler, node: AstNode<'for'>, scope: Scope): Run {
  const body = loopBody(compiler, node, scope, scope.inner());
  return (frame, output, iterable, depth) => body(frame, output, iterable, depth, undefined);
}

/** The body is a function that `loop(...)` calls again; what it prints is the call's value. */
function recursiveLoop(compiler: Compiler, node: AstNode<'for'>, scope: Scope): Run {
  const body = loopBody(compiler, node, scope.function(), undefined);
  const run: Run = (frame, output, iterable, depth) => {
    const own = new Frame(frame.context, frame);
    const recurse = (inner: Value): Value => {
      const printed: Output = [];
      nested(frame.context.host, () => run(frame, printed, inner, depth + 1));
      return concat(printed);
    };
    body(own, output, iterable, depth, recurse);
  };
  return run;
}

function loopBody(
  compiler: Compiler,
  node: AstNode<'for'>,
  outside: Scope,
  inside: Scope | undefined,
): (frame: Frame, output: Output, iterable: Value, depth: number, recurse: Loop['recurse']) => void {
  const scope = inside ?? outside.inner();
  const usesLoop = mentionsLoop(node.body);
  const keep = node.test && compileTestOf(compiler, node, outside);
  const loopSlot = usesLoop ? scope.declare('loop') : -1;
  const assign = compileAssign(node.target, scope);
  scope.declareAssigned(node.body);
  const body = compiler.statements(node.body, scope);
  const slots = [...scope.ownNames()]
    .map((name) => scope.own(name) as number)
    .filter((slot) => slot !== loopSlot);
  const elseScope = outside.inner();
  elseScope.declareAssigned(node.otherwise);
  const otherwise = node.otherwise.length > 0 ? compiler.statements(node.otherwise, elseScope) : undefined;

  return (frame, output, iterable, depth, recurse) => {
    const all = toList(plainText(iterable));
    const items = keep ? all.filter((item) => keep(frame, item)) : all;
    const { jobs } = frame.context.host;
    const growth = new OutputGrowth(output);
    const loop = usesLoop ? new Loop(items, depth, recurse) : undefined;
    for (let index = 0; index < items.length; index++) {
      jobs.step();
      for (const slot of slots) frame.slots[slot] = undefined;
      if (loop) {
        loop.index0 = index;
        frame.slots[loopSlot] = loop;
      }
      assign(frame, items[index] as Value);
      if (body(frame, output) === Signal.break) break;
      growth.check();
    }
    for (const slot of slots) frame.slots[slot] = undefined;
    if (loop) frame.slots[loopSlot] = undefined;
    if (items.length === 0) otherwise?.(frame, output);
  };
}

function compileTestOf(
  compiler: Compiler,
  node: AstNode<'for'>,
  outside: Scope,
): (frame: Frame, item: Value) => boolean {
  const scope = outside.inner();
  const assign: Assign = compileAssign(node.target, scope);
  if (!node.test) throw new Error('the loop has no test');
  const test = compiler.expression(node.test, scope);
  return (frame, item) => {
    assign(frame, item);
    return isTruthy(test(frame));
  };
}

function refuseLoopTarget({ target }: AstNode<'for'>): void {
  const names = target.kind === 'tuple' ? target.items : [target];
  if (names.some((item) => item.kind === 'name' && item.name === 'loop')) {
    throw new TemplateSyntaxError("Can't assign to special loop variable in for-loop target", target.lineno);
  }
}

/** Whether `loop` is read anywhere in these statements, macros and blocks inside them included. */
function mentionsLoop(body: readonly Statement[]): boolean {
  let found = false;
  const visit = (child: AnyNode): void => {
    if (found) return;
    if (
      (child.kind === 'name' && child.name === 'loop') ||
      child.kind === 'include' ||
      child.kind === 'import'
    )
      found = true;
    else if (child.kind === 'block' || child.kind === 'from') found = true;
    else forEachChild(child, visit);
  };
  for (const statement of body) visit(statement);
  return found;
}
