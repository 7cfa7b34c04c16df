import { describe, expect, it } from 'vitest';
import { Dict } from '../../src/python/dict.ts';
import type { Value } from '../../src/python/value.ts';
import { RunStatistics } from '../../src/strategy/run-statistics.ts';
import { plain } from '../executor/fake-play.ts';

describe('what set_stats gives twice', () => {
  it.each<[string, Value, Value, boolean, unknown]>([
    ['is the last one', 1, 2, false, 2],
    ['adds up where that is wanted', 1, 2, true, 3],
    ['is one list then', [1], [2], true, [1, 2]],
    ['is one text then', 'a', 'b', true, 'ab'],
    ['is one mapping then', Dict.of({ a: 1, b: 1 }), Dict.of({ b: 2 }), true, { a: 1, b: 2 }],
    ['stays the first one where the two are of other kinds', 1, 'b', true, 1],
  ])('%s', (_case, first, second, aggregate, wanted) => {
    const statistics = new RunStatistics();
    for (const value of [first, second]) statistics.addCustom('a', 'n', value, aggregate);
    expect(plain(statistics.all.custom.get('a')?.get('n'))).toEqual(wanted);
  });

  it('is kept for the host, else for the run', () => {
    const statistics = new RunStatistics();
    statistics.addCustom('a', 'n', 1, false);
    statistics.addCustom(undefined, 'n', 2, false);
    expect([...statistics.all.custom].map(([owner, own]) => [owner, own.get('n')])).toEqual([
      ['a', 1],
      ['_run', 2],
    ]);
  });
});

it('counts are taken back down to none', () => {
  const statistics = new RunStatistics();
  statistics.takeBack('b', 'ok');
  statistics.count('a', 'ok');
  for (const _time of [1, 2]) statistics.takeBack('a', 'ok');
  expect([...statistics.all.hosts].map(([host, { ok }]) => [host, ok])).toEqual([['a', 0]]);
});
