import { describe, expect, it } from 'vitest';
import { convertValue, type OptionType } from '../../src/config/convert-value.ts';
import { Dict } from '../../src/python/dict.ts';
import { str } from '../../src/python/repr.ts';
import { PyFloat, type Value } from '../../src/python/value.ts';

/** What ansible-core 2.19's `ensure_type` gives, as text; undefined: it refuses. */
const cases: readonly (readonly [OptionType, Value, string | undefined])[] = [
  ['bool', 'yes', 'True'],
  ['boolean', 'maybe', 'False'],
  ['int', ' 5 ', '5'],
  ['integer', '1_000', '1000'],
  ['int', '5.0', '5'],
  ['int', new PyFloat(7), '7'],
  ['int', true, '1'],
  ['int', '5.5', undefined],
  ['int', 'inf', undefined],
  ['int', 'five', undefined],
  ['float', '2', '2.0'],
  ['float', 'inf', 'inf'],
  ['float', 'x', undefined],
  ['list', `a, 'b', "c`, `['a', 'b', '"c']`],
  ['list', ['a', 1], "['a', 1]"],
  ['list', 1, undefined],
  ['dict', Dict.of({ a: 1 }), "{'a': 1}"],
  ['dict', 'a=1', undefined],
  ['str', 1.5, '1.5'],
  ['string', false, 'False'],
  ['str', ['a'], undefined],
];

describe('a value as the type of its option', () => {
  it.each(cases)('%s: %j', (type, value, expected) => {
    const converted = convertValue(value, type);
    expect(converted === undefined ? undefined : str(converted)).toBe(expected);
  });
});
