import { describe, expect, it } from 'vitest';
import {
  gatherWarningDetails,
  notedDeprecationsKey,
  TaskMessages,
} from '../../src/executor/task-messages.ts';
import { Dict } from '../../src/python/dict.ts';
import { plain } from './fake-play.ts';

const place = { file: '/plays/site.yml', line: 3, column: 5 };

function added(say: (messages: TaskMessages) => void, result = new Dict()) {
  const messages = new TaskMessages();
  say(messages);
  messages.addTo(result);
  return plain(result);
}

describe('what is said while an item is under way', () => {
  it('is nothing of a result where nothing was said', () => {
    expect(added(() => undefined)).toEqual({});
  });

  it('stands behind what the result has, every time that it was said', () => {
    expect(
      added(
        ({ warn }) => {
          warn('a');
          warn('a', place);
        },
        Dict.of({ warnings: ['own'] }),
      ),
    ).toEqual({
      warnings: ['own', 'a', 'a'],
      _ansible_warning_origins: { a: [null, place] },
    });
  });

  it.each<[string, Parameters<TaskMessages['deprecate']>, object]>([
    [
      "is ansible-core's where it has a version",
      ['old', '2.99'],
      { msg: 'old', version: '2.99', collection_name: 'ansible.builtin' },
    ],
    ["is nobody's without one", ['old'], { msg: 'old', version: null }],
    [
      'is of whoever deprecates',
      ['old', '3.0.0', { collection: 'ns.col', plugin: undefined, date: '2030-01-01', help: 'do it' }],
      { collection_name: 'ns.col', date: '2030-01-01', _ansible_help: 'do it' },
    ],
  ])('and deprecated %s', (_case, told, wanted) => {
    expect(added(({ deprecate }) => deprecate(...told))).toMatchObject({ deprecations: [wanted] });
  });

  it('and was shown already is noted once for each place', () => {
    const noted = added(({ noteDeprecation }) => {
      for (const origin of [place, place, { ...place, line: 4 }]) noteDeprecation('old', '2.99', { origin });
    }) as Record<string, unknown[]>;
    expect(noted[notedDeprecationsKey]).toHaveLength(2);
  });
});

it('a loop has where the warnings of its items were caused, and what to do about them', () => {
  const results = [1, 2].map((line) => {
    const messages = new TaskMessages();
    messages.warn('a', { ...place, line }, `do ${line}`);
    const result = new Dict();
    messages.addTo(result);
    return result;
  });
  const whole = new Dict();
  gatherWarningDetails(whole, results);
  expect(plain(whole)).toEqual({
    _ansible_warning_origins: {
      a: [
        { ...place, line: 1 },
        { ...place, line: 2 },
      ],
    },
    _ansible_warning_help: { a: 'do 2' },
  });
});
