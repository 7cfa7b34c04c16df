import { describe, expect, test } from 'vitest';
import { excessOf } from '../../../src/python/json/shape.ts';

const limits = { depth: 3, values: 5 };

describe('item 7: how large a JSON text is beyond its length', () => {
  test.each([
    ['[[[1]]]', undefined],
    ['[[[[1]]]]', 'deeper than 3'],
    ['{"a":{"b":[[]]}}', 'deeper than 3'],
    ['[[],[],[]]', 'more than 5 values'],
    ['[1,2,3]', undefined],
    ['[1,2,3,4,5]', 'more than 5 values'],
    ['"[[[[[[,,,,,,,,"', undefined],
    [String.raw`["\"[[[[[[", "\\\"[[[[,,,,,,"]`, undefined],
    [String.raw`["\\", [[[1]]]]`, 'deeper than 3'],
    ['"never ends [[[[[', undefined],
    ['', undefined],
    [']]]]][[[[', undefined],
  ])('%s', (text, excess) => {
    const found = excessOf(text, limits);
    if (excess === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(excess);
  });

  test('a million brackets cost no stack', () => {
    expect(excessOf('['.repeat(1_000_000), { depth: 2_000_000, values: 2_000_000 })).toBeUndefined();
  });
});
