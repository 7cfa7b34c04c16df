import { plainText, plainValue } from '../runtime/plain-values.ts';
import { equals } from '../../python/equality.ts';
import {
  add,
  divide,
  floorDivide,
  modulo,
  multiply,
  power,
  subtract,
} from '../../python/operators/arithmetic.ts';
import { Markup, withoutMarkup } from '../../python/markup.ts';
import { contains } from '../../python/operators/contains.ts';
import { order } from '../../python/operators/order.ts';
import { withinLimits } from '../../python/size-limit.ts';
import type { Value } from '../../python/value.ts';
import type { AstNode, BinaryOperator, CompareOperator, Expression } from '../syntax/nodes.ts';
import { markupArithmetic } from './markup-operators.ts';
import { Undefined, UndefinedUse } from '../undefined.ts';
import type { Evaluate } from '../runtime/running-template.ts';

/** An Undefined has no operators; the check comes before type errors, which would name its type. */
function checked(left: Value, right: Value): void {
  if (left instanceof Undefined) throw new UndefinedUse(left);
  if (right instanceof Undefined) throw new UndefinedUse(right);
}

const functions: Readonly<Record<BinaryOperator, (left: Value, right: Value) => Value>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '//': floorDivide,
  '%': modulo,
  '**': power,
};

export function arithmetic(operator: BinaryOperator, left: Evaluate, right: Evaluate): Evaluate {
  const compute = functions[operator];
  // Lists are only joined; `%` writes out what its operands hold.
  const plain = operator === '%' ? plainValue : plainText;
  return (frame) => {
    const first = plain(left(frame));
    const second = plain(right(frame));
    if (typeof first !== 'number' || typeof second !== 'number') checked(first, second);
    if (first instanceof Markup || second instanceof Markup)
      return markupArithmetic(operator, first, second, compute);
    const result = compute(first, second);
    return typeof result === 'string' ? withinLimits(result) : result;
  };
}

/** One comparison, or a chain in which each operand is computed once and the first false one ends it. */
export function comparison(
  { first, rest }: AstNode<'compare'>,
  compile: (part: Expression) => Evaluate,
): Evaluate {
  const start = compile(first);
  const steps = rest.map(({ operator, operand }) => ({
    holds: comparer(operator),
    operand: compile(operand),
  }));
  const [only] = steps;
  if (only && steps.length === 1) {
    const { holds, operand } = only;
    return (frame) => holds(start(frame), operand(frame));
  }
  return (frame) => {
    let left = start(frame);
    for (const { holds, operand } of steps) {
      const right = operand(frame);
      if (!holds(left, right)) return false;
      left = right;
    }
    return true;
  };
}

function comparer(operator: CompareOperator): (left: Value, right: Value) => boolean {
  switch (operator) {
    case '==':
      return equal;
    case '!=':
      return (left, right) => !equal(left, right);
    case 'in':
      return member;
    case 'not in':
      return (left, right) => !member(left, right);
    default:
      return (left, right) => {
        checked(left, right);
        return order(operator, plainValue(withoutMarkup(left)), plainValue(withoutMarkup(right)));
      };
  }
}

function equal(left: Value, right: Value): boolean {
  checked(left, right);
  return equals(left, right);
}

function member(left: Value, right: Value): boolean {
  if (right instanceof Undefined) throw new UndefinedUse(right);
  if (left instanceof Undefined && !(Array.isArray(right) && right.length === 0))
    throw new UndefinedUse(left);
  return contains(plainText(withoutMarkup(right)), plainText(withoutMarkup(left)));
}
