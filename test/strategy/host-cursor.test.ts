import { describe, expect, it } from 'vitest';
import type { Task } from '../../src/playbook/model.ts';
import { type CursorRules, HostCursor } from '../../src/strategy/host-cursor.ts';
import { handlersOf } from '../../src/strategy/handlers.ts';
import { nameOf } from '../executor/fake-play.ts';
import { batchOf } from './fake-batch.ts';

const written = batchOf(`tasks:
- block: [{name: one, ping: }, {name: two, ping: }]
  rescue: [{name: saved, ping: }]
- {name: last, ping: }
handlers:
- {name: restart, ping: }
- {name: reload, ping: }
- {name: check, ping: }`);
const facts = batchOf('tasks: [{name: facts, ping: }]').task('facts');
const more = batchOf('tasks: [{name: more, ping: }]').play.tasks;

interface Walking {
  readonly cursor: HostCursor;
  /** The names of the next tasks. */
  readonly next: (count?: number) => string[];
}

function walking({
  notified = ['restart', 'reload', 'check'],
  setup,
  passedOver = [],
}: {
  readonly notified?: readonly string[];
  readonly setup?: Task;
  readonly passedOver?: readonly string[];
} = {}): Walking {
  const rules: CursorRules = {
    passesOver: (task) => passedOver.includes(nameOf(task)),
    handlers: () => written.run.handlers.list(),
    isNotified: (handler) => notified.includes(nameOf(handler)),
  };
  const cursor = new HostCursor('a', written.play.tasks, setup);
  const next = (count = 10): string[] => {
    const names: string[] = [];
    for (let task = cursor.next(rules); task; task = names.length < count ? cursor.next(rules) : undefined)
      names.push(nameOf(task));
    return names;
  };
  return { cursor, next };
}

describe('a host walks through a play', () => {
  it.each<[string, (host: Walking) => string[], string[]]>([
    ['from task to task', ({ next }) => next(), ['one', 'two', 'last']],
    [
      'to the handlers of a flush and back',
      ({ cursor, next }) => {
        const first = next(1);
        cursor.beginHandlers();
        return [...first, ...next()];
      },
      ['one', 'restart', 'reload', 'check', 'two', 'last'],
    ],
    [
      'from a failed task to its rescue',
      ({ cursor, next }) => {
        const first = next(1);
        cursor.fail();
        return [...first, ...next()];
      },
      ['one', 'saved', 'last'],
    ],
    [
      'from a failed handler to the rescue of the block with the flush',
      ({ cursor, next }) => {
        const first = next(1);
        cursor.beginHandlers();
        const handler = next(1);
        cursor.fail();
        return [...first, ...handler, ...next()];
      },
      ['one', 'restart', 'saved', 'last'],
    ],
    [
      'to what an include brought first',
      ({ cursor, next }) => {
        const first = next(1);
        cursor.insert(more, handlersOf);
        return [...first, ...next()];
      },
      ['one', 'more', 'two', 'last'],
    ],
    [
      'to what an include of a handler brought first',
      ({ cursor, next }) => {
        const first = next(1);
        cursor.beginHandlers();
        const handler = next(1);
        cursor.insert(more, handlersOf);
        return [...first, ...handler, ...next()];
      },
      ['one', 'restart', 'reload', 'check', 'two', 'last'],
    ],
    [
      'no further where it was ended',
      ({ cursor, next }) => {
        const first = next(1);
        cursor.end();
        return [...first, ...next()];
      },
      ['one'],
    ],
  ])('%s', (_case, walk, names) => expect(walk(walking())).toEqual(names));

  it('gathers facts first', () => {
    expect(walking({ setup: facts }).next()).toEqual(['facts', 'one', 'two', 'last']);
  });

  it('gathers facts before the task that it was moved to', () => {
    const { cursor, next } = walking({ setup: facts });
    expect(next(2)).toEqual(['facts', 'one']);
    cursor.gatherFactsFirst();
    expect(next()).toEqual(['facts', 'two', 'last']);
  });

  it('to notified handlers alone', () => {
    const { cursor, next } = walking({ notified: ['reload'] });
    next(1);
    cursor.beginHandlers();
    expect(next(2)).toEqual(['reload', 'two']);
  });

  it('to an included handler that is notified', () => {
    const { cursor, next } = walking({ notified: ['restart', 'check', 'more'] });
    next(1);
    cursor.beginHandlers();
    next(1);
    cursor.insert(more, handlersOf);
    expect(next(2)).toEqual(['more', 'check']);
  });

  it('not to what is passed over', () => {
    expect(walking({ passedOver: ['two'] }).next()).toEqual(['one', 'last']);
  });

  it('from the beginning of the handlers after one has failed', () => {
    const { cursor, next } = walking();
    next(1);
    cursor.beginHandlers();
    expect(next(2)).toEqual(['restart', 'reload']);
    cursor.fail();
    cursor.beginHandlers();
    expect(next(1)).toEqual(['restart']);
  });

  it('from the beginning of the handlers at the next flush', () => {
    const { cursor, next } = walking();
    next(1);
    cursor.beginHandlers();
    expect(next(4)).toEqual(['restart', 'reload', 'check', 'two']);
    cursor.beginHandlers();
    expect(next(1)).toEqual(['restart']);
  });
});

describe('a host is', () => {
  it('out where its facts could not be gathered, until that is cleared', () => {
    const { cursor, next } = walking({ setup: facts });
    next(1);
    cursor.fail();
    expect([cursor.hasFailed, cursor.isComplete, next()]).toEqual([true, true, []]);
    cursor.clearFailures();
    expect(cursor.hasFailed).toBe(false);
  });

  it.each<[string, number, boolean]>([
    ['in the block with a rescue', 1, true],
    ['in the last of its tasks', 2, true],
    ['behind it', 3, false],
  ])('rescued where a failure comes %s', (_case, count, isRescuing) => {
    const { cursor, next } = walking();
    next(count);
    expect(cursor.isRescuing).toBe(isRescuing);
  });

  it('rescued by the block with the flush where a handler fails', () => {
    const { cursor, next } = walking();
    next(1);
    cursor.beginHandlers();
    next(1);
    expect([cursor.isRunningHandlers, cursor.isRescuing]).toEqual([true, true]);
  });

  it('complete at the end', () => {
    const { cursor, next } = walking();
    expect(cursor.isComplete).toBe(false);
    next();
    expect(cursor.isComplete).toBe(true);
  });
});

describe('a copy of a cursor', () => {
  it('shares nothing that changes: neither moves the other', () => {
    const { cursor, next } = walking();
    next(1);
    cursor.beginHandlers();
    next(1);
    const copy = cursor.clone();
    copy.insert(more, handlersOf);
    copy.fail();
    expect(next()).toEqual(['reload', 'check', 'two', 'last']);
    expect([cursor.hasFailed, copy.isRunningHandlers, copy.isComplete]).toEqual([false, false, false]);
  });
});
