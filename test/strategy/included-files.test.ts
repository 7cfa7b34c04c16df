import { noRemarks } from '../../src/events/remarks.ts';
import { describe, expect, it } from 'vitest';
import { Dict } from '../../src/python/dict.ts';
import type { Value } from '../../src/python/value.ts';
import { processIncludes } from '../../src/strategy/included-files.ts';
import { told } from '../executor/fake-run.ts';
import { advance, batchOf, counts, type FakeBatch, outcomeOf, tasksAhead } from './fake-batch.ts';

const hosts = { a: {}, b: {} };
const files = {
  'more.yml': '- {name: more, ping: }\n- {name: even more, ping: }',
  'other.yml': '- {name: other, ping: }',
  'broken.yml': '- {name: x, ping: , shell: y}',
  'roles/web/tasks/main.yml': '- {name: of the role, ping: }',
  'roles/web/handlers/main.yml': '- {name: handler of the role, ping: }',
};
const play = 'tasks:\n- {name: one, include_tasks: x.yml}\n- {name: two, ping: }';

interface Asking {
  readonly target?: string;
  readonly args?: Readonly<Record<string, Value>>;
  readonly loop?: Readonly<Record<string, Value>>;
  readonly label?: string;
  readonly skipped?: boolean;
  readonly failed?: boolean;
}

function begin(text = play): FakeBatch {
  const batch = batchOf(text, { hosts, files });
  advance(batch.run);
  return batch;
}

/** What a host's include asks for, item by item. */
function asks({ run, task }: FakeBatch, host: string, ...items: Asking[]) {
  const one = task('one');
  const [first] = items;
  const isLoop = items.some(({ label }) => label !== undefined);
  const of = ({ target = 'more.yml', args = {}, loop = {}, label, ...result }: Asking) => ({
    include: {
      target,
      targetOrigin: undefined,
      isRole: one.directive === 'include_role',
      args: Dict.of({ ...args }),
      loopVariables: Dict.of({ ...loop }),
    },
    result: Dict.of({ ...result }),
    remarks: {
      ...noRemarks,
      ...(label !== undefined && { item: { ignoreErrors: false, ignoreUnreachable: false, label } }),
    },
  });
  const outcome = outcomeOf(run, one, {}, { host, include: of(first ?? {}).include });
  const [item] = outcome.items;
  if (!item) throw new Error('no item');
  const own = items.map((asking) => ({ ...item, ...of(asking) }));
  return {
    ...outcome,
    isLoop,
    items: own,
    ...(own.length === 1 && !isLoop && { result: own[0]?.result ?? new Dict() }),
  };
}

describe('an include', () => {
  it('comes before the next task of the hosts that asked for it', () => {
    const batch = begin();
    processIncludes(batch.run, [asks(batch, 'a', {})]);
    expect(tasksAhead(batch.run, 'a').slice(0, 3)).toEqual(['more', 'even more', 'two']);
    expect(tasksAhead(batch.run, 'b')[0]).toBe('two');
    expect(counts(batch.run, 'a')).toBe('ok=1');
  });

  it.each<[string, Asking[], Asking[], string[]]>([
    ['is loaded once for hosts that ask for the same', [{}], [{}], ['included more.yml for a, b']],
    [
      'is loaded for each that asks for another file',
      [{}],
      [{ target: 'other.yml' }],
      ['included more.yml for a', 'included other.yml for b'],
    ],
    [
      'is loaded for each that asks with other arguments',
      [{ args: { apply: 1 } }],
      [{ args: { apply: 2 } }],
      ['included more.yml for a', 'included more.yml for b'],
    ],
    [
      'is loaded for each that has another item',
      [{ loop: { item: 1 } }],
      [{ loop: { item: 2 } }],
      ['included more.yml for a', 'included more.yml for b'],
    ],
    [
      'is loaded for each item, for all hosts that have it',
      [{ loop: { item: 1 } }, { loop: { item: 2 } }],
      [{ loop: { item: 1 } }, { loop: { item: 2 } }],
      ['included more.yml for a, b', 'included more.yml for a, b'],
    ],
    [
      'is loaded twice for a host that asks twice for the same',
      [{}, {}],
      [{}],
      ['included more.yml for a, b', 'included more.yml for a'],
    ],
    ['is not loaded for an item that was skipped', [{ skipped: true }], [{}], ['included more.yml for b']],
    ['is not loaded for an item that failed', [{ failed: true }], [{}], ['included more.yml for b']],
  ])('%s', (_case, a, b, wanted) => {
    const batch = begin();
    processIncludes(batch.run, [asks(batch, 'a', ...a), asks(batch, 'b', ...b)]);
    expect(told(batch.events)).toEqual(wanted);
  });

  it('shows the item, or that it is hidden', () => {
    const labels = (keywords: string): unknown[] => {
      const batch = begin(`tasks:\n- {name: one, include_tasks: x.yml${keywords}}`);
      processIncludes(batch.run, [asks(batch, 'a', { label: 'first' })]);
      return batch.events.map((event) => event.kind === 'included' && event.label);
    };
    expect(labels('')).toEqual(['first']);
    expect(labels(', no_log: true')).toEqual(['(censored due to no_log)']);
    expect(labels(', no_log: "{{ false }}"')).toEqual(['(censored due to no_log)']);
  });

  it('gives its tasks its vars and the items of its loop', () => {
    const batch = begin('tasks:\n- {name: one, include_tasks: x.yml, vars: {v: 1}}');
    processIncludes(batch.run, [asks(batch, 'a', { loop: { item: 'i' } })]);
    const { task } = batch.run.iterator.peek('a');
    const { scope } = batch.run;
    const seen = scope.templar(scope.variables('a', task), task).evaluate("v ~ ' ' ~ item");
    expect([task?.name, seen]).toEqual(['more', '1 i']);
  });

  it('has a place in the common order', () => {
    const batch = begin();
    batch.run.iterator.currentTask = 2;
    processIncludes(batch.run, [asks(batch, 'a', {})]);
    expect(batch.run.iterator.allTasks.slice(1, 5).map(({ name }) => name)).toEqual([
      'one',
      'more',
      'even more',
      'two',
    ]);
  });

  it('of no include is nothing', () => {
    const batch = begin('tasks: [{name: one, ping: }]');
    processIncludes(batch.run, [asks(batch, 'a', {})]);
    expect(batch.events).toEqual([]);
  });

  it('of a role brings its tasks and its handlers, for this batch alone', () => {
    const batch = begin('tasks: [{name: one, include_role: {name: web}}]');
    processIncludes(batch.run, [asks(batch, 'a', { target: 'web', args: { name: 'web' } })]);
    expect(tasksAhead(batch.run, 'a')[0]).toBe('of the role');
    expect(batch.run.handlers.list().map(({ name }) => name)).toEqual(['handler of the role']);
    expect(batch.play.content.handlers).toEqual([]);
  });

  it('in a handler notifies what it brings', () => {
    const batch = begin('tasks: [{name: zero, ping: }]\nhandlers: [{name: one, include_tasks: x.yml}]');
    const { run, task } = batch;
    run.handlers.notify(task('one'), 'a');
    run.iterator.cursor('a').beginHandlers();
    advance(run, ['a']);
    processIncludes(run, [asks(batch, 'a', {})]);
    const { task: next } = run.iterator.peek('a');
    expect([next?.name, next && run.handlers.isNotified(next, 'a')]).toEqual(['more', true]);
  });
});

describe('a file that cannot be loaded', () => {
  it('fails the hosts that asked for it, and says so', () => {
    const batch = begin();
    processIncludes(batch.run, [asks(batch, 'a', { target: 'absent.yml' }), asks(batch, 'b', {})]);
    expect(told(batch.events)).toEqual(['error', 'failed a', 'included more.yml for b']);
    expect([counts(batch.run, 'a'), [...batch.run.failed]]).toEqual(['failures=1', ['a']]);
    expect(tasksAhead(batch.run, 'a')).toEqual([]);
  });

  it('says which file', () => {
    const batch = begin();
    const outcome = asks(batch, 'a', { target: 'absent.yml' });
    processIncludes(batch.run, [outcome]);
    const event = batch.events.find(({ kind }) => kind === 'host-result');
    expect(event?.kind === 'host-result' && event.result.get('reason')).toMatch(
      /^Could not find or access '.*absent.yml' on the Ansible Controller: /,
    );
  });

  it('is what a rescue is for, once though two items ask for it', () => {
    const batch = begin(
      'tasks:\n- block: [{name: one, include_tasks: x.yml}]\n  rescue: [{name: saved, ping: }]',
    );
    const absent = { target: 'absent.yml' };
    processIncludes(batch.run, [
      asks(batch, 'a', { ...absent, loop: { item: 1 } }, { ...absent, loop: { item: 2 } }),
    ]);
    expect(tasksAhead(batch.run, 'a')[0]).toBe('saved');
  });

  it('ends the run where it is no playbook', () => {
    const batch = begin();
    expect(() => processIncludes(batch.run, [asks(batch, 'a', { target: 'broken.yml' })])).toThrow(
      'conflicting action statements',
    );
  });
});
