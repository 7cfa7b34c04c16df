import { describe, expect, it } from 'vitest';
import { readBoolean } from '../../src/parsing/boolean-words.ts';
import { Dict } from '../../src/python/dict.ts';
import { PyFloat, type Value } from '../../src/python/value.ts';

const cases: readonly (readonly [Value, boolean | undefined])[] = [
  [true, true],
  [' Yes ', true],
  ['t', true],
  ['1', true],
  [1, true],
  [new PyFloat(1), true],
  [false, false],
  ['OFF', false],
  ['n', false],
  [0, false],
  [new PyFloat(0), false],
  ['1.0', undefined],
  ['', undefined],
  [2, undefined],
  [0.5, undefined],
  [null, undefined],
  [[], undefined],
  [new Dict(), undefined],
];

describe('the words for true and false', () => {
  it.each(cases)('%j is %j', (value, expected) => {
    expect(readBoolean(value)).toBe(expected);
  });
});
