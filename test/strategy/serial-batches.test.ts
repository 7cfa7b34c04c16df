import { describe, expect, it } from 'vitest';
import { OMIT } from '../../src/python/omit.ts';
import type { Value } from '../../src/python/value.ts';
import { serialBatches } from '../../src/strategy/serial-batches.ts';

const hosts = ['a', 'b', 'c', 'd', 'e'];

describe('serial', () => {
  it.each<[string, Value | undefined, number[]]>([
    ['nothing', undefined, [5]],
    ['omit', OMIT, [5]],
    ['zero', 0, [5]],
    ['a number', 2, [2, 2, 1]],
    ['a number as text', '2', [2, 2, 1]],
    ['a percentage of all hosts', '40%', [2, 2, 1]],
    ['less than one host', '1%', [1, 1, 1, 1, 1]],
    ['a list, its last for all that is left', [1, '40%'], [1, 2, 2]],
    ['more than there are', 9, [5]],
  ])('%s', (_name, serial, sizes) => {
    const batches = serialBatches(hosts, serial);
    expect(batches.map((batch) => batch.length)).toEqual(sizes);
    expect(batches.flat()).toEqual(hosts);
  });

  it('of no hosts gives no batch', () => {
    expect(serialBatches([], 3)).toEqual([]);
  });
});
