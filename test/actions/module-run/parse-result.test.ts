import { describe, expect, it } from 'vitest';
import { parseModuleResult } from '../../../src/actions/module-run/parse-result.ts';

function parse(stdout: string, strictUtf8 = true) {
  return parseModuleResult({ rc: 0, stdout, stderr: '' }, () => undefined, strictUtf8).data;
}

const refused = "Refusing to deserialize an invalid UTF8 string value: 'utf-8' codec can't encode";

describe('a result with text that UTF-8 cannot hold', () => {
  it.each([
    [String.raw`{"a": "x\ud8f3y"}`, String.raw`character '\ud8f3' in position 1`],
    [String.raw`{"a": ["é😀\udce9"]}`, String.raw`character '\udce9' in position 2`],
    [String.raw`{"a": {"k\udce9\ud8f3": 1}}`, 'characters in position 1-2'],
  ])('is refused: %s', (stdout, what) => {
    expect(() => parse(stdout)).toThrow(`${refused} ${what}: surrogates not allowed`);
  });

  it('is taken as it is where MODULE_STRICT_UTF8_RESPONSE is off', () => {
    expect(parse(String.raw`{"a": "x\ud8f3y"}`, false).get('a')).toBe('x\ud8f3y');
  });

  it('is not seen in pairs that make a character', () => {
    expect(parse(String.raw`{"a": "\ud83d\ude00"}`).get('a')).toBe('😀');
  });
});

describe('item 7: a result that is too much fails its task', () => {
  it.each([
    ['nested 100,000 deep', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'nested deeper than 500'],
    [
      'of objects 100,000 deep',
      `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
      'nested deeper than 500',
    ],
    ['of six million values', `{"a":[${'0,'.repeat(6_000_000)}0]}`, 'more than 5000000 values'],
  ])('%s', (_, stdout, why) => {
    const result = parse(stdout);
    expect(result.get('failed')).toBe(true);
    expect(result.get('msg')).toContain(why);
    expect(JSON.stringify(result.get('module_stdout')).length).toBeLessThan(1_200_000);
  });

  it('is read when it is as deep as anybody needs', () => {
    expect(parse(`{"a":${'['.repeat(400)}1${']'.repeat(400)}}`).get('failed')).toBeUndefined();
  });

  it('keeps keys that mean something to JavaScript', () => {
    const result = parse('{"__proto__":{"failed":true},"constructor":{"prototype":{"x":1}},"toString":7}');
    expect(result.get('failed')).toBeUndefined();
    expect(result.get('toString')).toBe(7);
    expect(Object.hasOwn(Object.prototype, 'failed')).toBe(false);
  });
});
