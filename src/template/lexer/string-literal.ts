import { characterNamed } from '../../python/unicode-names.ts';

const simple: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['\n', ''],
]);

const escape = /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(N\{[^}]*\}|[^]))/g;

/**
 * The content of a string literal with Python's escapes decoded; an escape that Python does not know keeps its
 * backslash. Throws a plain Error with Python's reason for a broken `\x`, `\u`, `\U` or `\N`.
 */
export function decodeEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    escape,
    (whole: string, octal?: string, hex?: string, four?: string, eight?: string, other?: string) => {
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      const digits = hex ?? four ?? eight;
      if (digits !== undefined) {
        const code = Number.parseInt(digits, 16);
        if (code > 0x10ffff) throw new Error('illegal Unicode character');
        return String.fromCodePoint(code);
      }
      const known = simple.get(other as string);
      if (known !== undefined) return known;
      if (other === 'x') throw new Error('truncated \\xXX escape');
      if (other === 'u') throw new Error('truncated \\uXXXX escape');
      if (other === 'U') throw new Error('truncated \\UXXXXXXXX escape');
      return other?.startsWith('N') ? named(other.slice(2, -1)) : whole;
    },
  );
}

/** What `\N{...}` stands for. */
function named(name: string): string {
  if (name === '') throw new Error('malformed \\N character escape');
  const code = characterNamed(name);
  if (code === undefined) throw new Error('unknown Unicode character name');
  return String.fromCodePoint(code);
}
