import { expect, it } from 'vitest';
import { readBoolean } from '../../src/parsing/boolean-words.ts';
import { toFloat, toInteger } from '../../src/executor/conversions.ts';
import { float, type Value } from '../../src/python/value.ts';

it.each<[Value, boolean | undefined, number | undefined, number | undefined]>([
  ['yes', true, undefined, undefined],
  [' Off ', false, undefined, undefined],
  ['1', true, 1, 1],
  ['2', undefined, 2, 2],
  ['1.5', undefined, undefined, 1.5],
  [float(1.5), undefined, undefined, 1.5],
  ['2.0', undefined, 2, 2],
  [true, true, 1, 1],
  ['', undefined, undefined, undefined],
  ['abc', undefined, undefined, undefined],
  [[], undefined, undefined, undefined],
])('%j as a truth, an integer, a number', (value, truth, integer, number) => {
  expect([readBoolean(value), toInteger(value), toFloat(value)]).toEqual([truth, integer, number]);
});
