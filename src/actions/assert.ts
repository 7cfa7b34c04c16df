import type { Origin } from '../errors/origin.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { isTruthy } from '../python/truth.ts';
import { TemplateString } from '../python/template-string.ts';
import { typeName } from '../python/type-name.ts';
import type { Value } from '../python/value.ts';
import { VaultString } from '../python/vault-string.ts';
import { untrustedExpression } from '../template/untrusted-expression.ts';
import type { Templar } from '../template/templar.ts';
import { isUnsafe, valueOriginOf } from '../yaml/origins.ts';
import type { Action } from './action.ts';
import { checkedArguments } from './check-arguments.ts';
import { ActionFailure } from './action-failure.ts';

const spec = {
  fail_msg: { type: 'raw', aliases: ['msg'], default: 'Assertion failed' },
  success_msg: { type: 'raw', default: 'All assertions passed' },
  quiet: { type: 'bool', default: false },
  that: { type: 'raw', required: true },
};

/** `assert`: fails with a message unless every expression of `that` holds. */
export const assertAction: Action = {
  isLocal: true,
  keepsVaults: true,
  unrenderedArguments: new Set(['that']),
  run: async (context) => {
    const { templar, origin } = context;
    const args = checkedArguments(context, spec);
    const failure = messageArgument(args, 'fail_msg');
    const success = messageArgument(args, 'success_msg');
    // As it was given: the checked copy does not know where its members were written.
    const written = context.args.get('that') ?? null;
    const failed = await templar.inJob(() => {
      const that = written instanceof TemplateString ? conditionsOf(written, templar) : written;
      if (isUnsafe(context.args, 'that')) throw untrustedExpression(valueOriginOf(context.args, 'that'));
      const place = Array.isArray(that) ? origin : (valueOriginOf(context.args, 'that') ?? origin);
      return firstFailed(that, templar, place);
    });
    const result = new Dict();
    const remarks = isTruthy(args.get('quiet') ?? false) ? {} : { verboseAlways: true };
    if (failed !== undefined) {
      result.set('failed', true);
      result.set('evaluated_to', false);
      result.set('assertion', failed instanceof TemplateString ? failed.source : failed);
      result.set('msg', failure);
      return { data: result, remarks };
    }
    result.set('changed', false);
    result.set('msg', success);
    return { data: result, remarks };
  },
};

/** The first condition that does not hold; undefined where all do. */
function firstFailed(that: Value, templar: Templar, origin: Origin | undefined): Value | undefined {
  if (!Array.isArray(that)) return templar.condition(that, origin) ? undefined : that;
  return that.find((condition, index) => {
    const place = valueOriginOf(that, index) ?? origin;
    if (isUnsafe(that, index)) throw untrustedExpression(place);
    return !templar.condition(condition, place);
  });
}

/** `that: "{{ list_of_conditions }}"` may give a list; anything else is the condition as written. */
function conditionsOf(written: TemplateString, templar: Templar): Value {
  try {
    const rendered = templar.render(written);
    return Array.isArray(rendered) ? rendered : written;
  } catch (error) {
    if (error instanceof MitorunError) return written;
    throw error;
  }
}

function isText(value: Value): boolean {
  return typeof value === 'string' || value instanceof VaultString;
}

function messageArgument(args: Dict, name: string): Value {
  const given = args.get(name) ?? null;
  if (isText(given)) return given;
  if (Array.isArray(given) && given.every(isText)) return given;
  throw new ActionFailure(
    `argument '${name}' is of type ${typeName(given)} and we were unable to convert to str_or_list_of_str: a string or list of strings is required`,
  );
}
