import { MapVariables } from '../variable-layers.ts';
import { join } from 'node:path';
import { Dict } from '../../python/dict.ts';
import { dirname } from '../filters/path.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { CallContext, LookupDefinition, TextTemplateOptions } from '../registry.ts';
import { TemplateSyntaxError } from '../syntax/syntax-error.ts';
import { Undefined, UndefinedUse } from '../undefined.ts';
import type { Value } from '../../python/value.ts';
import { templateVariables } from '../files/template-variables.ts';
import { textOf } from '../text-argument.ts';
import { fileTerm, findFileOrWarn, readable, readText } from './find-file.ts';
import { LookupOptions, type OptionDefinition } from './options.ts';

const templateOptions: readonly OptionDefinition[] = [
  { name: 'convert_data', type: 'bool', fallback: true },
  { name: 'variable_start_string', type: 'str', fallback: '{{' },
  { name: 'variable_end_string', type: 'str', fallback: '}}' },
  { name: 'jinja2_native', type: 'bool', fallback: true },
  { name: 'template_vars', type: 'dict', fallback: new Dict() },
  { name: 'comment_start_string', type: 'str', fallback: '{#' },
  { name: 'comment_end_string', type: 'str', fallback: '#}' },
  { name: 'trim_blocks', type: 'bool', fallback: true },
];

/** `template`: what the template file gives, with its type. */
export const templateLookup: LookupDefinition = {
  name: 'template',
  impure: true,
  call: (context, terms, given, plugin) => {
    const options = new LookupOptions(context, plugin, templateOptions, given);
    warnOfIdleOptions(context, given);
    const extra = options.value('template_vars');
    const managed = textOf(context.lookups.setting('DEFAULT_MANAGED_STR') ?? 'Ansible managed');
    return terms.map((term) => {
      const wanted = fileTerm(term);
      const path = wanted === undefined ? undefined : findFileOrWarn(context, 'templates', wanted);
      const name = textOf(term);
      if (path === undefined)
        throw pluginFailure(`the template file ${name} could not be found for the lookup`);
      const file = { path: name, fullPath: path, destination: null };
      const variables = templateVariables(file, managed, context.variables);
      if (extra instanceof Dict) for (const [key, value] of extra) variables.set(textOf(key), value);
      return rendered(
        context,
        readable(path, () => readText(context, path)),
        {
          file: path,
          variableStart: options.text('variable_start_string') ?? '{{',
          variableEnd: options.text('variable_end_string') ?? '}}',
          commentStart: options.text('comment_start_string') ?? '{#',
          commentEnd: options.text('comment_end_string') ?? '#}',
          trimBlocks: options.boolean('trim_blocks'),
          searchPath: [
            dirname(path),
            ...context.lookups.searchPath.flatMap((one) => [join(one, 'templates'), one]),
          ],
          variables: new MapVariables(variables),
        },
      );
    });
  },
};

/** A template that cannot be read is told of as the value's own fault, not as one of the lookup. */
function rendered(context: CallContext, text: string, options: TextTemplateOptions): Value {
  try {
    return context.renderText(text, options);
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    throw new UndefinedUse(new Undefined(error.message, error));
  }
}

/** Options that ansible-core 2.19 still takes, and no longer heeds. */
const idleOptions = {
  convert_data:
    'Jinja2 native mode is now the default and only option, which is mutually exclusive with this option.',
  jinja2_native: 'Jinja2 native mode is now the default and only option.',
};

function warnOfIdleOptions(context: CallContext, given: Dict): void {
  for (const [option, alternatives] of Object.entries(idleOptions)) {
    if ((given.get(option) ?? null) === null) continue;
    const reason = 'This option is no longer used in the Ansible Core code base.';
    const message = `${option} option. Reason: ${reason}\nAlternatives: ${alternatives}`;
    context.lookups.deprecate(message, '2.23', { plugin: "lookup plugin 'template'" });
  }
}
