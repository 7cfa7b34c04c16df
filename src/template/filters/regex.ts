import type { Dict } from '../../python/dict.ts';
import { integerOf } from '../../python/operators/number.ts';
import { PythonError, typeError } from '../../python/python-error.ts';
import { escapeRegex } from '../../python/regex/escape.ts';
import { compileRegex, type Pattern } from '../../python/regex/pattern.ts';
import { isTruthy } from '../../python/truth.ts';
import { Tuple } from '../../python/tuple.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { CallContext, FilterDefinition } from '../registry.ts';
import { stringOf, textOf } from '../text-argument.ts';

/** Ansible's regex_* filters. */
export const regexFilters: readonly FilterDefinition[] = [
  {
    name: 'regex_replace',
    signature: signature(
      "value='', pattern='', replacement='', ignorecase=False, multiline=False, count=0, mandatory_count=0",
    ),
    call: (context, value, pattern, replacement, ignoreCase, multiline, count, mandatory) => {
      const text = textOf(value as Value);
      const compiled = patternOf(context, pattern as Value, ignoreCase as Value, multiline as Value);
      const result = compiled.substitute(
        replacementOf(replacement as Value),
        text,
        integerOf(count as Value) ?? 0,
      );
      if (isTruthy(mandatory as Value) && integerOf(mandatory as Value) !== result.count) {
        throw pluginFailure(
          `'${compiled.source}' should match ${integerOf(mandatory as Value)} times, but matches ${integerOf(count as Value)} times in '${text}'`,
        );
      }
      return result.text;
    },
  },
  {
    name: 'regex_findall',
    signature: signature('value, regex, multiline=False, ignorecase=False'),
    call: (context, value, regex, multiline, ignoreCase) => {
      const compiled = patternOf(context, regex as Value, ignoreCase as Value, multiline as Value);
      return compiled.findTexts(textOf(value as Value), (groups) => new Tuple(groups));
    },
  },
  {
    name: 'regex_search',
    signature: signature('value, regex, *args, **kwargs'),
    call: (context, value, regex, args, kwargs) => {
      const wanted = (args as Value[]).map(groupArgument);
      const options = kwargs as Dict;
      const compiled = patternOf(
        context,
        regex as Value,
        options.get('ignorecase') ?? false,
        options.get('multiline') ?? false,
      );
      const match = compiled.search(textOf(value as Value));
      if (!match) return null;
      if (wanted.length === 0) return match.group(0) as string;
      return wanted.map((group) => match.group(groupIndex(compiled, group)) ?? null);
    },
  },
  {
    name: 'regex_escape',
    signature: signature("string, re_type='python'"),
    call: (_context, value, type) => {
      const text = textOf(value as Value);
      if (type === 'python') return escapeRegex(text);
      if (type === 'posix_basic') return text.replace(/[\].[^$*\\]/g, '\\$&');
      if (type === 'posix_extended') throw pluginFailure('Regex type (posix_extended) not yet implemented');
      throw pluginFailure(`Invalid regex type (${textOf(type as Value)})`);
    },
  },
];

/** A repeated group with a choice or a repetition in it: how long it takes may double with every character. */
const mayTakeLong = /\((?:[^()\\]|\\.)*[*+}|](?:[^()\\]|\\.)*\)[*+{]/;

/** The compiled pattern of a filter's or a test's arguments, which is about to be used. */
export function patternOf(
  context: CallContext,
  pattern: Value,
  ignoreCase: Value,
  multiline: Value,
): Pattern {
  const source = stringOf(pattern);
  if (source === undefined) throw typeError('first argument must be string or compiled pattern');
  if (mayTakeLong.test(source)) context.jobs.beforeLongStep();
  return compileRegex(source, { ignoreCase: isTruthy(ignoreCase), multiline: isTruthy(multiline) });
}

function replacementOf(value: Value): string {
  const text = stringOf(value);
  if (text === undefined)
    throw typeError(`decoding to str: need a bytes-like object, ${typeName(value)} found`);
  return text;
}

/** `\1` or `\g<name>` of regex_search. */
function groupArgument(argument: Value): string | number {
  const text = stringOf(argument);
  if (text === undefined) {
    throw new PythonError('AttributeError', `'${typeName(argument)}' object has no attribute 'startswith'`);
  }
  const named = /^\\g<(\S+)>/.exec(text);
  const numbered = /^\\(\d+)/.exec(text);
  if (!text.startsWith('\\')) throw pluginFailure('Unknown argument');
  if (text.startsWith('\\g') ? !named : !numbered) {
    throw new PythonError('AttributeError', "'NoneType' object has no attribute 'group'");
  }
  return text.startsWith('\\g') ? (named?.[1] as string) : Number(numbered?.[1]);
}

function groupIndex(pattern: Pattern, group: string | number): number {
  const index = typeof group === 'number' ? group : pattern.groupNames.get(group);
  if (index === undefined || index > pattern.groupCount) throw new PythonError('IndexError', 'no such group');
  return index;
}
