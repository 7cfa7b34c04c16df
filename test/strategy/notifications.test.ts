import { describe, expect, it } from 'vitest';
import { findHandlers, flushNotifications, notifyHandlers } from '../../src/strategy/notifications.ts';
import { told } from '../executor/fake-run.ts';
import { advance, batchOf, outcomeOf } from './fake-batch.ts';

const play = `tasks: [{name: one, ping: }]
handlers:
- {name: restart, ping: }
- {name: reload, ping: , listen: config}
- {name: check, ping: , listen: config}`;

const given = { hosts: { a: {}, b: {} } };

describe('the handlers that an outcome means', () => {
  it.each<[string, object, boolean, Record<string, string[]>]>([
    ['are sought for a change', { changed: true }, false, { config: ['reload'], restart: ['restart'] }],
    [
      'are all of them while handlers run',
      { changed: true },
      true,
      { config: ['reload', 'check'], restart: ['restart'] },
    ],
    ['are none without a change', {}, false, {}],
    ['are none for a failure', { changed: true, failed: true }, false, {}],
    ['are none for an unreachable host', { changed: true, unreachable: true }, false, {}],
    ['are none for what was skipped', { changed: true, skipped: true }, false, {}],
  ])('%s', async (_case, result, isFlushing, wanted) => {
    const { run, task } = batchOf(play, given);
    advance(run);
    if (isFlushing) run.iterator.cursor('a').beginHandlers();
    const outcome = outcomeOf(run, task('one'), { ...result }, { notify: ['config', 'restart'] });
    const found = [...(await findHandlers(run, outcome))];
    expect(Object.fromEntries(found.map(([topic, those]) => [topic, those.map(({ name }) => name)]))).toEqual(
      wanted,
    );
  });

  it('have to be there', async () => {
    const { run, task } = batchOf(play, given);
    const outcome = outcomeOf(run, task('one'), { changed: true }, { notify: ['restart', 'absent'] });
    await expect(findHandlers(run, outcome)).rejects.toMatchObject({
      code: 'ACTION',
      message: expect.stringContaining("The requested handler 'absent' was not found"),
    });
  });

  it('need not be there where the settings say so', async () => {
    const { run, task } = batchOf(play, {
      ...given,
      environment: { ANSIBLE_ERROR_ON_MISSING_HANDLER: 'no' },
    });
    const outcome = outcomeOf(run, task('one'), { changed: true }, { notify: ['absent'] });
    expect([...(await findHandlers(run, outcome))]).toEqual([['absent', []]]);
  });
});

describe('what a host notifies', () => {
  it('is saved until handlers are flushed, which then are notified once', async () => {
    const { run, events, task } = batchOf(play, given);
    for (const topic of ['config', 'check', 'config'])
      notifyHandlers(run, 'a', {
        topics: [topic],
        handlers: new Map([[topic, [task('check')]]]),
        emit: run.emit,
      });
    expect(run.handlers.anyNotified).toBe(false);
    events.length = 0;
    await flushNotifications(run, 'a');
    expect(told(events)).toEqual(['notified reload for a', 'notified check for a']);
    expect(['restart', 'reload', 'check'].filter((name) => run.handlers.isNotified(task(name), 'a'))).toEqual(
      ['reload', 'check'],
    );
    expect(run.handlers.isNotified(task('reload'), 'b')).toBe(false);
    expect(run.handlers.kept('a')).toEqual([]);
  });
});
