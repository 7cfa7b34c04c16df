import type { RunEvent } from '../../src/events/run-event.ts';
import { describe, expect, it } from 'vitest';
import type { Action } from '../../src/actions/action.ts';
import { Dict } from '../../src/python/dict.ts';
import { viewOf } from '../../src/strategy/play-run.ts';
import { runHostTask } from '../../src/strategy/run-host-task.ts';
import { plain } from '../executor/fake-play.ts';
import { told } from '../executor/fake-run.ts';
import { advance, batchOf, counts, type FakeBatch, type GivenBatch, tasksAhead } from './fake-batch.ts';

const hosts = { a: { wanted: 2 }, b: {} };
const play = 'tasks:\n- {name: one, need: {data: 1}, register: r}\n- {name: two, ping: }';

/** Fails until its `data` is 2. */
function needing(): { readonly need: Action; readonly given: unknown[] } {
  const given: unknown[] = [];
  const need: Action = {
    isLocal: true,
    run: async ({ args }) => {
      given.push(plain(args.get('data')));
      return Dict.of({ changed: true, failed: args.get('data') !== 2 });
    },
  };
  return { need, given };
}

function begin(text: string, given: GivenBatch = {}): FakeBatch & { readonly given: unknown[] } {
  const { need, given: seen } = needing();
  const batch = batchOf(text, { hosts, ...given, actions: { need } });
  advance(batch.run);
  return { ...batch, given: seen };
}

/** What was emitted beside that a host begins the task. */
function afterStart({ events }: FakeBatch): readonly RunEvent[] {
  return events.filter(({ kind }) => kind !== 'host-start');
}

/** Runs task `one` on a host. */
function runOne({ run, task }: FakeBatch, host = 'a', runOnce = false) {
  const one = task('one');
  return runHostTask(run, { host, task: one, view: viewOf(run, host, one), runOnce, span: run.span });
}

describe('a task of one host', () => {
  it('runs and takes effect', async () => {
    const batch = begin(play.replace('1}', '2}'));
    const outcome = await runOne(batch);
    expect(outcome?.result.get('changed')).toBe(true);
    expect(told(afterStart(batch))).toEqual(['ok a']);
    expect(counts(batch.run, 'a')).toBe('ok=1 changed=1');
    expect(plain(batch.services.memory.variables('a'))).toMatchObject({ r: { changed: true } });
  });

  it('has the name that its action is rendered to', async () => {
    const batch = begin("tasks:\n- {name: one, action: \"{{ 'ne' ~ 'ed' }}\", args: {data: 2}}");
    await runOne(batch);
    const [event] = afterStart(batch);
    expect(event?.kind === 'host-result' && event.task.action).toBe('need');
  });

  it('gives nothing where the run has ended', async () => {
    const batch = begin(play);
    batch.abort();
    expect(await runOne(batch)).toBeUndefined();
    expect(afterStart(batch)).toEqual([]);
  });

  it.each<[string, (batch: FakeBatch) => void]>([
    ['a fault has ended the run', ({ run }) => (run.isBroken = true)],
    ['somebody has quit', ({ run }) => (run.debugger.hasQuit = true)],
  ])('takes no effect where %s meanwhile', async (_case, end) => {
    const batch = begin(play);
    const running = runOne(batch);
    end(batch);
    expect(await running).toBeUndefined();
    expect([afterStart(batch), counts(batch.run, 'a')]).toEqual([[], '']);
  });

  it('that cannot take effect ends the run', async () => {
    const batch = begin('tasks:\n- {name: one, need: {data: 2}, notify: absent}');
    await expect(runOne(batch)).rejects.toThrow("handler 'absent' was not found");
    expect(batch.run.isBroken).toBe(true);
    expect(afterStart(batch)).toEqual([]);
  });
});

describe('at the debugger', () => {
  it.each<[string, string[], { ran: unknown[]; counts: string; next: string | undefined }]>([
    ['to go on leaves the failure', ['c'], { ran: [1], counts: 'failures=1', next: undefined }],
    [
      'to do it again takes the failure back',
      ['r', 'c'],
      { ran: [1, 1], counts: 'failures=1', next: undefined },
    ],
    [
      'other arguments are what it is done again with',
      ["task.args['data'] = 2", 'r'],
      { ran: [1, 2], counts: 'ok=1 changed=1', next: 'two' },
    ],
    [
      'variables are, once the task is made anew',
      ["task_vars['d'] = 2", 'u', 'r'],
      { ran: [0, 2], counts: 'ok=1 changed=1', next: 'two' },
    ],
  ])('%s', async (_case, typed, wanted) => {
    const text = typed.includes('u') ? play.replace('data: 1', 'data: "{{ d | default(0) }}"') : play;
    const batch = begin(text, { typed });
    await runOne(batch);
    expect(batch.given).toEqual(wanted.ran);
    expect(counts(batch.run, 'a')).toBe(wanted.counts);
    expect(tasksAhead(batch.run, 'a')[0]).toBe(wanted.next);
  });

  it('what is asked for is shown', async () => {
    const batch = begin(play, { typed: ['p task.args', 'p task_vars["wanted"] + 1', 'p nothing', 'c'] });
    await runOne(batch);
    expect(batch.shown).toEqual([
      "{'data': 1}",
      '3',
      `***NameError:NameError("name 'nothing' is not defined")`,
    ]);
  });

  it('an empty line repeats the last one', async () => {
    const batch = begin(play, { typed: ['p 1', '', 'c'] });
    await runOne(batch);
    expect(batch.shown).toEqual(['1', '1']);
  });

  it.each<[string, string[]]>([
    ['to quit', ['q']],
    ['the end of input', []],
  ])('%s ends the run', async (_case, typed) => {
    const batch = begin(play, { typed });
    await expect(runOne(batch)).rejects.toMatchObject({ code: 'QUIT' });
    expect([batch.run.debugger.hasQuit, batch.run.debugger.open]).toEqual([true, undefined]);
  });

  it('the results of other hosts wait until it is left', async () => {
    const batch = begin(play, { typed: ['p 1', 'c'] });
    const { run } = batch;
    let leave: () => void = () => undefined;
    run.debugger.open = new Promise((resolve) => (leave = resolve));
    const running = runOne(batch, 'b');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(afterStart(batch)).toEqual([]);
    run.debugger.open = undefined;
    leave();
    await running;
    expect(told(afterStart(batch))).toEqual(['failed b']);
  });

  it('a task for all that is done again brings all hosts back', async () => {
    const batch = begin(play, { typed: ["task.args['data'] = 2", 'r'] });
    await runOne(batch, 'a', true);
    expect([...batch.run.failed]).toEqual([]);
    expect(tasksAhead(batch.run, 'b')[0]).toBe('two');
    expect(batch.run.context.removed).not.toContain('b');
  });

  it.each<[string, string, boolean]>([
    ['never', 'debugger: never', false],
    ['always', 'debugger: always', true],
    ['at a failure', 'debugger: on_failed', true],
    ['at a failure too, where it is on anyway', 'debugger: on_skipped', true],
    ['not at a failure that is ignored', 'ignore_errors: true', false],
  ])('one is %s', async (_case, keyword, isOpened) => {
    const batch = begin(play.replace('register: r}', `${keyword}}`), { typed: ['p 1', 'c'] });
    await runOne(batch);
    expect(batch.shown).toEqual(isOpened ? ['1'] : []);
  });
});
