import { statSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { localTime } from '../../python/broken-time.ts';
import { PyDateTime } from '../../python/datetime.ts';
import { Dict } from '../../python/dict.ts';
import type { Value } from '../../python/value.ts';
import { dirname } from '../filters/path.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { CallContext, LookupDefinition } from '../registry.ts';
import { textOf } from '../text-argument.ts';
import type { VariableSource } from '../variable-source.ts';
import { findFileOrWarn, readText } from './find-file.ts';
import { LookupOptions } from './options.ts';

/** `template`: what the template file gives, with its type. */
export const templateLookup: LookupDefinition = {
  name: 'template',
  call: (context, terms, given) => {
    const options = new LookupOptions(given);
    const extra = options.value('template_vars');
    return terms.map((term) => {
      const name = textOf(term);
      const path = findFileOrWarn(context, 'templates', name);
      if (path === undefined)
        throw pluginFailure(`the template file ${name} could not be found for the lookup`);
      const variables = templateVariables(context, name, path);
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

/** `template_path` and the other variables that describe a template to itself. */
function templateVariables(context: CallContext, name: string, path: string): Map<string, Value> {
  const stats = statSync(path);
  const variables = new Map<string, Value>([
    ['template_host', hostname()],
    ['template_path', name],
    ['template_mtime', localDateTime(stats.mtimeMs)],
    ['template_uid', ownerName(stats.uid)],
    ['template_run_date', localDateTime(Date.now())],
    ['template_destpath', null],
    ['template_fullpath', path],
  ]);
  if (!context.variables.has('ansible_managed')) {
    variables.set('ansible_managed', context.lookups.setting('DEFAULT_MANAGED_STR') ?? 'Ansible managed');
  }
  return variables;
}

function ownerName(uid: number): Value {
  const own = userInfo();
  return own.uid === uid ? own.username : uid;
}

function localDateTime(milliseconds: number): PyDateTime {
  const { year, month, day, hour, minute, second } = localTime(milliseconds / 1000);
  const microsecond = Math.floor(milliseconds % 1000) * 1000;
  return new PyDateTime({ year, month, day, hour, minute, second, microsecond, offset: null });
}

function sourceOf(variables: ReadonlyMap<string, Value>): VariableSource {
  return {
    get: (name) => variables.get(name),
    has: (name) => variables.has(name),
    names: () => variables.keys(),
  };
}
