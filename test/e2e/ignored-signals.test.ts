import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const mitorun = fileURLToPath(new URL('../../bin/mitorun', import.meta.url));

/** Has no hosts until `go` is there. */
const inventory = `#!/bin/sh
touch begun
while ! [ -e go ]; do sleep 0.1; done
echo '{"all": {"hosts": ["a"]}}'
`;
const lookup = `
import os, time
from ansible.plugins.lookup import LookupBase
class LookupModule(LookupBase):
    def run(self, terms, variables=None, **options):
        while not os.path.exists('go'):
            time.sleep(0.1)
        return ['looked up']
`;
const callback = `
from ansible.plugins.callback import CallbackBase
class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'count'
    tasks = 0
    def v2_playbook_on_task_start(self, task, is_conditional):
        self.tasks += 1
    def v2_playbook_on_stats(self, stats):
        self._display.display('%d tasks were told' % self.tasks)
`;
const waiting = 'while ! [ -e go ]; do sleep 0.1; done';

describe('signals that whoever starts mitorun has it ignore', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-ignored-'));
  const go = join(directory, 'go');
  let running: ChildProcess | undefined;
  beforeAll(() => {
    writeFileSync(join(directory, 'inventory.sh'), inventory, { mode: 0o755 });
    for (const kind of ['lookup_plugins', 'callback_plugins']) mkdirSync(join(directory, kind));
    writeFileSync(join(directory, 'lookup_plugins', 'slow.py'), lookup);
    writeFileSync(join(directory, 'callback_plugins', 'count.py'), callback);
  });
  afterEach(() => {
    running?.kill('SIGKILL');
    for (const name of ['go', 'begun']) rmSync(join(directory, name), { force: true });
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  /** Starts it as \`trap '' SIGNAL\` in a script does, in a process group of its own. */
  function start(ignored: string, task: object, hosts: string) {
    const play = {
      hosts: 'all',
      connection: 'local',
      gather_facts: false,
      tasks: [task, { debug: { msg: 'next ran' } }],
    };
    writeFileSync(join(directory, 'site.yml'), JSON.stringify([play]));
    const words = ['-c', `trap '' ${ignored}; exec "$0" "$@"`, mitorun, '-i', hosts, 'site.yml'];
    const child = spawn('/bin/sh', words, {
      cwd: directory,
      detached: true,
      env: { ...process.env, ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running = child;
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (output += text.toString()));
    const ended = new Promise<number | null>((resolve) => void child.once('close', resolve));
    return {
      said: async (text: string) => {
        while (!output.includes(text) && child.exitCode === null) await sleep(50);
        await sleep(500);
      },
      begun: async () => {
        while (!existsSync(join(directory, 'begun')) && child.exitCode === null) await sleep(50);
      },
      send: async (signal: NodeJS.Signals) => {
        child.kill(signal);
        await sleep(300);
      },
      /** To all of the group, as a terminal sends it. */
      sendGroup: async (signal: NodeJS.Signals) => {
        process.kill(-(child.pid ?? 0), signal);
        await sleep(300);
      },
      letGo: () => writeFileSync(go, ''),
      end: async () => ({ exit: await ended, hasGoneOn: output.includes('next ran'), output }),
    };
  }

  const tasks: Readonly<Record<string, object>> = {
    'a module': { shell: waiting, args: { chdir: directory } },
    'a program of a template': { debug: { msg: `{{ lookup('pipe', 'cd ${directory}; ${waiting}') }}` } },
    'a lookup in Python': { debug: { msg: "{{ lookup('slow') }}" } },
  };

  it.each(Object.entries(tasks))('SIGHUP (nohup) ends nothing while %s is at work', async (_name, task) => {
    const run = start('HUP', task, 'a,');
    await run.said('TASK [');
    await run.sendGroup('SIGHUP');
    run.letGo();
    const { exit, hasGoneOn, output } = await run.end();
    expect({ exit, hasGoneOn }).toEqual({ exit: 0, hasGoneOn: true });
    expect(output).toContain('2 tasks were told');
  });

  it.each(['INT', 'TERM'] as const)('SIG%s is ignored until there are hosts', async (name) => {
    const run = start(name, { debug: { msg: 'a task' } }, 'inventory.sh');
    await run.begun();
    await run.send(`SIG${name}`);
    run.letGo();
    expect(await run.end()).toMatchObject({ exit: 0, hasGoneOn: true });
  });

  it.each(['INT', 'TERM'] as const)('SIG%s is heard from then on', async (name) => {
    const run = start(name, { shell: waiting, args: { chdir: directory } }, 'a,');
    await run.said('TASK [');
    await run.send(`SIG${name}`);
    const { exit, hasGoneOn, output } = await run.end();
    expect({ exit, hasGoneOn }).toEqual({ exit: 99, hasGoneOn: false });
    expect(output).toContain('User interrupted execution');
  });

  it('the word of them is not in the environment of what it starts', async () => {
    const run = start(
      'HUP',
      { command: 'env', register: 'env', failed_when: "'MITORUN_IGNORED' in env.stdout" },
      'a,',
    );
    expect(await run.end()).toMatchObject({ exit: 0 });
  });
});
