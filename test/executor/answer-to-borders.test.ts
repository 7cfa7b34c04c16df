import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInProcess } from '../cli/run-in-process.ts';

/*
 * What an action says beside its data, followed from its answer to each border: an action in Python answers with the internal
 * members of the table; a callback in Python, `register`, a rescue's `ansible_failed_result` and the screen are what is looked at.
 */

const directory = mkdtempSync(join(tmpdir(), 'mitorun-borders-'));
afterAll(() => rmSync(directory, { recursive: true }));

const action = `from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        return dict(self._task.args['data'], **dict(('_ansible_' + k, v) for k, v in self._task.args['says'].items()))
`;

const callback = `import json

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'heard'
    CALLBACK_NEEDS_WHITELIST = False

    def v2_runner_on_ok(self, result):
        if '/' in result._task.get_name():
            with open('${join(directory, 'heard.jsonl')}', 'a') as heard:
                heard.write(json.dumps([result._task.get_name(), result._result]) + '\\n')

    v2_runner_on_failed = lambda self, result, ignore_errors=False: self.v2_runner_on_ok(result)
`;

interface Row {
  readonly name: string;
  readonly says: Readonly<Record<string, unknown>>;
  /** What callbacks get of it. */
  readonly heard: Readonly<Record<string, unknown>>;
  /** What a template sees of it in a rescue. */
  readonly seen: Readonly<Record<string, unknown>>;
  /** The line of the result without `-v`. */
  readonly shown: RegExp;
}

const hidden = /^ok: \[h\]$/;
const rows: readonly Row[] = [
  { name: 'nothing', says: {}, heard: { no_log: false }, seen: {}, shown: hidden },
  {
    name: 'always',
    says: { verbose_always: true },
    heard: { no_log: false, verbose_always: true },
    seen: { verbose_always: true },
    shown: /^ok: \[h\] => \{$/,
  },
  {
    name: 'override',
    says: { verbose_override: true },
    heard: { no_log: false, verbose_override: true },
    seen: { verbose_override: true },
    shown: hidden,
  },
  { name: 'secret', says: { no_log: true }, heard: { no_log: true }, seen: { no_log: true }, shown: hidden },
  {
    name: 'public',
    says: { no_log: false },
    heard: { no_log: false },
    seen: { no_log: false },
    shown: hidden,
  },
  { name: 'parsed', says: { parsed: true }, heard: { no_log: false }, seen: { parsed: true }, shown: hidden },
  {
    name: 'cacheable',
    says: { facts_cacheable: true },
    heard: { no_log: false },
    seen: { facts_cacheable: true },
    shown: hidden,
  },
  {
    name: 'delegated',
    says: {
      delegated_vars: { ansible_delegated_host: 'd', ansible_host: '1.2.3.4', ansible_shell_type: 'sh' },
    },
    heard: { no_log: false, delegated_vars: { ansible_host: '1.2.3.4' } },
    seen: {
      delegated_vars: { ansible_delegated_host: 'd', ansible_host: '1.2.3.4', ansible_shell_type: 'sh' },
    },
    shown: /^ok: \[h/,
  },
  { name: 'unknown', says: { other: 1 }, heard: { no_log: false }, seen: { other: 1 }, shown: hidden },
];

/** The internal members of a result, by their names without the prefix. */
function internal(result: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const members = Object.entries(result).filter(([name]) => name.startsWith('_ansible_'));
  return Object.fromEntries(members.map(([name, value]) => [name.slice('_ansible_'.length), value]));
}

function tasksOf({ name, says }: Row): string {
  const say = (data: object): string => JSON.stringify({ data, says });
  const kept = (variable: string): string => `content={{ ${variable} | to_json }} dest=${directory}/${name}`;
  return `
  - {name: ok/${name}, say: ${say({ stdout: 'x' })}, register: told}
  - copy: ${kept('told')}.registered
  - block: [{name: failed/${name}, say: ${say({ failed: true, msg: 'no' })}}]
    rescue: [{copy: '${kept('ansible_failed_result')}.failed'}]
`;
}

const read = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(directory, name), 'utf8')) as Record<string, unknown>;

describe('what an action says beside its data', () => {
  let lines: readonly string[] = [];
  const heard = new Map<string, Record<string, unknown>>();

  beforeAll(async () => {
    for (const place of ['action_plugins', 'callback_plugins']) mkdirSync(join(directory, place));
    writeFileSync(join(directory, 'action_plugins/say.py'), action);
    writeFileSync(join(directory, 'callback_plugins/heard.py'), callback);
    writeFileSync(
      join(directory, 'hosts'),
      'h ansible_connection=local ansible_python_interpreter=/usr/bin/python3\n',
    );
    writeFileSync(
      join(directory, 'site.yml'),
      `- hosts: h\n  gather_facts: false\n  tasks:${rows.map(tasksOf).join('')}`,
    );
    const { out, err, exit } = await runInProcess(['-i', 'hosts', 'site.yml'], { cwd: directory });
    expect({ err, exit }).toMatchObject({ exit: 0 });
    lines = out.split('\n');
    for (const line of readFileSync(join(directory, 'heard.jsonl'), 'utf8').trim().split('\n')) {
      const [task, result] = JSON.parse(line) as [string, Record<string, unknown>];
      heard.set(task, result);
    }
  }, 120_000);

  it.each(rows)('$name: callbacks in Python', ({ name, heard: expected }) => {
    expect(internal(heard.get(`ok/${name}`) ?? {})).toEqual(expected);
    expect(internal(heard.get(`failed/${name}`) ?? {})).toEqual(expected);
    expect(heard.get(`ok/${name}`)?.['stdout']).toBe(name === 'secret' ? undefined : 'x');
  });

  it.each(rows)('$name: what is registered has data alone', ({ name }) => {
    expect(internal(read(`${name}.registered`))).toEqual({});
    expect(read(`${name}.registered`)['stdout']).toBe('x');
  });

  it.each(rows)('$name: templates in a rescue', ({ name, seen }) => {
    expect(internal(read(`${name}.failed`))).toEqual(seen);
  });

  it.each(rows)('$name: the screen', ({ name, shown }) => {
    const at = lines.findIndex((line) => line.startsWith(`TASK [ok/${name}]`));
    expect(lines[at + 1]).toMatch(shown);
  });
});
