import type { Dict } from '../../python/dict.ts';
import { integerOf } from '../../python/operators/number.ts';
import { typeError } from '../../python/python-error.ts';
import { repeatText } from '../../python/size-limit.ts';
import { stringRepr } from '../../python/repr.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { FilterDefinition } from '../registry.ts';
import { requireString, textOf } from '../text-argument.ts';
import { stripEnd } from './strip.ts';

const styles: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map<
  string,
  Readonly<Record<string, string>>
>([
  ['plain', { decoration: '# ' }],
  ['erlang', { decoration: '% ' }],
  ['c', { decoration: '// ' }],
  ['cblock', { beginning: '/*', decoration: ' * ', end: ' */' }],
  ['xml', { beginning: '<!--', decoration: ' - ', end: '-->' }],
]);

/** Ansible's `comment`: text as a comment of some language. */
export const commentFilters: readonly FilterDefinition[] = [
  {
    name: 'comment',
    signature: signature("text, style='plain', **kw"),
    call: (_context, text, styleName, options) =>
      comment(text as Value, textOf(styleName as Value), options as Dict),
  },
];

function comment(value: Value, styleName: string, options: Dict): string {
  const style = styles.get(styleName);
  if (!style) {
    throw pluginFailure(`Invalid style ${stringRepr(styleName)}.`, {
      hint: `Available styles: ${[...styles.keys()].join(', ')}`,
    });
  }
  const option = (name: string, fallback: string): string =>
    textOf(options.get(name) ?? style[name] ?? fallback);
  const decoration = option('decoration', '');
  const newline = option('newline', '\n');
  const beginning = option('beginning', '');
  const prefix = option('prefix', stripEnd(decoration));
  const postfix = option('postfix', stripEnd(decoration));
  const end = option('end', '');
  const text = requireString(value, (type) => `'${type}' object has no attribute 'replace'`);
  const body = (decoration + text.replaceAll(newline, () => newline + decoration)).replaceAll(
    decoration + newline,
    () => stripEnd(decoration) + newline,
  );
  const prefixLine = prefix === newline ? newline : prefix + newline;
  return [
    beginning === '' ? '' : beginning + newline,
    prefix === '' ? '' : repeatText(prefixLine, count(options.get('prefix_count'))),
    body,
    repeatText(newline + postfix, count(options.get('postfix_count'))),
    end === '' ? '' : newline + end,
  ].join('');
}

function count(value: Value | undefined): number {
  if (value === undefined) return 1;
  const number = integerOf(value);
  if (number === undefined)
    throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
  return Math.max(0, number);
}
