import type { Origin } from '../errors/origin.ts';
import { originByValue } from '../python/unknown-origin.ts';
import { Dict } from '../python/dict.ts';
import { singleEscapes } from '../python/string-literal.ts';
import { templateOrString, TemplateString } from '../python/template-string.ts';
import { unquote } from './quoting.ts';
import { joinArguments, splitArguments } from './split-arguments.ts';

/** Options that stand beside the free text of command, shell and their like. */
const besideFreeText = new Set(
  'creates removes chdir executable warn stdin stdin_add_newline strip_empty_ends'.split(' '),
);

/**
 * `key=value` text as a Dict; words without `=` go to `_raw_params`. With `freeForm` (command, shell...) only a few
 * known keys count as such, and all else is free text. A template stays one: its parts become templates with its origin,
 * while parts of a plain string stay plain.
 */
export function parseKeyValues(text: string | TemplateString, freeForm: boolean): Dict {
  const wrap = wrapperOf(text);
  const options = new Dict();
  const free: string[] = [];
  for (const token of splitArguments(sourceOf(text))) {
    const decoded = decodeEscapes(token);
    const at = firstUnescapedEquals(decoded);
    if (at === 'none') free.push(token);
    else if (at === 'escaped') free.push(decoded.replaceAll('\\=', '='));
    else if (freeForm && !besideFreeText.has(decoded.slice(0, at))) free.push(token);
    else options.set(decoded.slice(0, at).trim(), wrap(unquote(decoded.slice(at + 1).trim())));
  }
  if (free.length > 0) options.set('_raw_params', wrap(joinArguments(free)));
  return options;
}

/** The action's name and its arguments' text in `copy src=a dest=b`. */
export function splitActionText(
  text: string | TemplateString,
): [string | TemplateString, string | TemplateString] {
  const wrap = wrapperOf(text);
  const [name = '', ...rest] = splitArguments(sourceOf(text));
  return [wrap(name.trim()), wrap(rest.join(' '))];
}

export function sourceOf(text: string | TemplateString): string {
  return text instanceof TemplateString ? text.source : text;
}

/** Parts of a template are templates, parts of a plain string (`!unsafe`, say) never are. */
function wrapperOf(text: string | TemplateString): (part: string) => string | TemplateString {
  if (!(text instanceof TemplateString)) return (part) => part;
  const origin: Origin | undefined = text.origin;
  // The command line has no lines to show.
  const place = (part: string) => (origin?.line === 0 ? originByValue(origin.file, part) : origin);
  return (part) => templateOrString(part, place(part));
}

/** Python's search: an `=` at the very beginning is found only where no other is. */
function firstUnescapedEquals(text: string): number | 'none' | 'escaped' {
  if (!text.includes('=')) return 'none';
  for (let at = text.indexOf('=', 1); at !== -1; at = text.indexOf('=', at + 1)) {
    if (text[at - 1] !== '\\') return at;
  }
  return 'escaped';
}

/** Python's escapes in key=value text. `\N{name}` stays as it is: JavaScript has no table of Unicode's names. */
function decodeEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:U([0-9a-fA-F]{8})|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\\'"abfnrtv]))/g,
    (whole, long?: string, short?: string, byte?: string, single?: string) => {
      if (single !== undefined) return singleEscapes[single] ?? whole;
      const code = Number.parseInt(long ?? short ?? byte ?? '', 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
