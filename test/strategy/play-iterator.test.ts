import { describe, expect, it } from 'vitest';
import type { HostCursor } from '../../src/strategy/host-cursor.ts';
import type { PlayIterator } from '../../src/strategy/play-iterator.ts';
import { advance, batchOf, tasksAhead } from './fake-batch.ts';

const play = `tasks:
- {name: one, ping: }
- {name: two, ping: }
- meta: flush_handlers
- {name: three, ping: }
handlers:
- {name: restart, ping: }
- {name: reload, ping: }`;
const hosts = { a: {}, b: {} };

function name(task: { readonly name: unknown; readonly directive: unknown } | undefined): string {
  return task === undefined ? 'end' : String(task.name ?? task.directive);
}

/** What comes after a cursor, by looking further and further ahead. */
function ahead(iterator: PlayIterator, from: HostCursor, count: number): string[] {
  const names: string[] = [];
  let cursor = from;
  for (let step = 0; step < count; step++) {
    const next = iterator.lookAhead(cursor);
    names.push(name(next.task));
    ({ cursor } = next);
  }
  return names;
}

describe('to peek', () => {
  it('moves nobody', () => {
    const { iterator } = batchOf(play, { hosts }).run;
    expect([iterator.peek('a'), iterator.peek('a')].map(({ task }) => name(task))).toEqual(['one', 'one']);
  });

  it('gives where the host would stand, which advance makes so', () => {
    const { run } = batchOf(play, { hosts });
    advance(run, ['a']);
    expect([name(run.iterator.peek('a').task), name(run.iterator.peek('b').task)]).toEqual(['two', 'one']);
  });

  it('passes over a flush that nobody wrote where nobody has notified, and not over one that is written', () => {
    const { run } = batchOf(play, { hosts });
    const given: string[] = [];
    for (let next = run.iterator.peek('a'); next.task; next = run.iterator.peek('a')) {
      given.push(name(next.task));
      run.iterator.advance(next.cursor);
    }
    expect(given).toEqual(['one', 'two', 'meta', 'three']);
  });

  it.each<[string, (run: ReturnType<typeof batchOf>) => void]>([
    ['the host itself', ({ run }) => run.handlers.keep('a', 'restart')],
    ['anybody', ({ run, task }) => void run.handlers.notify(task('restart'), 'b')],
  ])('gives a flush that nobody wrote where it was notified by %s', (_who, notify) => {
    const batch = batchOf('tasks: [{name: one, ping: }]\nhandlers: [{name: restart, ping: }]', { hosts });
    advance(batch.run);
    notify(batch);
    expect(name(batch.run.iterator.peek('a').task)).toBe('meta');
  });

  it('gives a host that was added later nothing to do', () => {
    expect(batchOf(play, { hosts }).run.iterator.peek('later').task).toBeUndefined();
  });
});

describe('to look ahead', () => {
  it('gives what comes if nothing fails, one after the other', () => {
    const { run } = batchOf(play, { hosts });
    advance(run);
    expect(ahead(run.iterator, run.iterator.cursor('a'), 3)).toEqual(['two', 'meta', 'three']);
  });

  it('never passes over a flush: what is under way may notify', () => {
    const { run } = batchOf('pre_tasks: [{name: one, ping: }]\ntasks: [{name: two, ping: }]', { hosts });
    advance(run);
    expect(name(run.iterator.peek('a').task)).toBe('two');
    expect(ahead(run.iterator, run.iterator.cursor('a'), 1)).toEqual(['meta']);
  });

  it('changes nothing that is so', () => {
    const { run } = batchOf(play, { hosts });
    advance(run);
    ahead(run.iterator, run.iterator.cursor('a'), 5);
    expect(name(run.iterator.peek('a').task)).toBe('two');
    expect(run.iterator.failedHosts()).toEqual([]);
  });

  it('is not changed by what happens to the host meanwhile', () => {
    const { run } = batchOf(
      'tasks:\n- block: [{name: one, ping: }, {name: two, ping: }, {name: three, ping: }]\n  rescue: [{name: saved, ping: }]',
      { hosts },
    );
    advance(run);
    const { cursor } = run.iterator.lookAhead(run.iterator.cursor('a'));
    run.iterator.cursor('a').fail();
    expect(ahead(run.iterator, cursor, 1)).toEqual(['three']);
    expect(name(run.iterator.peek('a').task)).toBe('saved');
  });

  it('does not change the host by what is tried on it', () => {
    const { run } = batchOf(play, { hosts });
    advance(run);
    const { cursor } = run.iterator.lookAhead(run.iterator.cursor('a'));
    cursor.fail();
    expect([cursor.hasFailed, run.iterator.cursor('a').hasFailed]).toEqual([true, false]);
    cursor.insert(batchOf('tasks: [{name: more, ping: }]').play.tasks, () => []);
    cursor.end();
    expect(tasksAhead(run, 'a').slice(0, 3)).toEqual(['two', 'meta', 'three']);
  });

  it('shares the handlers of a flush with nobody', () => {
    const { run, task } = batchOf(play, { hosts });
    for (const handler of ['restart', 'reload']) run.handlers.notify(task(handler), 'a');
    // To the flush that stands before the tasks.
    advance(run);
    run.iterator.cursor('a').beginHandlers();
    expect(ahead(run.iterator, run.iterator.cursor('a'), 3)).toEqual(['restart', 'reload', 'one']);
    expect(name(run.iterator.peek('a').task)).toBe('restart');
    expect(run.handlers.isNotified(task('restart'), 'a')).toBe(true);
  });
});

describe('a role', () => {
  const files = { 'roles/web/tasks/main.yml': '- {name: of the role, ping: }' };

  it.each<[string, boolean, boolean]>([
    ['that has begun is complete at its end', true, true],
    ['of which nothing ran is not', false, false],
  ])('%s', (_case, begun, complete) => {
    const { run, task } = batchOf('roles: [web]', { hosts, files });
    const { iterator } = run;
    const { role } = task('of the role');
    if (!role) throw new Error('no role');
    if (begun) iterator.markRoleStarted(role, 'a');
    expect(iterator.completeRole(role, 'a')).toBe(complete);
    expect(iterator.completeRole(role, 'b')).toBe(false);
  });
});

describe('the common order', () => {
  it('begins with the gathering of facts, once', () => {
    const { task } = batchOf(play);
    const setup = task('three');
    const { iterator } = batchOf(play, { hosts, setupTask: () => setup }).run;
    expect(iterator.allTasks.filter((one) => one === setup)).toHaveLength(1);
    expect(iterator.allTasks[0]).toBe(setup);
    expect([name(iterator.peek('a').task), name(iterator.peek('b').task)]).toEqual(['three', 'three']);
  });

  it('takes what an include brought where it stands', () => {
    const { iterator } = batchOf('tasks: [{name: one, ping: }, {name: two, ping: }]', { hosts }).run;
    iterator.currentTask = 2;
    iterator.insertTasks(batchOf('tasks: [{name: more, ping: }]').run.iterator.allTasks.slice(1, 2));
    expect(iterator.allTasks.slice(1, 4).map(name)).toEqual(['one', 'more', 'two']);
  });
});
