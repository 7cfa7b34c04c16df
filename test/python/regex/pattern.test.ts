import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileRegex, Pattern } from '../../../src/python/regex/pattern.ts';
import { withinTimeLimit } from '../../../src/python/regex/time-limit.ts';

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

  it('matches under the watchdog that suspicious patterns get', () => {
    expect(compileRegex('^(a+)+$').search('a'.repeat(30))).toBeDefined();
  });

  it('gives up on a match that would go on for hours', () => {
    const overLimit = (): boolean =>
      withinTimeLimit('any-text', 1, () => /^(a+)+$/.test(`${'a'.repeat(60)}b`), 20);
    expect(overLimit).toThrow('regular expression takes too long to match');
  });

  it('matches in linear time where nothing is nested', () => {
    const text = 'key=value\n'.repeat(20_000);
    expect(compileRegex('^key=(.*)$', { multiline: true }).findAll(text)).toHaveLength(20_000);
  });
});
