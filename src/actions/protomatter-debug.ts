import { MitorunError } from '../errors/mitorun-error.ts';
import { NumberedErrors } from '../errors/numbered-errors.ts';
import type { Origin } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import { OMIT } from '../python/omit.ts';
import { repr } from '../python/repr.ts';
import { typeName } from '../python/type-name.ts';
import type { Value } from '../python/value.ts';
import { omittedScalar } from '../template/omitted-scalar.ts';
import { stringOf } from '../template/text-argument.ts';
import { untrustedExpression } from '../template/untrusted-expression.ts';
import { isUnsafe, valueOriginOf } from '../yaml/origins.ts';
import type { Action, ActionContext } from './action.ts';
import { checkedArguments } from './check-arguments.ts';
import { ActionFailure } from './action-failure.ts';

const spec = { expression: { type: 'raw', required: true } };

/** `ansible._protomatter.debug`: what each expression gives, with a numbered mark in place of whatever is wrong with it. */
export const protomatterDebug: Action = {
  isLocal: true,
  unrenderedArguments: new Set(['expression']),
  run: async (context) => {
    checkedArguments(context, spec);
    const given = context.args.get('expression') ?? null;
    const [container, keys]: [Dict | Value[], readonly Value[]] = Array.isArray(given)
      ? [given, [...given.keys()]]
      : [context.args, ['expression']];
    const elements = Array.isArray(given) ? given : [given];
    const expressions = elements.map((element, index) =>
      expressionOf(element, container, keys[index] ?? index),
    );
    const result = await context.templar.inJob(() => evaluated(context, expressions));
    return { data: Dict.of({ expression_result: result }), remarks: { verboseAlways: true } };
  },
};

interface WrittenExpression {
  readonly text: string;
  readonly origin: Origin | undefined;
  /** It is marked as `!unsafe`. */
  readonly isData: boolean;
}

function expressionOf(element: Value, container: Dict | Value[], key: Value): WrittenExpression {
  const text = stringOf(element);
  if (text !== undefined)
    return { text, origin: valueOriginOf(container, key), isData: isUnsafe(container, key) };
  throw new ActionFailure(
    `Elements value for option 'expression' is of type ${typeName(element)} and we were unable to convert to _check_type_str_no_conversion: '${repr(element)}' is not a string and conversion is not allowed`,
  );
}

function evaluated(context: ActionContext, expressions: readonly WrittenExpression[]): Value[] {
  const errors = new NumberedErrors();
  try {
    return expressions.map((expression) => valueOrMark(context, expression, errors));
  } finally {
    errors.tell((message, place) => context.warn(message, place));
  }
}

function valueOrMark(
  { templar }: ActionContext,
  { text, origin, isData }: WrittenExpression,
  errors: NumberedErrors,
): Value {
  const mark = (message: string): string => errors.mark(message, origin);
  try {
    if (isData) throw untrustedExpression(origin);
    const value = templar.evaluateReplacing(text, origin, mark);
    if (value !== OMIT) return value;
  } catch (error) {
    if (!(error instanceof MitorunError)) throw error;
    return mark(error.message);
  }
  throw omittedScalar(origin);
}
