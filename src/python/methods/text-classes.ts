import { characters } from '../operators/iterate.ts';
import { whiteSpace } from '../white-space.ts';

/** Python's character classes of str: what `isalpha()` and its relatives ask of every character. */
const every = (pattern: RegExp) => (text: string) => pattern.test(text);

export const isAlpha = every(/^[\p{L}]+$/u);
export const isAlphanumeric = every(/^[\p{L}\p{N}]+$/u);
export const isDecimal = every(/^\p{Nd}+$/u);
export const isDigit = every(/^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468]+$/u);
export const isNumeric = every(/^\p{N}+$/u);
export const isSpace = every(new RegExp(`^${whiteSpace}+$`));
export const isIdentifier = every(/^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u);
export const isPrintable = every(
  /^[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]*$/u,
);

export function isLower(text: string): boolean {
  return /\p{Ll}/u.test(text) && !/[\p{Lu}\p{Lt}]/u.test(text);
}

export function isUpper(text: string): boolean {
  return /\p{Lu}/u.test(text) && !/[\p{Ll}\p{Lt}]/u.test(text);
}

/** Upper case begins words and lower case goes on in them, and there is some of either. */
export function isTitle(text: string): boolean {
  let cased = false;
  let found = false;
  for (const character of text) {
    if (/[\p{Lu}\p{Lt}]/u.test(character)) {
      if (cased) return false;
      cased = true;
      found = true;
    } else if (/\p{Ll}/u.test(character)) {
      if (!cased) return false;
      found = true;
    } else cased = false;
  }
  return found;
}

/** `str.title()`: a letter after anything that is no letter is in upper case, all others in lower case. */
export function titleCase(text: string): string {
  return text.replace(/[\p{Lu}\p{Ll}\p{Lt}]+/gu, (word) => {
    const [first = ''] = word;
    return (
      first.toUpperCase().replace(/(?<=^.)./u, (rest) => rest.toLowerCase()) +
      word.slice(first.length).toLowerCase()
    );
  });
}

export function swapCase(text: string): string {
  return characters(text)
    .map((character) => (isUpper(character) ? character.toLowerCase() : character.toUpperCase()))
    .join('');
}

/** `str.capitalize()`. */
export function capitalize(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
}

/** `str.casefold()`: lower case, and the letters that only folding equates. */
export function caseFold(text: string): string {
  return text.toLowerCase().replaceAll('ß', 'ss').replaceAll('ς', 'σ').replaceAll('ſ', 's');
}
