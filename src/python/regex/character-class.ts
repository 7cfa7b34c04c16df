import type { Category, RegexFlags, SetItem } from './node.ts';

/** Members of a class of Python's `re` in the syntax of a JavaScript character class with the `u` flag. */
export function categorySource(category: Category, ascii: boolean): string {
  if (ascii) return asciiSources[category];
  return unicodeSources[category];
}

const asciiSources: Readonly<Record<Category, string>> = {
  digit: '0-9',
  space: ' \\t\\n\\r\\f\\v',
  word: 'a-zA-Z0-9_',
};
const unicodeSources: Readonly<Record<Category, string>> = {
  digit: '\\p{Nd}',
  space: ' \\t\\n\\r\\f\\v\\x1c-\\x1f\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000',
  word: '\\p{L}\\p{N}_',
};

/** `I`, `i`, `İ` and `ı`: one letter to Python where case is ignored, several to Unicode's case folding and so to JavaScript. */
const lettersI: readonly number[] = [0x49, 0x69, 0x130, 0x131];

/** One character of a pattern as JavaScript's; where case is ignored, with what Python takes for the same letter. */
export function literalSource(code: number, flags: RegexFlags): string {
  if (!flags.ignoreCase || !lettersI.includes(code)) return characterSource(code);
  return `[${lettersI.map(characterSource).join('')}]`;
}

/** The whole of a set as a JavaScript expression for one character. */
export function setSource(items: readonly SetItem[], negated: boolean, flags: RegexFlags): string {
  const members = items.map((item) => memberSource(item, flags)).join('');
  // A class cannot hold the complement of another without the flag `v`, under which V8 before 12 matches wrongly.
  const complements = items
    .filter((item) => item.kind === 'category' && item.negated)
    .map((item) => (item.kind === 'category' ? `[^${categorySource(item.category, flags.ascii)}]` : ''));
  if (complements.length === 0) return `[${negated ? '^' : ''}${members}]`;
  const any = [...(members === '' ? [] : [`[${members}]`]), ...new Set(complements)].join('|');
  return negated ? `(?:(?!${any})[\\s\\S])` : `(?:${any})`;
}

/** What a member adds to a class; nothing for a complement. */
function memberSource(item: SetItem, flags: RegexFlags): string {
  if (item.kind === 'category') return item.negated ? '' : categorySource(item.category, flags.ascii);
  const { from, to } = item;
  const source = from === to ? characterSource(from) : `${characterSource(from)}-${characterSource(to)}`;
  const holdsI = flags.ignoreCase && lettersI.some((code) => code >= from && code <= to);
  return holdsI ? source + lettersI.map(characterSource).join('') : source;
}

/** One character, safe inside and outside of a class. */
function characterSource(code: number): string {
  const character = String.fromCodePoint(code);
  return /^[a-zA-Z0-9_]$/.test(character) ? character : `\\u{${code.toString(16)}}`;
}
