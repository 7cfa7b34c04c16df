import type { Keywords } from '../../python/callable.ts';
import { asMarkup, escapedForMarkup, Markup, withoutMarkup } from '../../python/markup.ts';
import type { Method } from '../../python/methods/method.ts';
import { Tuple } from '../../python/tuple.ts';
import type { Value } from '../../python/value.ts';
import type { BinaryOperator } from '../syntax/nodes.ts';

/** `+`, `*` and `%` with Markup on either side: what joins it is escaped, and the result is Markup. */
export function markupArithmetic(
  operator: BinaryOperator,
  left: Value,
  right: Value,
  compute: (left: Value, right: Value) => Value,
): Value {
  if (operator === '+') return asMarkup(compute(escapedForMarkup(left), escapedForMarkup(right)));
  if (operator === '%' && left instanceof Markup) {
    const args =
      right instanceof Tuple ? new Tuple(right.items.map(escapedForMarkup)) : escapedForMarkup(right);
    return asMarkup(compute(left.text, args));
  }
  return asMarkup(compute(withoutMarkup(left), withoutMarkup(right)));
}

/** The methods of str that markupsafe wraps: their text arguments are escaped and their result is Markup. */
const wrapped: ReadonlySet<string> = new Set(
  (
    'capitalize casefold center expandtabs format join ljust lower lstrip partition removeprefix removesuffix replace ' +
    'rjust rpartition rsplit rstrip split splitlines strip swapcase title upper zfill'
  ).split(' '),
);

/** Calls a method of str on Markup. */
export function markupMethod(
  method: Method,
  name: string,
  receiver: Markup,
  args: readonly Value[],
  keywords: Keywords | undefined,
): Value {
  if (!wrapped.has(name)) return method(receiver.text, args.map(withoutMarkup), keywords);
  const escaped = args.map((arg) => (Array.isArray(arg) ? arg.map(escapedForMarkup) : escapedForMarkup(arg)));
  const named = keywords && new Map([...keywords].map(([key, value]) => [key, escapedForMarkup(value)]));
  const result = method(receiver.text, escaped, named);
  if (Array.isArray(result)) return result.map(asMarkup);
  return result instanceof Tuple ? new Tuple(result.items.map(asMarkup)) : asMarkup(result);
}
