import { split, strip } from '../../python/methods/split.ts';
import { whiteSpace } from '../../python/white-space.ts';

/** Python's `str.strip`: blanks as Python knows them, or any of these characters. */
export function stripCharacters(text: string, among?: string): string {
  return strip(text, among ?? null, 'both');
}

/** Python's `str.rstrip()`. */
export function stripEnd(text: string): string {
  return strip(text, null, 'right');
}

/** Python's `str.lstrip()`. */
export function stripStart(text: string): string {
  return strip(text, null, 'left');
}

/** Where the first blank is, as Python sees blanks; -1: nowhere. */
export function findBlank(text: string): number {
  return text.search(blank);
}

/** Python's `str.split()`: words between blanks. */
export function words(text: string): string[] {
  return split(text, null, -1);
}

const blank = new RegExp(whiteSpace);
