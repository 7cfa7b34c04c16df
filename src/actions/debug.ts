import { MitorunError } from '../errors/mitorun-error.ts';
import { NumberedErrors } from '../errors/numbered-errors.ts';
import { Dict } from '../python/dict.ts';
import { OMIT } from '../python/omit.ts';
import { repr, str } from '../python/repr.ts';
import { TemplateString } from '../python/template-string.ts';
import { typeName } from '../python/type-name.ts';
import type { Value } from '../python/value.ts';
import { untrustedExpression } from '../template/untrusted-expression.ts';
import { isUnsafe, valueOriginOf } from '../yaml/origins.ts';
import type { Action, ActionContext } from './action.ts';
import { checkedArguments } from './check-arguments.ts';
import { ActionFailure } from './action-failure.ts';

const spec = {
  msg: { type: 'raw', default: 'Hello world!' },
  var: { type: 'raw' },
  verbosity: { type: 'int', default: 0 },
};

/** `debug`: shows a message or a variable. `var`, rendered if it is a template, is an expression. */
export const debug: Action = {
  effects: { facts: 'shown' },
  isLocal: true,
  keepsVaults: true,
  run: async (context) => {
    const args = checkedArguments(context, spec, { mutually_exclusive: [['msg', 'var']] });
    const result = new Dict();
    const isShown = context.verbosity >= Number(args.get('verbosity'));
    if (!isShown) {
      result.set('skipped_reason', 'Verbosity threshold not met.');
      result.set('skipped', true);
    } else {
      const expression = args.get('var') ?? null;
      if (expression === null || expression === '') result.set('msg', args.get('msg') ?? null);
      else await context.templar.inJob(() => showVariable(context, expression, result));
    }
    result.set('failed', false);
    return { data: result, remarks: isShown ? { verboseAlways: true } : {} };
  },
};

function showVariable(context: ActionContext, expression: Value, result: Dict): void {
  const written = context.writtenArgs.get('var');
  if (typeof expression !== 'string') {
    const problem = `'${repr(expression)}' is not a string and conversion is not allowed`;
    throw new ActionFailure(
      `argument 'var' is of type ${typeName(expression)} and we were unable to convert to _check_type_str_no_conversion: ${problem}`,
    );
  }
  const computed = written instanceof TemplateString && context.templar.computedText(written.source);
  const origin = (computed && computed.origin) || (valueOriginOf(context.args, 'var') ?? context.origin);
  const undefinedThings = new NumberedErrors();
  try {
    const isData =
      isUnsafe(context.args, 'var') ||
      Boolean(computed) ||
      (written instanceof TemplateString && !mayEvaluate(written, expression, context));
    if (isData) throw untrustedExpression(origin);
    const replace = undefinedThings.mark.bind(undefinedThings);
    const value = context.templar.evaluateReplacing(expression, origin, replace);
    if (value === OMIT)
      context.warn(
        'The result of the `var` expression could not be omitted; a placeholder was used instead.',
        origin,
      );
    result.set(expression, value === OMIT ? str(value) : value);
  } catch (error) {
    if (!(error instanceof MitorunError)) throw error;
    throw new MitorunError('ACTION', 'Error while resolving `var` expression.', {
      origin,
      cause: error,
    });
  }
  undefinedThings.tell((message, place) => context.warn(message, place));
}

/**
 * Whether a template's value may be evaluated. True for text that a user wrote, and for a plain name with
 * members: the writer of such a text is not always known. Any other text is data, which must not call
 * anything.
 */
function mayEvaluate(written: TemplateString, expression: string, { templar }: ActionContext): boolean {
  if (templar.writtenAt(written.source)) return true;
  return /^[A-Za-z_]\w*(?:\.\w+|\[(?:\d+|'[^'\\]*'|"[^"\\]*")\])*$/.test(expression);
}
