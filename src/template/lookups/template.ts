import { join } from 'node:path';
import { Dict } from '../../python/dict.ts';
import { dirname } from '../filters/path.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { CallContext, LookupDefinition } from '../registry.ts';
import { sourceOf, templateVariables } from '../template-variables.ts';
import { textOf } from '../text-argument.ts';
import { findFileOrWarn, readText } from './find-file.ts';
import { LookupOptions } from './options.ts';

/** `template`: what the template file gives, with its type. */
export const templateLookup: LookupDefinition = {
  name: 'template',
  impure: true,
  call: (context, terms, given) => {
    const options = new LookupOptions(given);
    warnOfIdleOptions(context, options);
    const extra = options.value('template_vars');
    const managed = textOf(context.lookups.setting('DEFAULT_MANAGED_STR') ?? 'Ansible managed');
    return terms.map((term) => {
      const name = textOf(term);
      const path = findFileOrWarn(context, 'templates', name);
      if (path === undefined)
        throw pluginFailure(`the template file ${name} could not be found for the lookup`);
      const file = { path: name, fullPath: path, destination: null };
      const variables = templateVariables(file, managed, context.variables);
      if (extra instanceof Dict) for (const [key, value] of extra) variables.set(textOf(key), value);
      return context.renderText(readText(context, path), {
        file: path,
        variableStart: options.text('variable_start_string', '{{'),
        variableEnd: options.text('variable_end_string', '}}'),
        commentStart: options.text('comment_start_string', '{#'),
        commentEnd: options.text('comment_end_string', '#}'),
        trimBlocks: options.boolean('trim_blocks', true),
        searchPath: [
          dirname(path),
          ...context.lookups.searchPath.flatMap((one) => [join(one, 'templates'), one]),
        ],
        variables: sourceOf(variables),
      });
    });
  },
};

/** Options that ansible-core 2.19 still takes, and no longer heeds. */
const idleOptions = {
  convert_data:
    'Jinja2 native mode is now the default and only option, which is mutually exclusive with this option.',
  jinja2_native: 'Jinja2 native mode is now the default and only option.',
};

function warnOfIdleOptions(context: CallContext, options: LookupOptions): void {
  for (const [option, alternatives] of Object.entries(idleOptions)) {
    if (!options.has(option)) continue;
    const reason = 'This option is no longer used in the Ansible Core code base.';
    const message = `${option} option. Reason: ${reason}\nAlternatives: ${alternatives}`;
    context.lookups.deprecate(message, '2.23', { plugin: "lookup plugin 'template'" });
  }
}
