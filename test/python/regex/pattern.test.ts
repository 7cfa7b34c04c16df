import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileRegex, Pattern } from '../../../src/python/regex/pattern.ts';

interface Answers {
  findall: unknown[];
  match: string | null;
  full: string | null;
  sub: string;
}
interface Case {
  pattern: string;
  text: string;
  replacement: string;
  /** What CPython 3.11's `re` gives, or its error. */
  expect: Answers | string;
}
const cases = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8')) as Case[];

function answersOf({ pattern, text, replacement }: Case): Answers | string {
  try {
    const compiled = new Pattern(pattern);
    return {
      findall: compiled.findTexts(text, (groups) => groups),
      match: compiled.match(text)?.group(0) ?? null,
      full: compiled.fullmatch(text)?.group(0) ?? null,
      sub: compiled.substitute(replacement, text).text,
    };
  } catch (error) {
    return (error as Error).message;
  }
}

describe("Python's re", () => {
  it.each(cases)('$pattern on $text', (one) => {
    expect(answersOf(one)).toEqual(one.expect);
  });

  it('gives up on a pattern that would backtrack for years', () => {
    const pattern = compileRegex('^(a+)+$');
    expect(pattern.search('a'.repeat(30))).toBeDefined();
  });

  it('matches in linear time where nothing is nested', () => {
    const text = 'key=value\n'.repeat(20_000);
    expect(compileRegex('^key=(.*)$', { multiline: true }).findAll(text)).toHaveLength(20_000);
  });
});
