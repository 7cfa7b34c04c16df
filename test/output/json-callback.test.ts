import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runInProcess } from '../cli/run-in-process.ts';

const host = 'ansible_connection=local ansible_python_interpreter=/usr/bin/python3';

it('item 6: the json callback has an entry for the facts that a play gathers by itself, before the first task', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'mitorun-json-'));
  writeFileSync(join(cwd, 'hosts'), `a ${host}\n`);
  writeFileSync(
    join(cwd, 'p.yml'),
    "- hosts: a\n  gather_subset: ['!all', '!min']\n  tasks:\n  - {name: say, debug: {msg: hi}}\n  - {name: loop, debug: {msg: x}, loop: [1, 2]}\n",
  );
  const { out } = await runInProcess(['p.yml', '-i', 'hosts'], {
    cwd,
    environment: { ANSIBLE_STDOUT_CALLBACK: 'json' },
  });
  const { plays } = JSON.parse(out) as {
    plays: {
      tasks: { task: { name: string; id: string }; hosts: Record<string, Record<string, unknown>> }[];
    }[];
  };
  const tasks = plays[0]?.tasks ?? [];
  expect(tasks.map(({ task, hosts }) => [task.name, hosts['a']?.['action']])).toEqual([
    ['Gathering Facts', 'gather_facts'],
    ['say', 'debug'],
    ['loop', 'debug'],
  ]);
  expect(new Set(tasks.map(({ task }) => task.id)).size).toBe(3);
  expect(tasks[2]?.hosts['a']?.['results']).toMatchObject([
    { _ansible_no_log: false },
    { _ansible_no_log: false },
  ]);
});
