import { describe, expect, it } from 'vitest';
import { parseModuleResult } from '../../../src/actions/module-run/parse-result.ts';

function parse(stdout: string, strictUtf8 = true) {
  return parseModuleResult({ rc: 0, stdout, stderr: '' }, () => undefined, strictUtf8);
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
