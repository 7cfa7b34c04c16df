import { describe, expect, it } from 'vitest';
import { ConfigParser, type ConfigParserOptions } from '../../src/python/config-parser.ts';

function read(texts: readonly string[], options: Partial<ConfigParserOptions> = {}) {
  const parser = new ConfigParser({ source: '<???>', ...options });
  for (const text of texts) parser.read(text);
  return Object.fromEntries([...parser.sections].map(([name, keys]) => [name, Object.fromEntries(keys)]));
}

describe('a ConfigParser', () => {
  it.each([
    ['reads texts one over the other', ['[a]\nb=1\nc=2\n', '[a]\nb=3\n'], {}, { a: { b: '3', c: '2' } }],
    ['keeps capitals where it is told to', ['[a]\nB=1'], { isCaseSensitive: true }, { a: { B: '1' } }],
    ['allows options without a value', ['[a]\nb\nc='], { allowNoValue: true }, { a: { b: null, c: '' } }],
    ['keeps ; in a value', ['[a]\nb=1 ; c'], {}, { a: { b: '1 ; c' } }],
    ['ends a value at ; after a blank', ['[a]\nb=1;2 ;c'], { inlineComment: ';' }, { a: { b: '1;2' } }],
    ['takes empty lines into a value, not after it', ['[a]\nb=1\n\n 2\n\n'], {}, { a: { b: '1\n\n2' } }],
  ] as const)('%s', (_does, texts, options, expected) => {
    expect(read(texts, options)).toEqual(expected);
  });

  it.each([
    [
      'an option before any section',
      'x=1\n[a]\nb',
      "File contains no section headers.\nfile: '<???>', line: 1\n'x=1\\n'",
    ],
    [
      'a section given twice',
      '[a]\nb=1\n[a]\n',
      "While reading from '<???>' [line  3]: section 'a' already exists",
    ],
    [
      'an option given twice',
      '[a]\nb=1\nb=2',
      "While reading from '<???>' [line  3]: option 'b' in section 'a' already exists",
    ],
    [
      'all lines that are none, at once',
      '[a]\nb\nc',
      "Source contains parsing errors: '<???>'\n\t[line  2]: 'b\\n'\n\t[line  3]: 'c'",
    ],
  ])('refuses %s', (_what, text, message) => {
    expect(() => read([text])).toThrow(message);
  });
});
