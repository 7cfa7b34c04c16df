import { describe, expect, it } from 'vitest';
import { runPlaybooks } from '../../src/strategy/run-playbooks.ts';
import { Dict } from '../../src/python/dict.ts';
import { playOf } from '../executor/fake-play.ts';
import { fakeRun, type GivenRun, told } from '../executor/fake-run.ts';
import { working } from './working.ts';

const hosts = { a: {}, b: {}, c: {}, d: {} };

/** Runs one playbook of these plays after another. */
async function ran(playbooks: readonly (readonly string[])[], given: GivenRun = {}) {
  const seen = working();
  const fake = fakeRun({ hosts, ...given, actions: { work: seen.work } });
  const retry: (readonly string[])[] = [];
  const missed: string[] = [];
  const exit = await runPlaybooks(
    fake.services,
    playbooks.map((plays, index) => ({
      path: `${index}.yml`,
      plays: plays.map((text) => playOf(fake, text)),
    })),
    {
      promptVars: async () => new Dict(),
      onFailedHosts: (_playbook, failed) => retry.push(failed),
      confirmStep: undefined,
      debugger: {
        console: { read: async () => undefined, show: () => undefined },
        enabled: false,
        honoursIgnoreErrors: true,
      },
      onStartNotFound: (wanted) => missed.push(wanted),
    },
  );
  return { ...fake, ...seen, exit, retry, missed };
}

const failing = (names: string, name = 'one'): string =>
  `tasks:\n- name: ${name}\n  work: {failed: "{{ inventory_hostname in '${names}' }}"}`;
const lost = (names: string): string =>
  `tasks:\n- name: one\n  work: {unreachable: "{{ inventory_hostname in '${names}' }}"}`;
const good = 'tasks:\n- {name: two, work: }';

describe('how a run ends', () => {
  it.each<[string, string[], number, string[]]>([
    ['well', [good], 0, []],
    ['with failed hosts', [failing('b'), good], 2, ['b']],
    ['with unreachable hosts', [lost('b'), good], 4, ['b']],
    ['with both', [failing('a'), lost('b')], 4, ['a', 'b']],
    [
      'well where failures were rescued',
      ['tasks:\n- block: [{fail: }]\n  rescue: [{name: r, work: }]'],
      0,
      [],
    ],
    [
      'with too many failures, though another host is unreachable',
      [
        `max_fail_percentage: 0\ntasks: [{name: one, work: {unreachable: "{{ inventory_hostname == 'a' }}", failed: "{{ inventory_hostname == 'b' }}"}}]`,
      ],
      2,
      ['a', 'b', 'c', 'd'],
    ],
    ['well where no host took part', ['serial: 1\ntasks: []'], 0, []],
  ])('%s', async (_case, plays, exit, retry) => {
    const run = await ran([plays]);
    expect([run.exit, run.retry]).toEqual([exit, retry.length === 0 ? [] : [retry]]);
  });

  it.each<[string, string[], string[]]>([
    ['who failed takes no part in later plays', [failing('b'), good], ['two a', 'two c', 'two d']],
    ['who is unreachable neither', [lost('b'), good], ['two a', 'two c', 'two d']],
    ['where all failed no other play runs', [failing('abcd'), good], []],
    [
      'who ended a play takes part in the next one',
      ['tasks: [{meta: end_play}]', good],
      ['two a', 'two b', 'two c', 'two d'],
    ],
  ])('%s', async (_case, plays, wanted) => {
    const { began } = await ran([plays]);
    expect(began.filter((line) => line.startsWith('two'))).toEqual(wanted);
  });

  it('a playbook that failed is the last one', async () => {
    const { began, events } = await ran([[failing('b')], [good]]);
    expect(began.filter((line) => line.startsWith('two'))).toEqual([]);
    expect(told(events).filter((line) => line === 'stats')).toHaveLength(1);
    expect((await ran([[good], [good]])).began).toHaveLength(8);
  });
});

describe('batches', () => {
  it.each<[string, string, string[]]>([
    ['are one without serial', '', ['abcd']],
    ['are of that size', 'serial: 3', ['abc', 'd']],
    ['may grow', 'serial: [1, 2]', ['a', 'bc', 'd']],
    ['are a share of the hosts', 'serial: 50%', ['ab', 'cd']],
    ['are what a template says', 'serial: "{{ 1 + 1 }}"', ['ab', 'cd']],
  ])('%s', async (_case, keyword, wanted) => {
    const { events, began } = await ran([[`${keyword}\n${good}`]]);
    const starts = events.flatMap((event) =>
      event.kind === 'play-start' ? [event.play.batch.join('')] : [],
    );
    expect(starts).toEqual(wanted);
    expect(began).toHaveLength(4);
  });

  it.each<[string, string, string[]]>([
    ['go on after some have failed', `serial: 2\n${failing('a')}`, ['one a', 'one b', 'one c', 'one d']],
    ['end where a whole one has failed', `serial: 2\n${failing('ab')}`, ['one a', 'one b']],
    [
      'end where too many have failed',
      `serial: 2\nmax_fail_percentage: 20\n${failing('a')}`,
      ['one a', 'one b'],
    ],
    ['end with the play', 'serial: 2\ntasks: [{name: one, work: }, {meta: end_play}]', ['one a', 'one b']],
    [
      'go on where one has ended',
      'serial: 2\ntasks: [{name: one, work: }, {meta: end_batch}]',
      ['one a', 'one b', 'one c', 'one d'],
    ],
  ])('%s', async (_case, text, wanted) => {
    expect((await ran([[text]])).began).toEqual(wanted);
  });

  it('go on where several have failed, but no whole one', async () => {
    const six = { a: {}, b: {}, c: {}, d: {}, e: {}, f: {} };
    const { began } = await ran([[`serial: 2\n${failing('ac')}`]], { hosts: six });
    expect(began).toHaveLength(6);
  });

  it('begin with what the playbook says: what includes have added is gone', async () => {
    const { began } = await ran(
      [
        [
          `serial: 2
tasks:
- include_role: {name: web}
  when: inventory_hostname == 'a'
- {name: two, work: {changed: true}, notify: h}`,
        ],
      ],
      {
        environment: { ANSIBLE_ERROR_ON_MISSING_HANDLER: 'false' },
        files: {
          'roles/web/tasks/main.yml': '- {name: r, work: }',
          'roles/web/handlers/main.yml': '- {name: h, work: }',
        },
      },
    );
    expect(began).toEqual(['web : r a', 'two a', 'two b', 'web : h a', 'web : h b', 'two c', 'two d']);
  });
});

describe('--start-at-task', () => {
  const plays = ['tasks:\n- {name: one, work: }\n- {name: two, work: }'];

  it.each<[string, string, string[], string[]]>([
    ['begins at the task of that name', 'two', ['two a', 'two b', 'two c', 'two d'], []],
    ['begins at the first one that a pattern matches', 't*', ['two a', 'two b', 'two c', 'two d'], []],
    ['runs nothing where there is none, and says so', 'three', [], ['three']],
  ])('%s', async (_case, startAtTask, wanted, missed) => {
    const run = await ran([plays], { options: { startAtTask } });
    expect([run.began, run.missed]).toEqual([wanted, missed]);
  });
});
