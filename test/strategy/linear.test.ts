import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/run-event.ts';
import { runLinear } from '../../src/strategy/linear.ts';
import { told } from '../executor/fake-run.ts';
import { batchOf, counts, type GivenBatch } from './fake-batch.ts';
import { working } from './working.ts';

const hosts = { a: {}, b: {}, c: {} };

/** Runs a play on a, b and c. */
async function ran(text: string, given: GivenBatch = {}) {
  const seen = working();
  const batch = batchOf(text, { hosts, ...given, actions: { work: seen.work } });
  const result = await runLinear(batch.run);
  return { ...batch, ...seen, result, told: words(batch.events) };
}

/** What is told of tasks and hosts, all that happens in one task in one line. */
function words(events: readonly RunEvent[]): string[] {
  const lines: string[] = [];
  for (const line of told(events)) {
    if (/^(host-start|-v|TASK meta)/.test(line)) continue;
    if (/^(TASK|HANDLER|included|no-hosts|warning|notified)/.test(line) || lines.length === 0)
      lines.push(line);
    else lines.push(`${lines.pop() ?? ''}, ${line}`);
  }
  return lines;
}

const failsOn = (...names: string[]): string =>
  `work: {failed: "{{ inventory_hostname in [${names.map((name) => `'${name}'`).join(',')}] }}"}`;

describe('all hosts take the same task', () => {
  it.each<[string, string, string[]]>([
    [
      'one after the other',
      'tasks:\n- {name: one, work: }\n- {name: two, work: }',
      ['TASK one, ok a, ok b, ok c', 'TASK two, ok a, ok b, ok c'],
    ],
    [
      'but those that have failed',
      `tasks:\n- name: one\n  ${failsOn('b')}\n- {name: two, work: }`,
      ['TASK one, ok a, failed b, ok c', 'TASK two, ok a, ok c'],
    ],
    [
      'and those in a rescue wait for the others',
      `tasks:\n- block:\n  - name: one\n    ${failsOn('b')}\n  - {name: two, work: }\n  rescue: [{name: saved, work: }]\n- {name: last, work: }`,
      [
        'TASK one, ok a, failed b, ok c',
        'TASK two, ok a, ok c',
        'TASK saved, ok b',
        'TASK last, ok a, ok b, ok c',
      ],
    ],
    [
      'which one host alone runs with run_once',
      'tasks:\n- {name: one, work: , run_once: true}\n- {name: two, work: }',
      ['TASK one, ok a', 'TASK two, ok a, ok b, ok c'],
    ],
    [
      'which one host alone runs where the action is for all',
      'tasks:\n- {name: one, add_host: {name: x}}\n- {name: two, work: }',
      ['TASK one, ok a', 'TASK two, ok a, ok b, ok c'],
    ],
    [
      'with the handlers that each has notified, in their order',
      `tasks:\n- name: one\n  work: {changed: "{{ inventory_hostname != 'b' }}"}\n  notify: [h2, h1]\nhandlers:\n- {name: h1, work: }\n- {name: h2, work: }`,
      [
        'TASK one, ok a, ok b, ok c',
        'notified h2 for a',
        'notified h1 for a',
        'notified h2 for c',
        'notified h1 for c',
        'HANDLER h1, ok a, ok c',
        'HANDLER h2, ok a, ok c',
      ],
    ],
    [
      'until one ends for itself',
      "tasks:\n- {name: one, work: }\n- meta: end_host\n  when: inventory_hostname == 'b'\n- {name: two, work: }",
      ['TASK one, ok a, ok b, ok c, skipped a, skipped c', 'TASK two, ok a, ok c'],
    ],
    [
      'until the play ends',
      'tasks:\n- {name: one, work: }\n- meta: end_play\n- {name: two, work: }',
      ['TASK one, ok a, ok b, ok c'],
    ],
  ])('%s', async (_case, text, wanted) => {
    const { told: lines, result } = await ran(text);
    expect(lines).toEqual(wanted);
    expect(result).toEqual({ breakPlay: false });
  });

  it('tells the results in the order in which they come, and takes the next task when the last is there', async () => {
    const { began, events } = await ran(
      "tasks:\n- name: one\n  work: {after: \"{{ 'one c' if inventory_hostname == 'a' else '' }}\"}\n- {name: two, work: }",
    );
    expect(began).toEqual(['one a', 'one b', 'one c', 'two a', 'two b', 'two c']);
    expect(
      told(events)
        .filter((line) => line.startsWith('ok'))
        .slice(2, 3),
    ).toEqual(['ok a']);
  });
});

describe('how many hosts work at once', () => {
  it.each<[string, string, number, number]>([
    ['as many as there are forks', '', 2, 2],
    ['all of them', '', 5, 3],
    ['as many as throttle says', 'throttle: 1', 5, 1],
    ['as many as a template of throttle says', 'throttle: "{{ 1 + 1 }}"', 5, 2],
    ['no more than forks for all that throttle says', 'throttle: 3', 2, 2],
    ['all of them for a throttle of 0', 'throttle: 0', 5, 3],
  ])('%s', async (_case, keyword, forks, wanted) => {
    const { most } = await ran(`tasks:\n- name: one\n  work: {together: ${wanted}, ms: 5}\n  ${keyword}`, {
      options: { forks },
    });
    expect(most()).toBe(wanted);
  });

  it('one after the other, where what they change is for all', async () => {
    const seen = working();
    const batch = batchOf(
      'tasks:\n- name: one\n  work: {ms: "{{ 20 if inventory_hostname == \'a\' else 1 }}"}',
      {
        hosts,
        actions: { work: { ...seen.work, inHostOrder: true } },
      },
    );
    await runLinear(batch.run);
    expect([seen.most(), told(batch.events).filter((line) => line.startsWith('ok'))]).toEqual([
      1,
      ['ok a', 'ok b', 'ok c'],
    ]);
  });
});

describe('failures', () => {
  const two = '- {name: two, work: }';

  it.each<[string, string, string[], boolean]>([
    ['of one host are its own', `tasks:\n- name: one\n  ${failsOn('b')}\n${two}`, ['b'], false],
    [
      'are fatal for all',
      `any_errors_fatal: true\ntasks:\n- name: one\n  ${failsOn('b')}\n${two}`,
      ['a', 'b', 'c'],
      false,
    ],
    [
      'are not fatal where they are ignored',
      `any_errors_fatal: true\ntasks:\n- name: one\n  ${failsOn('b')}\n  ignore_errors: true\n${two}`,
      [],
      false,
    ],
    [
      'of a task for all are for all',
      `tasks:\n- name: one\n  run_once: true\n  ${failsOn('a')}\n${two}`,
      ['a', 'b', 'c'],
      false,
    ],
    [
      'are too many',
      `max_fail_percentage: 30\ntasks:\n- name: one\n  ${failsOn('b')}\n${two}`,
      ['a', 'b', 'c'],
      true,
    ],
    [
      'are not too many yet',
      `max_fail_percentage: 34\ntasks:\n- name: one\n  ${failsOn('b')}\n${two}`,
      ['b'],
      false,
    ],
    [
      'of an action for all are for all',
      `tasks:\n- {name: one, add_host: {name: "{{ nothing }}"}}\n${two}`,
      ['a', 'b', 'c'],
      false,
    ],
    [
      'are not too many where they are no more than the percentage',
      `max_fail_percentage: 100\ntasks:\n- name: one\n  ${failsOn('a', 'b', 'c')}\n${two}`,
      ['a', 'b', 'c'],
      false,
    ],
    [
      'are too many for a percentage of none',
      `max_fail_percentage: 0\ntasks:\n- name: one\n  ${failsOn('b')}\n${two}`,
      ['a', 'b', 'c'],
      true,
    ],
  ])('%s', async (_case, text, failed, breakPlay) => {
    const { run, result, began } = await ran(text);
    expect([...run.failed].toSorted()).toEqual(failed);
    expect(result.breakPlay).toBe(breakPlay);
    const left = ['a', 'b', 'c'].filter((host) => !failed.includes(host));
    expect(began.filter((line) => line.startsWith('two'))).toEqual(left.map((host) => `two ${host}`));
  });

  it('of all hosts end the play with those words', async () => {
    const { told: lines } = await ran(
      `max_fail_percentage: 0\ntasks:\n- name: one\n  ${failsOn('a', 'b', 'c')}\n${two}`,
    );
    expect(lines).toEqual([
      'TASK one, failed a, failed b, failed c',
      'no-hosts-remaining',
      'no-hosts-remaining',
    ]);
  });

  it('are counted', async () => {
    const { run } = await ran(`tasks:\n- name: one\n  ${failsOn('b')}\n${two}`);
    expect(['a', 'b'].map((host) => counts(run, host))).toEqual(['ok=2', 'failures=1']);
  });

  it('to find a handler end the run, and nothing more is told of other hosts', async () => {
    const batch = batchOf('tasks:\n- name: one\n  work: {changed: true}\n  notify: absent', {
      hosts,
      actions: { work: working().work },
      options: { forks: 1 },
    });
    await expect(runLinear(batch.run)).rejects.toThrow("The requested handler 'absent' was not found");
    expect(batch.run.isBroken).toBe(true);
    expect(told(batch.events)).toEqual(['TASK one', 'host-start a']);
  });
});

describe('somebody', () => {
  it('says no to a task, which no host runs then', async () => {
    const asked: string[] = [];
    const { began } = await ran('tasks:\n- {name: one, work: }\n- {name: two, work: }', {
      confirmStep: async (task) => {
        asked.push(task);
        return task !== 'TASK: one';
      },
    });
    expect(asked).toEqual(['TASK: one', 'TASK: two']);
    expect(began).toEqual(['two a', 'two b', 'two c']);
  });

  it('ends the run, after which no task begins and nothing is told of those under way', async () => {
    const seen = working();
    const batch = batchOf('tasks:\n- {name: one, work: {ms: 60000}}\n- {name: two, work: }', {
      hosts,
      actions: { work: seen.work },
    });
    const running = runLinear(batch.run);
    while (seen.began.length < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    batch.abort();
    await running;
    expect(seen.began).toEqual(['one a', 'one b', 'one c']);
    expect(told(batch.events).filter((line) => !line.startsWith('host-start'))).toEqual(['TASK one']);
  });
});
