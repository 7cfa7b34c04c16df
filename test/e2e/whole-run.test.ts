import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Accounts, canMakeAccounts, makeAccounts } from './become/accounts.ts';
import { type Sshd, startSshd } from './sshd.ts';

const mitorun = fileURLToPath(new URL('../../bin/mitorun', import.meta.url));

interface Finished {
  readonly code: number | null;
  readonly output: string;
}

describe.skipIf(!canMakeAccounts)('a whole run, from the command line', () => {
  let server: Sshd;
  let accounts: Accounts;
  let directory: string;

  beforeAll(async () => {
    server = await startSshd({ config: ['PasswordAuthentication yes', 'KbdInteractiveAuthentication no'] });
    accounts = makeAccounts();
    directory = mkdtempSync(join(tmpdir(), 'mitorun-run-'));
    const host = (name: string, address: string, user: string): string =>
      `${name} ansible_host=${address} ansible_port=${server.port} ansible_user=${user} ansible_ssh_private_key_file=${server.key} ` +
      `ansible_ssh_common_args="-o UserKnownHostsFile=${server.knownHosts}" ansible_python_interpreter=/usr/bin/python3`;
    writeFileSync(
      join(directory, 'hosts'),
      `[free]\n${host('one', '127.0.0.2', accounts.withoutPassword)}\n[locked]\n${host('two', '127.0.0.3', accounts.withPassword)}\n`,
    );
    writeFileSync(join(directory, 'become-password'), `${accounts.password}\n`);
  });
  afterAll(async () => {
    await server.stop();
    accounts.remove();
    rmSync(directory, { recursive: true, force: true });
  });

  function start(
    playbook: string,
    ...options: string[]
  ): { readonly child: ChildProcess; readonly done: Promise<Finished> } {
    writeFileSync(join(directory, 'site.yml'), playbook);
    const child = spawn(mitorun, ['site.yml', '-i', 'hosts', ...options], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const done = new Promise<Finished>((resolve) => child.once('close', (code) => resolve({ code, output })));
    return { child, done };
  }

  const becoming = `
- hosts: all
  gather_facts: false
  tasks:
    - command: id -un
      register: login
    - command: id -un
      become: true
      register: root
    - command: id -un
      become: true
      loop: [1, 2, 3]
    - assert:
        that: [login.stdout == ansible_user, root.stdout == 'root']
`;

  test('makes one connection a host and one sudo an account, with and without a password', async () => {
    const [logins, sudos] = [server.acceptedLogins(), accounts.sudoCommands()];
    const { code, output } = await start(becoming, '--become-password-file', 'become-password').done;
    expect(output).toMatch(/^one +: ok=4 +changed=3 /m);
    expect(output).toMatch(/^two +: ok=4 +changed=3 /m);
    expect(code).toBe(0);
    expect(server.acceptedLogins() - logins).toBe(2);
    expect(accounts.sudoCommands() - sudos).toBe(2);
  });

  test('says what is wrong with a missing and a wrong password', async () => {
    writeFileSync(join(directory, 'wrong-password'), 'not it\n');
    const missing = await start(becoming, '--limit', 'locked').done;
    expect(missing.output).toContain('Missing sudo password');
    expect(missing.code).toBe(2);
    const wrong = await start(becoming, '--limit', 'locked', '--become-password-file', 'wrong-password').done;
    expect(wrong.output).toContain('Incorrect sudo password');
    expect(wrong.code).toBe(2);
  });

  test('shows the password nowhere: arguments, environments, output, files', async () => {
    const seen: string[] = [];
    const { child, done } = start(becoming, '-vvvvv', '--become-password-file', 'become-password');
    let running = true;
    void done.then(() => (running = false));
    while (running) {
      for (const text of processTexts()) if (text.includes(accounts.password)) seen.push(text);
      for (const file of temporaryFiles(directory))
        if (readQuietly(file).includes(accounts.password)) seen.push(file);
      await sleep(20);
    }
    const { output, code } = await done;
    expect(code).toBe(0);
    expect(child.exitCode).toBe(0);
    expect(output).not.toContain(accounts.password);
    expect(seen).toEqual([]);
  });

  const lasting = (marker: string): string => `
- hosts: all
  gather_facts: false
  become: true
  tasks:
    - shell: "sleep ${marker} & sleep ${marker}"
`;

  test.each([
    ['SIGINT', '4711.1'],
    ['SIGTERM', '4711.2'],
    ['SIGKILL', '4711.3'],
  ] as const)('leaves no process and no file behind when it gets %s', async (signal, marker) => {
    const filesBefore = new Set(leftovers());
    const { child, done } = start(lasting(marker), '--become-password-file', 'become-password');
    await expect.poll(() => processesWith(`sleep ${marker}`), { timeout: 20_000 }).toBeGreaterThanOrEqual(4);
    if (signal === 'SIGKILL') for (const pid of [...childrenOf(child.pid), child.pid]) kill(pid, signal);
    else kill(child.pid, signal);
    await done;
    await expect.poll(() => processesWith(`sleep ${marker}`), { timeout: 20_000 }).toBe(0);
    await expect
      .poll(() => leftovers().filter((file) => !filesBefore.has(file)), { timeout: 20_000 })
      .toEqual([]);
  });
});

function kill(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid !== undefined) process.kill(pid, signal);
}

function childrenOf(pid: number | undefined): number[] {
  try {
    return execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(Number);
  } catch {
    return [];
  }
}

/** Command lines and environments of every process but our own kind of test runner. */
function processTexts(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => [readQuietly(`/proc/${pid}/cmdline`), readQuietly(`/proc/${pid}/environ`)]);
}

function processesWith(command: string): number {
  const wanted = command.replaceAll(' ', '\0');
  return processTexts().filter((text) => text.startsWith(wanted)).length;
}

function temporaryFiles(own: string): string[] {
  return [...leftovers(), ...listQuietly(own).filter((file) => !/become-password|wrong-password/.test(file))];
}

/** What mitorun and Ansible's modules would leave: their temporary directories. */
function leftovers(): string[] {
  return listQuietly('/tmp').filter((file) => /\/(mitorun-[0-9a-f]{16}|ansible[-_.])/.test(file));
}

function listQuietly(directory: string): string[] {
  try {
    return readdirSync(directory).map((name) => join(directory, name));
  } catch {
    return [];
  }
}

function readQuietly(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
