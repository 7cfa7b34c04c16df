import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import type { Action, ActionContext } from './action.ts';
import { checkArguments } from './check-arguments.ts';

/** `debug`: shows a message or a variable. `var` is an expression, so it is evaluated here and not before. */
export const debug: Action = {
  isLocal: true,
  unrenderedArguments: new Set(['var']),
  run: async (context) => {
    const { args } = context;
    checkArguments(args, { known: ['msg', 'var', 'verbosity'], exclusive: [['msg', 'var']] });
    const verbosity = Number(args.get('verbosity') ?? 0);
    if (context.verbosity < verbosity) {
      return Dict.of({ skipped_reason: 'Verbosity threshold not met.', skipped: true, failed: false });
    }
    const result = new Dict();
    const expression = args.get('var');
    if (expression === undefined || expression === null) result.set('msg', args.get('msg') ?? 'Hello world!');
    else showVariable(context, expression, result);
    result.set('_ansible_verbose_always', true);
    result.set('failed', false);
    return result;
  },
};

function showVariable(context: ActionContext, written: Value, result: Dict): void {
  const expression = written instanceof TemplateString ? context.templar.render(written) : written;
  if (typeof expression !== 'string') {
    result.set(
      typeof expression === 'object'
        ? `<class '${Array.isArray(expression) ? 'list' : 'dict'}'>`
        : str(expression),
      expression,
    );
    return;
  }
  try {
    result.set(expression, context.templar.evaluate(expression, context.origin));
  } catch (error) {
    if (!(error instanceof MitorunError) || error.code !== 'TEMPLATE_UNDEFINED') throw error;
    const shown =
      context.verbosity > 0 ? `VARIABLE IS NOT DEFINED!: ${error.message}` : 'VARIABLE IS NOT DEFINED!';
    result.set(expression, shown);
  }
}
