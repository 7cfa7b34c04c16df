import { encodeStrict } from '../../python/bytes-text.ts';
import { Dict } from '../../python/dict.ts';
import { escapeHtml, Markup } from '../../python/markup.ts';
import { typeError, valueError } from '../../python/python-error.ts';
import { isIterable, toList } from '../../python/operators/iterate.ts';
import { str, stringRepr } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import type { FilterDefinition } from '../registry.ts';
import { stringOf } from '../text-argument.ts';
import { Undefined, UndefinedUse } from '../undefined.ts';
import { words } from './strip.ts';
import { linkUrls } from './urlize.ts';

/** Jinja2's filters for HTML, XML and URLs. */
export const htmlFilters: readonly FilterDefinition[] = [
  {
    name: 'escape',
    aliases: ['e'],
    signature: signature('s'),
    markup: 'given',
    call: (_context, s) => (s instanceof Markup ? s : new Markup(escapeHtml(str(s as Value)))),
  },
  {
    name: 'forceescape',
    signature: signature('value'),
    call: (_context, value) => new Markup(escapeHtml(str(value as Value))),
  },
  {
    name: 'safe',
    signature: signature('value'),
    call: (_context, value) => new Markup(str(value as Value)),
  },
  {
    name: 'striptags',
    signature: signature('value'),
    call: (_context, value) => stripTags(str(value as Value)),
  },
  {
    name: 'urlize',
    signature: signature(
      'value, trim_url_limit=None, nofollow=False, target=None, rel=None, extra_schemes=None',
    ),
    call: (_context, value, limit, nofollow, target, rel, schemes) => {
      const rels = new Set(words(str(isTruthy(rel as Value) ? (rel as Value) : '')));
      if (isTruthy(nofollow as Value)) rels.add('nofollow');
      rels.add('noopener');
      return linkUrls(value instanceof Markup ? value.text : escapeHtml(str(value as Value)), {
        limit: limit === null ? undefined : Number(limit),
        rel: [...rels].sort().join(' '),
        target: isTruthy(target as Value) ? str(target as Value) : undefined,
        schemes: schemes === null ? [] : toList(schemes as Value).map(str),
      });
    },
  },
  {
    name: 'xmlattr',
    signature: signature('d, autospace=True'),
    call: (_context, d, autospace) => xmlAttributes(d as Value, isTruthy(autospace as Value)),
  },
  { name: 'urlencode', signature: signature('value'), call: (_context, value) => urlEncode(value as Value) },
];

const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
  ['copy', '\u00a9'],
  ['reg', '\u00ae'],
  ['hellip', '\u2026'],
  ['mdash', '\u2014'],
  ['ndash', '\u2013'],
  ['laquo', '\u00ab'],
  ['raquo', '\u00bb'],
  ['euro', '\u20ac'],
]);

function stripTags(text: string): string {
  const bare = text.replace(/<!--[^]*?-->/g, '').replace(/<[^]*?>/g, '');
  return words(bare)
    .join(' ')
    .replace(/&(?:#(\d+)|#[xX]([\da-fA-F]+)|([a-zA-Z]+));?/g, (whole, decimal, hex, name) => {
      if (name !== undefined) return entities.get(name as string) ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    });
}

function xmlAttributes(value: Value, autospace: boolean): string {
  if (!(value instanceof Dict)) throw typeError(`'${typeName(value)}' object has no attribute 'items'`);
  const items: string[] = [];
  for (const [key, member] of value) {
    if (member instanceof Undefined) throw new UndefinedUse(member);
    if (member === null) continue;
    const name = str(key);
    if (/[ \t\n\r\f\v/>=]/.test(name))
      throw valueError(`Invalid character in attribute name: ${stringRepr(name)}`);
    items.push(`${escapeHtml(name)}="${escapeHtml(str(member))}"`);
  }
  return (autospace && items.length > 0 ? ' ' : '') + items.join(' ');
}

/** `urllib.parse.quote`: everything but letters, digits and `_.-~`, and `/` where it is safe. */
function quoteUrl(text: string, slashIsSafe: boolean): string {
  const parts: string[] = [];
  const bytes = encodeStrict(text);
  // Piece by piece: a text of millions of parts costs the garbage collector dear.
  for (let at = 0; at < bytes.length; at += 4096)
    parts.push(quoteBytes(bytes.subarray(at, at + 4096), slashIsSafe));
  return parts.join('');
}

function quoteBytes(bytes: Uint8Array, slashIsSafe: boolean): string {
  let out = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    const plain = /[a-zA-Z0-9_.~-]/.test(character) || (slashIsSafe && character === '/');
    out += plain ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

function urlEncode(value: Value): string {
  if (stringOf(value) !== undefined || !isIterable(value)) return quoteUrl(str(value), true);
  const pairs = value instanceof Dict ? [...value] : toList(value).map(pairOf);
  const quoted = (part: Value): string => quoteUrl(str(part), false).replaceAll('%20', '+');
  return pairs.map(([key, member]) => `${quoted(key)}=${quoted(member)}`).join('&');
}

function pairOf(value: Value): [Value, Value] {
  const [key, member, ...more] = toList(value);
  if (key === undefined) throw valueError('not enough values to unpack (expected 2, got 0)');
  if (member === undefined) throw valueError('not enough values to unpack (expected 2, got 1)');
  if (more.length > 0) throw valueError('too many values to unpack (expected 2)');
  return [key, member];
}
