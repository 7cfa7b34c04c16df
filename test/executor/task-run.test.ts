import type { Answer } from '../../src/actions/answer.ts';
import { describe, expect, it } from 'vitest';
import { UnsentResult } from '../../src/actions/action-failure.ts';
import { MitorunError } from '../../src/errors/mitorun-error.ts';
import { runTask } from '../../src/executor/task-run.ts';
import { Dict } from '../../src/python/dict.ts';
import { answerWith, type GivenTask, plain, taskOf } from './fake-play.ts';
import { told } from './fake-run.ts';

const hosts = { web1: { n: 1, list: [1, 2] } };

async function ran(text: string, given: GivenTask = {}) {
  const fake = taskOf(text, { hosts, ...given });
  const outcome = await runTask(fake.running);
  return {
    ...fake,
    outcome,
    result: plain(outcome.result) as Record<string, unknown>,
    told: told(fake.events),
  };
}

describe('a task on a host', () => {
  it('gives what its module answers', async () => {
    const { outcome, result, target } = await ran('- ping: {data: "{{ n }}"}\n  register: r');
    expect(result).toMatchObject({ ping: 'pong', changed: false, failed: false });
    expect(target.sent).toMatchObject([{ module: 'ping', args: { data: 1 } }]);
    expect(outcome).toMatchObject({ host: 'web1', register: 'r', isLoop: false, ignoreErrors: false });
    expect(outcome.items.map((item) => item.result)).toEqual([outcome.result]);
  });

  it('is repeated over the items of its loop', async () => {
    const { outcome, told: events } = await ran('- answer:\n  loop: "{{ list }}"');
    expect([outcome.isLoop, outcome.items.length]).toEqual([true, 2]);
    expect(events).toEqual(['item ok web1', 'item ok web1']);
  });

  it('is skipped where its loop is empty', async () => {
    const { outcome, result } = await ran('- answer:\n  loop: []');
    expect(result).toEqual({
      changed: false,
      skipped: true,
      skipped_reason: 'No items in the list',
      results: [],
    });
    expect([outcome.isLoop, outcome.items]).toEqual([true, []]);
  });

  it.each<[string, string, object]>([
    ['is skipped by its condition', '- answer:\n  when: false', { skipped: true }],
    [
      'is skipped though its loop is undefined',
      '- answer:\n  when: false\n  loop: "{{ nothing }}"',
      { skipped: true },
    ],
    [
      'fails for an undefined loop',
      '- answer:\n  loop: "{{ nothing }}"',
      { failed: true, msg: "Task failed: 'nothing' is undefined" },
    ],
    [
      'fails early for a loop that is broken otherwise, without a word of the task',
      '- answer:\n  when: false\n  loop: "{{ n }}"',
      { failed: true, msg: "The `loop` value must resolve to a 'list', not 'int'." },
    ],
    [
      'fails for its arguments',
      '- answer: {a: "{{ nothing }}"}',
      { failed: true, changed: false, msg: expect.stringContaining("'nothing' is undefined") },
    ],
  ])('%s', async (_case, text, wanted) => {
    const { result } = await ran(text);
    expect(result).toMatchObject(wanted);
  });

  it('is unreachable where its target is', async () => {
    const { outcome, result } = await ran('- ping:\n  ignore_unreachable: true', {
      connect: () => {
        throw new MitorunError('CONNECTION', 'no route');
      },
    });
    expect(result).toMatchObject({ unreachable: true, changed: false, msg: 'Task failed: no route' });
    expect(outcome.ignoreUnreachable).toBe(true);
  });

  it.each<[string, string, boolean]>([
    ['fails early and is ignored', 'ignore_errors: true', true],
    ['fails early and is not', 'ignore_errors: "{{ nothing }}"', false],
  ])('%s', async (_case, keyword, ignored) => {
    const { outcome } = await ran(`- answer:\n  loop: "{{ n }}"\n  ${keyword}`);
    expect([outcome.ignoreErrors, outcome.items[0]?.ignoreErrors]).toEqual([ignored, ignored]);
  });

  it.each<[string, string, boolean]>([
    ['fails early and hidden', 'no_log: true', true],
    ['fails early and hidden where nobody can tell', 'no_log: "{{ nothing }}"', true],
    ['fails early and seen', 'no_log: false', false],
  ])('%s', async (_case, keyword, isHidden) => {
    const { outcome } = await ran(`- answer:\n  loop: "{{ n }}"\n  ${keyword}`);
    expect(outcome.remarks.noLog ?? false).toBe(isHidden);
  });

  it('fails for a bug of ours, whose stack -vvv tells', async () => {
    const { result, told: events } = await ran('- broken:', {
      actions: {
        broken: {
          isLocal: true,
          run: async () => {
            throw new TypeError('a bug');
          },
        },
      },
    });
    expect(result).toMatchObject({
      failed: true,
      msg: 'Task failed: Unexpected failure during task execution: a bug',
    });
    expect(events).toEqual([expect.stringMatching(/^-vvv TypeError: a bug\n +at /)]);
  });

  it('whose result cannot be handed over fails as a whole', async () => {
    const { result, outcome } = await ran('- unsent:\n  loop: [1, 2]', {
      actions: {
        unsent: {
          isLocal: true,
          run: async () => {
            throw new UnsentResult('cannot be sent');
          },
        },
      },
    });
    expect(result).toMatchObject({ failed: true, msg: 'cannot be sent' });
    expect([outcome.isLoop, outcome.items.length]).toEqual([false, 1]);
  });

  it('has no outcome where the run was ended', async () => {
    const fake = taskOf('- ending:', {
      actions: {
        ending: {
          isLocal: true,
          run: async () => {
            fake.abort();
            throw new TypeError('whatever is in the way then');
          },
        },
      },
    });
    await expect(runTask(fake.running)).rejects.toThrow('whatever is in the way then');
  });

  it("is what somebody at the debugger made of it, whose variables are above all others'", async () => {
    const fake = taskOf('- answer: {a: 1}', { hosts, extraVars: { n: 2 } });
    const edits = { args: Dict.of({ a: 'edited' }), variables: Dict.of({ n: 3 }) };
    const outcome = await runTask({ ...fake.running, edits });
    expect(plain(outcome.result)).toMatchObject({ a: 'edited' });
    const conditional = taskOf('- answer:\n  when: n == 3', { hosts, extraVars: { n: 2 } });
    const held = await runTask({
      ...conditional.running,
      edits: { args: undefined, variables: edits.variables },
    });
    expect(held.result.has('skipped')).toBe(false);
  });

  it('has what its action warned of, behind what the result says itself', async () => {
    const { result } = await ran('- warning:', {
      actions: {
        warning: {
          isLocal: true,
          run: async (context) => {
            context.warn('careful');
            context.deprecate('old', '2.99');
            return Dict.of({ warnings: ['its own'] });
          },
        },
      },
    });
    expect(result).toMatchObject({
      warnings: ['its own', 'careful'],
      deprecations: [{ msg: 'old', version: '2.99', collection_name: 'ansible.builtin' }],
    });
  });

  it('shows its difference as the action wants it', async () => {
    const run = async (): Promise<Answer> => answerWith({ _ansible_task_diff: true });
    const { outcome } = await ran('- shown:', { actions: { shown: { isLocal: true, run } } });
    expect(outcome.view.diff).toBe(true);
    expect((await ran('- answer:')).outcome.view.diff).toBe(false);
  });
});

describe('the tries of a task', () => {
  it('come one after the other, each told, until one is good', async () => {
    let count = 0;
    const {
      result,
      told: events,
      target,
    } = await ran('- ping:\n  until: r.n == 3\n  register: r\n  delay: 0', {
      answer: () => ({ n: ++count }),
    });
    expect(events).toEqual(['retry web1', 'retry web1']);
    expect(result).toMatchObject({ n: 3, attempts: 3, failed: false });
    expect(target.requests.filter((request) => request.startsWith('run'))).toHaveLength(3);
  });

  it('are ended by a failure to connect', async () => {
    let connected = 0;
    const { result } = await ran('- ping:\n  retries: 5\n  delay: 0', {
      connect: () => {
        connected++;
        throw new MitorunError('CONNECTION', 'no route');
      },
    });
    expect([connected, result['unreachable']]).toEqual([1, true]);
  });

  it('of an item let go of their connections', async () => {
    let count = 0;
    const { target } = await ran('- ping:\n  until: r.n == 2\n  register: r\n  delay: 0', {
      answer: () => ({ n: ++count }),
    });
    expect(new Set(target.uses).size).toBe(2);
    await Promise.all(target.uses.map(({ ended }) => ended));
  });
});

describe('a task in the background', () => {
  it('is asked about until it is over, and its file removed', async () => {
    const answers = [
      { started: true, ansible_job_id: 'j1', results_file: '/jobs/j1' },
      { started: true, finished: false },
      { started: true, finished: true, rc: 0, n: 1 },
      {},
    ];
    const {
      result,
      told: events,
      target,
    } = await ran('- ping:\n  async: 30\n  poll: 1', {
      answer: () => answers.shift() ?? {},
    });
    expect(
      target.sent.map(({ module, args, background }) => [module, args['mode'], background !== undefined]),
    ).toEqual([
      ['ping', undefined, true],
      ['async_status', undefined, false],
      ['async_status', undefined, false],
      ['async_status', 'cleanup', false],
    ]);
    expect(result).toMatchObject({ rc: 0, n: 1, failed: false });
    expect(events.at(-1)).toBe('async-ok web1');
  });

  it('is left alone with poll 0', async () => {
    const { result, target } = await ran('- ping:\n  async: 30\n  poll: 0', {
      answer: () => ({ started: true, ansible_job_id: 'j1' }),
    });
    expect(result).toMatchObject({ ansible_job_id: 'j1', changed: true });
    expect(target.sent).toHaveLength(1);
  });
});
