import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sshd, startSshd } from './sshd.ts';

const mitorun = fileURLToPath(new URL('../../bin/mitorun', import.meta.url));
const python = 'ansible_python_interpreter=/usr/bin/python3';
const count = process.getuid?.() === 0 ? 40 : 16;
// Those that may have no more than 16 addresses have fewer descriptors for them.
const few = count > 16 ? 64 : 44;
const names = Array.from({ length: count }, (_, index) => `h${index + 1}`);

describe('item 32: a run with few descriptors', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-descriptors-'));
  let server: Sshd;

  beforeAll(async () => {
    server = await startSshd();
    const tasks = [
      { command: 'echo {{ inventory_hostname }}' },
      // Longer than what rides in one request.
      {
        copy: {
          content: '{{ inventory_hostname * 60000 }}',
          dest: `${directory}/copy-{{ inventory_hostname }}`,
        },
      },
      { command: 'echo again' },
    ];
    writeFileSync(
      join(directory, 'site.yml'),
      JSON.stringify([{ hosts: 'all', gather_facts: false, tasks }]),
    );
    // Hosts whose connections others open, are done with and need again at other times.
    const other = `h{{ ${count} - inventory_hostname[1:] | int + 1 }}`;
    const mixed = [
      { raw: 'echo raw' },
      { command: 'echo there', delegate_to: other },
      { command: 'echo here' },
    ];
    writeFileSync(
      join(directory, 'mixed.yml'),
      JSON.stringify([{ hosts: 'all', gather_facts: false, strategy: 'free', tasks: mixed }]),
    );
  });
  afterAll(async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  function run(
    limit: number,
    inventory: readonly string[],
    playbook = 'site.yml',
  ): Promise<{ code: number | null; output: string }> {
    writeFileSync(join(directory, 'hosts'), `${inventory.join('\n')}\n`);
    const child = spawn(
      '/bin/sh',
      ['-c', `ulimit -n ${limit}; exec "$0" "$@"`, mitorun, '-f', '50', '-i', 'hosts', playbook],
      {
        cwd: directory,
        env: { ...process.env, HOME: server.home, COLUMNS: '400' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (output += text.toString()));
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
  }

  function hostsBySsh(): string[] {
    const ssh = `ansible_port=${server.port} ansible_ssh_private_key_file=${server.key} ansible_ssh_common_args="-F none -o UserKnownHostsFile=${server.knownHosts}"`;
    return names.map((name, index) => `${name} ansible_host=127.0.0.${index + 1} ${ssh} ${python}`);
  }

  function expectAllDone({ code, output }: { code: number | null; output: string }): void {
    expect(output).not.toMatch(/fatal|EMFILE|Too many open files/);
    expect(output.match(/ok=3 .*unreachable=0 .*failed=0/g)).toHaveLength(count);
    expect(code).toBe(0);
  }

  it('reaches all its hosts by ssh, and warns once', async () => {
    const ended = await run(few, hostsBySsh());
    expectAllDone(ended);
    expect(ended.output.match(/\[WARNING\]: This process may open \d+ files/g)).toHaveLength(1);
  }, 180_000);

  it('never closes a connection that another task of another host still needs', async () => {
    expectAllDone(await run(few, hostsBySsh(), 'mixed.yml'));
  }, 180_000);

  it('has the agent of one machine start what it has descriptors for, the rest when others have ended', async () => {
    expectAllDone(
      await run(
        64,
        names.map((name) => `${name} ansible_connection=local ${python}`),
      ),
    );
  }, 180_000);
});
