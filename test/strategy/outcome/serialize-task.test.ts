import { describe, expect, it } from 'vitest';
import type { Dict } from '../../../src/python/dict.ts';
import { serializeTask } from '../../../src/strategy/outcome/serialize-task.ts';
import { plain } from '../../executor/fake-play.ts';
import { batchOf, outcomeOf } from '../fake-batch.ts';

function serialized(keywords: string, { play = '' } = {}): Dict {
  const { run, task } = batchOf(
    `${play}\ntasks:\n- name: "one of {{ n }}"\n  ping: {data: "{{ n }}"}\n${keywords}`,
    {
      hosts: { a: { n: 3 } },
    },
  );
  const first = run.iterator.allTasks.find((found) => found.directive === undefined && !found.implicit);
  return serializeTask(run, outcomeOf(run, first ?? task('one'), { failed: true }));
}

describe('ansible_failed_task', () => {
  it.each<[string, string, object]>([
    [
      'has its name and what it does',
      '',
      { name: 'one of 3', action: 'ping', _resolved_action: 'ansible.builtin.ping', args: { data: 3 } },
    ],
    [
      'has its keywords as they are for the host',
      '  retries: "{{ n }}"\n  become_user: "{{ n }}"',
      { retries: 3, become_user: 3 },
    ],
    [
      'has what nobody wrote',
      '',
      {
        become: false,
        become_method: 'sudo',
        connection: 'ssh',
        delay: expect.anything(),
        async: 0,
        ignore_errors: null,
      },
    ],
    [
      'has its loop',
      '  loop: "{{ [n] }}"\n  loop_control: {label: "{{ nothing }}"}',
      { loop: [3], loop_control: expect.objectContaining({ loop_var: 'item', label: '{{ nothing }}' }) },
    ],
    [
      'has what cannot be rendered as it is written',
      '  vars: {v: "{{ nothing }}"}',
      { vars: { v: '{{ nothing }}' } },
    ],
    ['has its tags', '  tags: [x, "t{{ n }}"]', { tags: ['x', 't3'] }],
  ])('%s', (_case, keywords, wanted) => {
    expect(plain(serialized(keywords))).toMatchObject(wanted);
  });

  it('has conditions as the text that they are: nothing renders it', () => {
    const task = serialized('  when: n == 3\n  until: [a, b]');
    expect(['when', 'until', 'failed_when'].map((name) => task.get(name))).toEqual([
      ['n == 3'],
      ['a', 'b'],
      [],
    ]);
  });

  it('has what it inherits', () => {
    const play = 'become: true\nenvironment: {A: 1}';
    expect(plain(serialized('', { play }))).toMatchObject({ become: true, environment: [{ A: 1 }] });
  });
});
