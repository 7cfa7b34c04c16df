import { TrustedText } from '../trusted-text.ts';
import { VaultString } from '../vault-string.ts';
import { Bytes } from '../bytes.ts';
import { PyDate, PyDateTime } from '../datetime.ts';
import { equals } from '../equality.ts';
import { compareCodePoints } from '../json/dump.ts';
import { typeError } from '../python-error.ts';
import { PySet } from '../set.ts';
import { PyTime } from '../clock-time.ts';
import { PyTimedelta } from '../timedelta.ts';
import { Tuple } from '../tuple.ts';
import { typeName } from '../type-name.ts';
import type { Value } from '../value.ts';
import { numeric } from './number.ts';

export type OrderOperator = '<' | '<=' | '>' | '>=';

/** Python's ordering. Throws TypeError for values that have no order among each other. */
export function order(operator: OrderOperator, left: Value, right: Value): boolean {
  if (typeof left === 'number' && typeof right === 'number') return decide(operator, left - right);
  if (typeof left === 'string' && typeof right === 'string')
    return decide(operator, compareCodePoints(left, right));
  if (left instanceof VaultString) return order(operator, left.reveal(), right);
  if (right instanceof VaultString) return order(operator, left, right.reveal());
  if (left instanceof TrustedText) return order(operator, left.text, right);
  if (right instanceof TrustedText) return order(operator, left, right.text);
  const a = numeric(left);
  const b = a && numeric(right);
  if (a && b) return numbersInOrder(operator, a.value, b.value);
  const items = sequence(left);
  const others = items && sequence(right);
  if (items && others && Array.isArray(left) === Array.isArray(right))
    return sequencesInOrder(operator, items, others);
  if (left instanceof PySet && right instanceof PySet) return setsInOrder(operator, left, right);
  const difference = compareObjects(left, right);
  if (difference === undefined) {
    throw typeError(
      `'${operator}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`,
    );
  }
  return decide(operator, difference);
}

/** `left < right`: what sorting needs. */
export function lessThan(left: Value, right: Value): boolean {
  return order('<', left, right);
}

function decide(operator: OrderOperator, difference: number): boolean {
  if (operator === '<') return difference < 0;
  if (operator === '<=') return difference <= 0;
  return operator === '>' ? difference > 0 : difference >= 0;
}

/** JavaScript compares a number with a bigint exactly, and NaN with nothing, as Python does. */
function numbersInOrder(operator: OrderOperator, a: number | bigint, b: number | bigint): boolean {
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

function sequence(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof Tuple ? value.items : undefined;
}

function sequencesInOrder(
  operator: OrderOperator,
  items: readonly Value[],
  others: readonly Value[],
): boolean {
  const shared = Math.min(items.length, others.length);
  for (let index = 0; index < shared; index++) {
    const item = items[index] as Value;
    const other = others[index] as Value;
    if (!equals(item, other)) return order(operator, item, other);
  }
  return decide(operator, items.length - others.length);
}

function setsInOrder(operator: OrderOperator, left: PySet, right: PySet): boolean {
  const [small, large] = operator.startsWith('<') ? [left, right] : [right, left];
  const contained = [...small].every((member) => large.has(member));
  return contained && (operator.length === 2 || small.size < large.size);
}

function compareObjects(left: Value, right: Value): number | undefined {
  if (left instanceof PyDateTime && right instanceof PyDateTime) {
    if ((left.parts.offset === null) !== (right.parts.offset === null)) {
      throw typeError("can't compare offset-naive and offset-aware datetimes");
    }
    return Number(left.epochMicroseconds() - right.epochMicroseconds());
  }
  if (left instanceof PyDate && right instanceof PyDate) return compareCodePoints(left.str(), right.str());
  if (left instanceof PyTimedelta && right instanceof PyTimedelta)
    return Number(left.microseconds - right.microseconds);
  if (left instanceof PyTime && right instanceof PyTime) return left.sinceMidnight() - right.sinceMidnight();
  if (left instanceof Bytes && right instanceof Bytes) return Buffer.compare(left.data, right.data);
  return undefined;
}
