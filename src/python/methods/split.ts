import { valueError } from '../python-error.ts';
import { splitText } from '../size-limit.ts';
import { whiteSpace as space } from '../white-space.ts';

const spaces = new RegExp(`${space}+`, 'g');
const leading = new RegExp(`^${space}+`);
const trailing = new RegExp(`(?<!${space})${space}+$`);

/** `str.strip()` and its relatives; `characters` null means white space. */
export function strip(text: string, characters: string | null, side: 'left' | 'right' | 'both'): string {
  if (characters === null) {
    const left = side === 'right' ? text : text.replace(leading, '');
    return side === 'left' ? left : left.replace(trailing, '');
  }
  const unwanted = new Set(characters);
  let start = 0;
  let end = text.length;
  while (side !== 'right' && start < end) {
    const first = String.fromCodePoint(text.codePointAt(start) as number);
    if (!unwanted.has(first)) break;
    start += first.length;
  }
  while (side !== 'left' && end > start) {
    const last = lastCharacter(text, end);
    if (!unwanted.has(last)) break;
    end -= last.length;
  }
  return text.slice(start, end);
}

/** The character that ends at a place: one unit, or the two of one beyond the basic plane. */
function lastCharacter(text: string, end: number): string {
  const pair = text.codePointAt(end - 2) ?? 0;
  return text.slice(end >= 2 && pair > 0xffff ? end - 2 : end - 1, end);
}

/** `str.split()`; `limit` below 0 is no limit. */
export function split(text: string, separator: string | null, limit: number): string[] {
  if (separator === null) return splitAtSpaces(text, limit);
  if (separator === '') throw valueError('empty separator');
  if (limit < 0) return splitText(text, separator);
  const parts: string[] = [];
  let rest = text;
  while (parts.length < limit) {
    const at = rest.indexOf(separator);
    if (at < 0) break;
    parts.push(rest.slice(0, at));
    rest = rest.slice(at + separator.length);
  }
  return [...parts, rest];
}

function splitAtSpaces(text: string, limit: number): string[] {
  let rest = text.replace(leading, '');
  if (limit < 0) return rest === '' ? [] : splitText(rest.replace(trailing, ''), spaces);
  const parts: string[] = [];
  while (rest !== '' && parts.length < limit) {
    spaces.lastIndex = 0;
    const found = spaces.exec(rest);
    if (!found) break;
    parts.push(rest.slice(0, found.index));
    rest = rest.slice(found.index + found[0].length);
  }
  return rest === '' ? parts : [...parts, rest];
}

/** `str.rsplit()`: as `split`, from the right where there is a limit. */
export function splitRight(text: string, separator: string | null, limit: number): string[] {
  if (limit < 0) return split(text, separator, limit);
  if (separator === '') throw valueError('empty separator');
  const parts: string[] = [];
  let rest = separator === null ? text.replace(trailing, '') : text;
  while (parts.length < limit && rest !== '') {
    const place = separator === null ? lastSpaces(rest) : lastText(rest, separator);
    if (!place) break;
    parts.unshift(rest.slice(place.end));
    rest = rest.slice(0, place.start);
  }
  return separator === null && rest === '' ? parts : [rest, ...parts];
}

function lastText(text: string, separator: string): { start: number; end: number } | undefined {
  const start = text.lastIndexOf(separator);
  return start < 0 ? undefined : { start, end: start + separator.length };
}

function lastSpaces(text: string): { start: number; end: number } | undefined {
  spaces.lastIndex = 0;
  const last = [...text.matchAll(spaces)].at(-1);
  return last && { start: last.index, end: last.index + last[0].length };
}
