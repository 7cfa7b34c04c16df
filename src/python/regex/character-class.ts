import type { Category, RegexFlags, SetItem } from './node.ts';

/** Members of a class of Python's `re` in the syntax of a JavaScript character class with the `v` flag. */
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

/** The whole of a set as a JavaScript character class with the `v` flag. */
export function setSource(items: readonly SetItem[], negated: boolean, flags: RegexFlags): string {
  const members = items.map((item) => {
    if (item.kind === 'category') {
      const source = categorySource(item.category, flags.ascii);
      return item.negated ? `[^${source}]` : source;
    }
    return item.from === item.to
      ? characterSource(item.from)
      : `${characterSource(item.from)}-${characterSource(item.to)}`;
  });
  return `[${negated ? '^' : ''}${members.join('')}]`;
}

/** One character, safe inside and outside of a class. */
export function characterSource(code: number): string {
  const character = String.fromCodePoint(code);
  return /^[a-zA-Z0-9_]$/.test(character) ? character : `\\u{${code.toString(16)}}`;
}
