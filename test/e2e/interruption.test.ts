import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const mitorun = fileURLToPath(new URL('../../bin/mitorun', import.meta.url));
const hasAnsible = spawnSync('python3', ['-c', 'import ansible']).status === 0;

/** Milliseconds in which a busy machine may be expected to do what takes an idle one some tenths of a second. */
const soon = 4000;

/** A number of seconds that no other process sleeps for. */
const long = 3_000_000 + process.pid;
const waits: Readonly<Record<string, string>> = {
  pipe: `{{ lookup('pipe', 'sleep ${long}') }}`,
  'a shell in pipe': `{{ lookup('pipe', 'trap "" TERM; sleep ${long}; sleep ${long}') }}`,
  ...(hasAnsible
    ? { 'a Python lookup': `{{ lookup('slow', ${long}) }}`, 'a Python filter': `{{ ${long} | slow }}` }
    : {}),
};
const computes: Readonly<Record<string, string>> = {
  loops: '{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}',
  macros: '{% macro f(n) %}{% if n > 0 %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}',
  'a regular expression': "{{ ('a' * 60 ~ 'c') is match('(a+)+$') }}",
};

const plugins = {
  lookup_plugins: `
import subprocess
from ansible.plugins.lookup import LookupBase
class LookupModule(LookupBase):
    def run(self, terms, variables=None, **options):
        subprocess.call(['sleep', str(terms[0])])
        return ['done']
`,
  filter_plugins: `
import time
class FilterModule(object):
    def filters(self):
        return {'slow': time.sleep}
`,
};

describe('item 8: one signal is heeded within a second', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-interruption-'));
  let running: ChildProcess | undefined;

  beforeAll(() => {
    for (const [name, text] of Object.entries(plugins)) {
      mkdirSync(join(directory, name));
      writeFileSync(join(directory, name, 'slow.py'), text);
    }
    const script = `#!/bin/sh\necho 'TASK [inventory]' >&2\nsleep ${long}\n`;
    writeFileSync(join(directory, 'inventory.sh'), script, { mode: 0o755 });
  });
  afterAll(() => {
    running?.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  function playbook(message: string): string {
    return playbookWith({ debug: { msg: message } }, { connection: 'local' });
  }

  function playbookWith(task: object, keywords: object): string {
    const tasks = [
      {
        block: [task],
        rescue: [{ debug: { msg: 'rescue ran' } }],
        always: [{ debug: { msg: 'always ran' } }],
      },
      { debug: { msg: 'next ran' } },
    ];
    const path = join(directory, 'site.yml');
    const play = { hosts: 'all', gather_facts: false, ...keywords, tasks };
    writeFileSync(path, JSON.stringify([play, { ...play, tasks: [{ debug: { msg: 'next play ran' } }] }]));
    return path;
  }

  /** Starts it, waits until it is at work, sends the signal once and waits for its end. */
  async function interrupted(
    args: readonly string[],
    signal: NodeJS.Signals,
    isAtWork: (output: string) => boolean,
  ) {
    let output = '';
    const child = spawn(mitorun, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
    running = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (output += text.toString()));
    const end = new Promise<{ code: number | null; by: NodeJS.Signals | null }>((resolve) => {
      child.once('close', (code, by) => resolve({ code, by }));
    });
    while (!isAtWork(output) && child.exitCode === null) await sleep(50);
    await sleep(1500);
    const sent = performance.now();
    child.kill(signal);
    const ended = await end;
    return { ...ended, output, took: performance.now() - sent };
  }

  const sleepers = (): string => {
    try {
      return execFileSync('pgrep', ['-f', `sleep ${long}`], { encoding: 'utf8' });
    } catch {
      return '';
    }
  };
  const atTask = (output: string): boolean => output.includes('TASK [');

  describe.each(Object.entries(waits))('while %s waits', (_name, message) => {
    it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
      '%s',
      async (signal) => {
        const { code, output, took } = await interrupted(
          ['-i', 'localhost,', playbook(message)],
          signal,
          atTask,
        );
        expect(output).toContain('User interrupted execution');
        expect(output).not.toMatch(/ ran/);
        expect(code).toBe(99);
        expect(took).toBeLessThan(soon);
        await sleep(500);
        expect(sleepers()).toBe('');
      },
      60_000,
    );
  });

  describe.each(Object.entries(computes))('while a template with %s computes', (_name, message) => {
    it('SIGINT', async () => {
      const { code, output, took } = await interrupted(
        ['-i', 'localhost,', playbook(message)],
        'SIGINT',
        atTask,
      );
      expect(output).toContain('User interrupted execution');
      expect(output).not.toMatch(/ ran/);
      expect(code).toBe(99);
      expect(took).toBeLessThan(soon);
    }, 60_000);

    it('SIGTERM, which ends the process as it ends Ansible', async () => {
      const { by, output, took } = await interrupted(
        ['-i', 'localhost,', playbook(message)],
        'SIGTERM',
        atTask,
      );
      expect(by).toBe('SIGTERM');
      expect(output).not.toMatch(/ ran/);
      expect(took).toBeLessThan(soon);
    }, 60_000);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'while an inventory script runs: %s',
    async (signal) => {
      const args = ['-i', './inventory.sh', playbook('hello')];
      const { code, took } = await interrupted(args, signal, () => sleepers() !== '');
      expect(code).toBe(99);
      expect(took).toBeLessThan(soon);
      await sleep(500);
      expect(sleepers()).toBe('');
    },
    60_000,
  );

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'while a host accepts the connection and says nothing: %s',
    async (signal) => {
      const silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      try {
        const address = silent.address();
        const port = typeof address === 'object' ? address?.port : undefined;
        const site = playbookWith({ ping: {} }, { vars: { ansible_port: port, ansible_host: '127.0.0.1' } });
        const { code, output, took } = await interrupted(['-i', 'silent,', site], signal, atTask);
        expect(output).toContain('User interrupted execution');
        expect(output).not.toMatch(/ ran|UNREACHABLE/);
        expect(code).toBe(99);
        expect(took).toBeLessThan(soon);
      } finally {
        silent.close();
      }
    },
    60_000,
  );

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'while a become program hangs: %s',
    async (signal) => {
      const slowSudo = join(directory, 'slow-sudo');
      writeFileSync(slowSudo, `#!/bin/sh\nsleep ${long}\n`, { mode: 0o755 });
      const site = playbookWith(
        { ping: {} },
        {
          connection: 'local',
          become: true,
          become_user: 'nobody',
          vars: { ansible_become_exe: slowSudo, ansible_python_interpreter: '/usr/bin/python3' },
        },
      );
      const atBecome = (): boolean => sleepers() !== '';
      const { code, output, took } = await interrupted(['-i', 'localhost,', site], signal, atBecome);
      expect(output).toContain('User interrupted execution');
      expect(output).not.toMatch(/ ran/);
      expect(code).toBe(99);
      expect(took).toBeLessThan(soon);
      await expect.poll(sleepers, { timeout: 5000, interval: 100 }).toBe('');
    },
    60_000,
  );

  it('nothing that a lookup started outlives a run that is killed', async () => {
    const { by } = await interrupted(['-i', 'localhost,', playbook(waits['pipe'] ?? '')], 'SIGKILL', atTask);
    expect(by).toBe('SIGKILL');
    await sleep(1500);
    expect(sleepers()).toBe('');
  }, 60_000);
});

describe('item 8: lookups of several hosts', () => {
  it.each(["lookup('pipe', 'date +%s.%N; sleep 2; date +%s.%N')"])(
    '%s wait at the same time',
    async (lookup) => {
      const directory = mkdtempSync(join(tmpdir(), 'mitorun-lookups-'));
      const hosts = ['h1', 'h2', 'h3', 'h4'];
      const play = {
        hosts: 'all',
        gather_facts: false,
        connection: 'local',
        tasks: [{ debug: { msg: `{{ ${lookup} }}` } }],
      };
      writeFileSync(join(directory, 'site.yml'), JSON.stringify([play]));
      const child = spawn(mitorun, ['-f', '4', '-i', hosts.join(','), 'site.yml'], { cwd: directory });
      let output = '';
      child.stdout.on('data', (text: Buffer) => (output += text.toString()));
      await new Promise((resolve) => child.once('close', resolve));
      rmSync(directory, { recursive: true, force: true });
      const spans = [...output.matchAll(/"msg": "([\d.]+)\\n([\d.]+)"/g)];
      expect(spans).toHaveLength(hosts.length);
      const lastBegan = Math.max(...spans.map(([, began]) => Number(began)));
      const firstEnded = Math.min(...spans.map(([, , ended]) => Number(ended)));
      expect(lastBegan).toBeLessThan(firstEnded);
    },
    60_000,
  );
});
