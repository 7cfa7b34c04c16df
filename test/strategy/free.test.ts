import { describe, expect, it } from 'vitest';
import { runFree } from '../../src/strategy/free.ts';
import { told } from '../executor/fake-run.ts';
import { batchOf, type GivenBatch, results } from './fake-batch.ts';
import { working } from './working.ts';

const hosts = { a: {}, b: {}, c: {} };

async function ran(text: string, given: GivenBatch & { hostPinned?: boolean } = {}) {
  const { hostPinned = false, ...more } = given;
  const seen = working();
  const batch = batchOf(text, { hosts, ...more, actions: { work: seen.work } });
  const result = await runFree(batch.run, { hostPinned });
  return {
    ...batch,
    ...seen,
    result,
    warnings: told(batch.events).filter((line) => line.startsWith('warning')),
  };
}

const slowA = "work: {after: \"{{ 'two b' if inventory_hostname == 'a' else '' }}\"}";

describe('hosts go through the play each for itself', () => {
  it('and wait for nobody', async () => {
    const { events } = await ran(`tasks:\n- name: one\n  ${slowA}\n- {name: two, work: }`);
    const lines = results(events);
    expect(lines.indexOf('two: ok b')).toBeLessThan(lines.indexOf('one: ok a'));
    expect(lines.toSorted()).toEqual([
      'one: ok a',
      'one: ok b',
      'one: ok c',
      'two: ok a',
      'two: ok b',
      'two: ok c',
    ]);
  });

  it('with a banner for each', async () => {
    const { events } = await ran('tasks:\n- {name: one, work: }');
    expect(told(events).filter((line) => line.startsWith('TASK'))).toHaveLength(3);
  });

  it('to their own handlers, as soon as they are there', async () => {
    const { began } = await ran(
      `tasks:\n- name: one\n  work: {after: "{{ 'h b' if inventory_hostname == 'a' else '' }}", changed: "{{ inventory_hostname != 'c' }}"}\n  notify: h\nhandlers:\n- {name: h, work: }`,
      { hosts },
    );
    expect(began).toEqual(['one a', 'one b', 'one c', 'h b', 'h a']);
  });

  it('until they fail or end', async () => {
    const { began, run } = await ran(
      "tasks:\n- name: one\n  work: {failed: \"{{ inventory_hostname == 'a' }}\"}\n- meta: end_host\n  when: inventory_hostname == 'b'\n- {name: two, work: }",
    );
    expect(began.filter((line) => line.startsWith('two'))).toEqual(['two c']);
    expect([...run.failed]).toEqual(['a']);
  });

  it('and the tasks of an include that each of them asked for', async () => {
    const { began } = await ran('tasks:\n- include_tasks: more.yml\n- {name: two, work: }', {
      files: { 'more.yml': '- {name: more, work: }' },
    });
    expect(began.toSorted()).toEqual(['more a', 'more b', 'more c', 'two a', 'two b', 'two c']);
    for (const host of ['a', 'b', 'c'])
      expect(began.indexOf(`more ${host}`)).toBeLessThan(began.indexOf(`two ${host}`));
  });

  it('and come back where one clears their errors after they had stopped', async () => {
    const { began } = await ran(
      `tasks:\n- name: one\n  work: {unreachable: "{{ inventory_hostname == 'a' }}", after: "{{ '' if inventory_hostname == 'a' else 'one a' }}", ms: 20}\n- meta: clear_host_errors\n  when: inventory_hostname == 'b'\n- {name: two, work: }`,
    );
    expect(began.toSorted()).toEqual(['one a', 'one b', 'one c', 'two a', 'two b', 'two c']);
    expect(began.at(-1)).toBe('two a');
  });
});

describe('how many work at once', () => {
  it.each<[string, string, number, boolean, number]>([
    ['as many as there are forks', '', 2, false, 2],
    ['as many hosts as there are forks, pinned', '', 2, true, 2],
    ['as many as throttle says', 'throttle: 1', 5, false, 1],
    ['as many as throttle says, pinned', 'throttle: 1', 5, true, 1],
    ['all of them', '', 5, false, 3],
  ])('%s', async (_case, keyword, forks, hostPinned, wanted) => {
    const { most } = await ran(`tasks:\n- name: one\n  work: {together: ${wanted}, ms: 5}\n  ${keyword}`, {
      options: { forks },
      hostPinned,
    });
    expect(most()).toBe(wanted);
  });

  it('a host keeps its place until it is done, pinned', async () => {
    const text = 'tasks:\n- {name: one, work: }\n- {name: two, work: }';
    expect((await ran(text, { options: { forks: 1 }, hostPinned: true })).began).toEqual([
      'one a',
      'two a',
      'one b',
      'two b',
      'one c',
      'two c',
    ]);
    expect((await ran(text, { options: { forks: 1 } })).began.slice(0, 3)).toEqual([
      'one a',
      'one b',
      'one c',
    ]);
  });
});

describe('what counts for all hosts', () => {
  const notSupported = (what: string): string =>
    `warning: Using ${what} with the free strategy is not supported, as tasks are executed independently on each host`;

  it.each<[string, string, string[]]>([
    [
      'max_fail_percentage',
      'max_fail_percentage: 10\ntasks: [{name: one, work: }]',
      [notSupported('max_fail_percentage')],
    ],
    [
      'any_errors_fatal',
      'any_errors_fatal: true\ntasks: [{name: one, work: }]',
      [notSupported('any_errors_fatal')],
    ],
    [
      'run_once',
      'tasks: [{name: one, work: , run_once: true}]',
      [
        'warning: Using run_once with the free strategy is not currently supported. This task will still be executed for every host in the inventory list.',
      ],
    ],
  ])('%s is warned of, once, and does nothing', async (_case, text, wanted) => {
    const { warnings, began } = await ran(text);
    expect([warnings, began]).toEqual([wanted, ['one a', 'one b', 'one c']]);
  });

  it('is refused of an action', async () => {
    const batch = batchOf('tasks: [{name: one, add_host: {name: x}}]', { hosts });
    await expect(runFree(batch.run, { hostPinned: false })).rejects.toMatchObject({
      code: 'PLAYBOOK',
      message: expect.stringContaining("The 'add_host' module bypasses the host loop"),
    });
    expect(batch.run.isBroken).toBe(true);
  });
});

it('says no to a task for one host alone', async () => {
  const { began } = await ran('tasks:\n- {name: one, work: }', {
    confirmStep: async (_task, host) => host !== 'b',
  });
  expect(began).toEqual(['one a', 'one c']);
});
