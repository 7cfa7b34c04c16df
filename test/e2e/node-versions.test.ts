import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Accounts, canMakeAccounts, makeAccounts } from './become/accounts.ts';
import { nodeExecutable, nodeMajors } from './node-versions.ts';
import { copyCheckout, type ScratchCheckout } from './scratch-checkout.ts';
import { type Sshd, startSshd } from './sshd.ts';

/** Each Node starts mitorun from the sources and from the bundle, says nothing of its own, and does what a run is made of. */
const playbook = `
- hosts: all
  gather_facts: true
  vars_files: [secret.yml]
  tasks:
    - command: id -un
      become: true
      register: who
    - copy: {content: "{{ word | shout }}", dest: "{{ place }}/written"}
    - slurp: {src: "{{ place }}/written"}
      register: read
    - assert:
        that: [who.stdout == 'root', "read.content | b64decode == 'OPEN!'", ansible_facts.system == 'Linux']
`;
const filter = `
class FilterModule(object):
    def filters(self):
        return {'shout': lambda text: text.upper() + '!'}
`;

/** This Node at the head of PATH; what it deprecates ends the run. */
function environment(executable: string, home: string): NodeJS.ProcessEnv {
  return {
    PATH: `${dirname(executable)}:${process.env['PATH'] ?? ''}`,
    HOME: home,
    XDG_CACHE_HOME: join(home, 'cache'),
    NODE_OPTIONS: '--throw-deprecation',
    LANG: 'C.UTF-8',
  };
}

describe.each(['sources', 'bundle'] as const)('fresh machine: from the %s', (form) => {
  let checkout: ScratchCheckout;
  let home: string;
  beforeAll(() => {
    checkout = copyCheckout({ built: form === 'bundle' });
    home = mkdtempSync(join(tmpdir(), 'mitorun-node-'));
  });
  afterAll(() => {
    checkout.remove();
    rmSync(home, { recursive: true, force: true });
  });

  function run(major: number, ...words: string[]) {
    const executable = nodeExecutable(major);
    const { status, stdout, stderr } = spawnSync(executable, [checkout.mitorun, ...words], {
      cwd: home,
      encoding: 'utf8',
      env: environment(executable, home),
    });
    return { status, stdout, stderr };
  }
  const local = ['-i', 'localhost,', '-c', 'local', '-e', 'ansible_python_interpreter=/usr/bin/python3'];

  test.each(nodeMajors)('Node %i pings in silence', (major) => {
    const pong = 'localhost | SUCCESS => {\n    "changed": false,\n    "ping": "pong"\n}\n';
    expect(run(major, 'localhost', ...local, '-m', 'ping')).toEqual({ status: 0, stdout: pong, stderr: '' });
  });

  if (form === 'bundle')
    test('two Nodes in turn keep their compiled code apart', { timeout: 300_000 }, () => {
      const caches = () =>
        readdirSync(join(checkout.directory, 'dist'))
          .filter((name) => name.endsWith('.cache'))
          .map((name) => `${name} ${statSync(join(checkout.directory, 'dist', name)).mtimeMs}`);
      for (const major of nodeMajors) run(major, 'localhost', ...local, '-m', 'ping');
      const kept = caches();
      expect(kept.length).toBeGreaterThanOrEqual(nodeMajors.length);
      for (const major of nodeMajors) {
        expect(run(major, 'localhost', ...local, '-m', 'ping')).toMatchObject({ status: 0, stderr: '' });
      }
      expect(caches()).toEqual(kept);
    });

  describe.skipIf(!canMakeAccounts)('over ssh, with become (needs root)', () => {
    let server: Sshd;
    let accounts: Accounts;
    beforeAll(async () => {
      server = await startSshd();
      accounts = makeAccounts();
      mkdirSync(join(home, 'filter_plugins'));
      writeFileSync(join(home, 'filter_plugins', 'shout.py'), filter);
      writeFileSync(join(home, 'site.yml'), playbook);
      writeFileSync(join(home, 'vault-password'), 'open sesame\n');
      writeFileSync(join(home, 'become-password'), `${accounts.password}\n`);
    });
    afterAll(async () => {
      await server.stop();
      accounts.remove();
    });

    test.each(nodeMajors)('Node %i: a playbook, a vault, a Python filter', (major) => {
      const place = mkdtempSync(join(tmpdir(), 'mitorun-node-target-'));
      spawnSync('chown', [accounts.withPassword, place]);
      const host =
        `one ansible_host=127.0.0.2 ansible_port=${server.port} ansible_user=${accounts.withPassword} place=${place} ` +
        `ansible_ssh_private_key_file=${server.key} ansible_ssh_common_args="-o UserKnownHostsFile=${server.knownHosts}" ` +
        'ansible_python_interpreter=/usr/bin/python3\n';
      writeFileSync(join(home, 'hosts'), host);
      writeFileSync(join(home, 'secret.yml'), 'word: open\n');
      const sealed = run(major, 'vault', 'encrypt', 'secret.yml', '--vault-password-file', 'vault-password');
      expect(sealed).toMatchObject({ status: 0, stderr: '' });
      const passwords = [
        '--vault-password-file',
        'vault-password',
        '--become-password-file',
        'become-password',
      ];
      const played = run(major, 'site.yml', '-i', 'hosts', ...passwords);
      rmSync(place, { recursive: true });
      expect(played.stderr).toBe('');
      expect(played.stdout).toMatch(/one +: ok=5 +changed=2 +unreachable=0 +failed=0/);
      expect(played.status).toBe(0);
    });
  });
});
