import { eastAsianWidth } from 'get-east-asian-width';

/** Ansible counts these as a column less. */
const takingBack = new Set(['\b', '\u007f', '\u0094', '\u001b']);

/** What stands on the character before it: marks, signs for direction, the later letters of a Korean syllable. */
const takingNone = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}\p{Cs}\u1160-\u11ff\ud7b0-\ud7fb]/u;

/** Of these, the soft hyphen and the signs that enclose Arabic numbers are shown. */
const shown = /[\u00ad\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2]/;

/** How many columns a text takes in a terminal: wide characters count two, combining and control characters and lone surrogates none. */
export function displayWidth(text: string): number {
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    if (takingBack.has(character)) width -= 1;
    if (!takingNone.test(character) || shown.test(character))
      width += eastAsianWidth(character.codePointAt(0) ?? 0);
  }
  return Math.max(0, width);
}
