import { str } from '../../python/repr.ts';
import { plainValue } from '../runtime/plain-values.ts';
import { VaultString } from '../../python/vault-string.ts';
import { escapedForMarkup, Markup } from '../../python/markup.ts';
import { typeError, valueError } from '../../python/python-error.ts';
import { percentFormat } from '../../python/format/percent.ts';
import { characters, length } from '../../python/operators/iterate.ts';
import { integerOf } from '../../python/operators/number.ts';
import { repeatText, replaceText, requireTextRoom, splitText } from '../../python/size-limit.ts';
import { splitLines } from '../../python/split-lines.ts';
import { wrapText } from '../../python/text-wrap.ts';
import { isTruthy } from '../../python/truth.ts';
import { Tuple } from '../../python/tuple.ts';
import { typeName } from '../../python/type-name.ts';
import { Dict } from '../../python/dict.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import type { FilterDefinition } from '../registry.ts';
import { stringOf } from '../text-argument.ts';
import { stripCharacters } from './strip.ts';

/** Jinja2's filters of text. */
export const textFilters: readonly FilterDefinition[] = [
  {
    name: 'upper',
    markup: 'kept',
    signature: signature('s'),
    call: (_context, s) => str(s as Value).toUpperCase(),
  },
  {
    name: 'lower',
    markup: 'kept',
    signature: signature('s'),
    call: (_context, s) => str(s as Value).toLowerCase(),
  },
  {
    name: 'string',
    markup: 'kept',
    vaults: 'given',
    signature: signature('s'),
    call: (_context, s) => (s instanceof VaultString ? s : str(plainValue(s as Value))),
  },
  {
    name: 'capitalize',
    markup: 'kept',
    signature: signature('s'),
    call: (_context, s) => capitalize(str(s as Value)),
  },
  { name: 'title', signature: signature('s'), call: (_context, s) => title(str(s as Value)) },
  {
    name: 'trim',
    markup: 'kept',
    signature: signature('value, chars=None'),
    call: (_context, value, chars) => stripCharacters(str(value as Value), stringOf(chars as Value)),
  },
  {
    name: 'replace',
    signature: signature('s, old, new, count=None'),
    call: (_context, s, old, replacement, count) =>
      replaceWith(str(s as Value), str(old as Value), str(replacement as Value), integer(count, -1)),
  },
  {
    name: 'center',
    markup: 'kept',
    signature: signature('value, width=80'),
    call: (_context, value, width) => center(str(value as Value), integer(width, 80)),
  },
  {
    name: 'indent',
    markup: 'kept',
    signature: signature('s, width=4, first=False, blank=False'),
    call: (_context, s, width, first, blank) =>
      indent(s as Value, width as Value, isTruthy(first as Value), isTruthy(blank as Value)),
  },
  {
    name: 'truncate',
    markup: 'kept',
    signature: signature("s, length=255, killwords=False, end='...', leeway=None"),
    call: (_context, s, limit, killWords, end, leeway) =>
      truncate(s as Value, {
        limit: integer(limit, 255),
        killWords: isTruthy(killWords as Value),
        end: str(end as Value),
        leeway: integer(leeway, 5),
      }),
  },
  {
    name: 'wordcount',
    signature: signature('s'),
    call: (_context, s) => str(s as Value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0,
  },
  {
    name: 'wordwrap',
    signature: signature('s, width=79, break_long_words=True, wrapstring=None, break_on_hyphens=True'),
    call: ({ syntax }, s, width, breakLongWords, separator, breakOnHyphens) => {
      const options = {
        width: integer(width, 79),
        breakLongWords: isTruthy(breakLongWords as Value),
        breakOnHyphens: isTruthy(breakOnHyphens as Value),
      };
      const between = isTruthy(separator as Value) ? str(separator as Value) : syntax.newlineSequence;
      return splitLines(requireText(s as Value, 'splitlines'))
        .map((line) => wrapText(line, options).join(between))
        .join(between);
    },
  },
  {
    name: 'format',
    markup: 'given',
    signature: signature('value, *args, **kwargs'),
    call: (_context, value, args, keywords) => {
      const given = args as Value[];
      const named = keywords as Dict;
      if (given.length > 0 && named.size > 0) {
        throw typeError("can't handle positional and keyword arguments at the same time");
      }
      if (!(value instanceof Markup))
        return percentFormat(str(value as Value), named.size > 0 ? named : new Tuple(given));
      const escaped = new Dict([...named].map(([key, member]) => [key, escapedForMarkup(member)]));
      return new Markup(
        percentFormat(value.text, named.size > 0 ? escaped : new Tuple(given.map(escapedForMarkup))),
      );
    },
  },
];

function integer(value: Value | undefined, fallback: number): number {
  if (value === null || value === undefined) return fallback;
  if (typeof value === 'bigint') return Number(value);
  const number = integerOf(value);
  if (number === undefined)
    throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
  return number;
}

function requireText(value: Value, method: string): string {
  const text = stringOf(value);
  if (text !== undefined) return text;
  throw typeError(`'${typeName(value)}' object has no attribute '${method}'`);
}

function capitalize(text: string): string {
  const [first = '', ...rest] = characters(text);
  return first.toUpperCase() + rest.join('').toLowerCase();
}

/** Words begin after a blank, a hyphen or an opening bracket, as Jinja2 sees it, not as `str.title`. */
function title(text: string): string {
  return text
    .split(/([-\s({[<]+)/u)
    .map((word) => {
      const [first = '', ...rest] = characters(word);
      return first.toUpperCase() + rest.join('').toLowerCase();
    })
    .join('');
}

function replaceWith(text: string, old: string, replacement: string, count: number): string {
  if (count < 0)
    return old === '' ? text.replaceAll(old, () => replacement) : replaceText(text, old, replacement);
  if (old === '') {
    const points = characters(text);
    const spots = Math.min(count, points.length + 1);
    return (
      points.map((point, index) => (index < spots ? replacement : '') + point).join('') +
      (spots > points.length ? replacement : '')
    );
  }
  const parts = splitText(text, old);
  requireTextRoom(text.length + Math.min(count, parts.length) * replacement.length);
  const head = parts.slice(0, count + 1).join(replacement);
  return parts.length > count + 1 ? [head, ...parts.slice(count + 1)].join(old) : head;
}

function center(text: string, width: number): string {
  const missing = width - length(text);
  if (missing <= 0) return text;
  requireTextRoom(missing);
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return ' '.repeat(left) + text + ' '.repeat(missing - left);
}

function indent(value: Value, width: Value, first: boolean, blank: boolean): string {
  const text = stringOf(value);
  if (text === undefined) {
    throw typeError(
      Array.isArray(value)
        ? 'can only concatenate list (not "str") to list'
        : `unsupported operand type(s) for +=: '${typeName(value)}' and 'str'`,
    );
  }
  const margin = stringOf(width) ?? repeatText(' ', integer(width, 4));
  const lines = splitLines(`${text}\n`);
  requireTextRoom(text.length + lines.length * margin.length);
  const indented = lines
    .map((line, index) => (index > 0 && (blank || line !== '') ? margin + line : line))
    .join('\n');
  return first ? margin + indented : indented;
}

interface Truncation {
  readonly limit: number;
  readonly killWords: boolean;
  readonly end: string;
  readonly leeway: number;
}

function truncate(value: Value, { limit, killWords, end, leeway }: Truncation): Value {
  const endLength = length(end);
  if (limit < endLength) throw valueError(`expected length >= ${endLength}, got ${limit}`);
  if (leeway < 0) throw valueError(`expected leeway >= 0, got ${leeway}`);
  if (length(value) <= limit + leeway) return value;
  const text = stringOf(value);
  if (text === undefined)
    throw typeError(`can only concatenate ${typeName(value)} (not "str") to ${typeName(value)}`);
  const cut = characters(text)
    .slice(0, limit - endLength)
    .join('');
  if (killWords) return cut + end;
  const blank = cut.lastIndexOf(' ');
  return (blank < 0 ? cut : cut.slice(0, blank)) + end;
}
