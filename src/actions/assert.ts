import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { isTruthy } from '../python/truth.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import type { Action } from './action.ts';
import { checkArguments } from './check-arguments.ts';

/** `assert`: fails with a message unless every expression of `that` holds. */
export const assertAction: Action = {
  isLocal: true,
  unrenderedArguments: new Set(['that']),
  run: async ({ args, templar, origin }) => {
    checkArguments(args, { known: ['that', 'fail_msg', 'msg', 'success_msg', 'quiet'], required: ['that'] });
    const written = args.get('that') ?? null;
    const that = written instanceof TemplateString ? conditionsOf(templar.render(written), written) : written;
    const quiet = isTruthy(args.get('quiet') ?? false);
    const result = Dict.of({ changed: false, _ansible_verbose_always: !quiet });
    for (const condition of Array.isArray(that) ? that : [that]) {
      if (templar.condition(condition, origin)) continue;
      result.set('failed', true);
      result.set('evaluated_to', false);
      result.set('assertion', condition instanceof TemplateString ? condition.source : condition);
      result.set('msg', message(args.get('fail_msg') ?? args.get('msg'), 'Assertion failed'));
      return result;
    }
    result.set('msg', message(args.get('success_msg'), 'All assertions passed'));
    return result;
  },
};

/** `that: "{{ list_of_conditions }}"` may give a list; anything else is the condition as written. */
function conditionsOf(rendered: Value, written: TemplateString): Value {
  return Array.isArray(rendered) ? rendered : written;
}

function message(given: Value | undefined, otherwise: string): Value {
  if (given === undefined || given === null) return otherwise;
  if (typeof given === 'string') return given;
  if (Array.isArray(given) && given.every((line) => typeof line === 'string')) return given;
  throw new MitorunError(
    'ACTION',
    'Incorrect type for fail_msg or msg, expected a string or list and got something else',
  );
}
