import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runInProcess, type ProgramOutput } from '../cli/run-in-process.ts';
import { type Sshd, startSshd } from './sshd.ts';

const python = 'ansible_python_interpreter=/usr/bin/python3';

describe('item 30: names and results from outside, in whole runs', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'mitorun-hostile-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  async function run(inventory: string, playbook: string): Promise<ProgramOutput> {
    const cwd = join(directory, 'a/b/c');
    mkdirSync(join(cwd, 'library'), { recursive: true });
    writeFileSync(join(cwd, 'hosts'), inventory);
    writeFileSync(join(cwd, 'site.yml'), playbook);
    writeFileSync(
      join(cwd, 'library/told.py'),
      '#!/usr/bin/python\nWANT_JSON = True\nimport json, sys\nprint(json.load(open(sys.argv[1]))["result"])\n',
    );
    return runInProcess(['site.yml', '-i', 'hosts'], { cwd });
  }

  test('a name of a host runs nothing on the controller', async () => {
    const mark = join(directory, 'mark');
    writeFileSync(join(directory, 'ssh_config'), 'Match exec "test -n x%h"\n  User nobody\n');
    const { out, exit } = await run(
      `given ansible_host="\`touch\${IFS}${mark}\`" ansible_ssh_common_args="-F ${directory}/ssh_config"\nlocalhost ansible_connection=local ${python}\n`,
      `
- hosts: localhost
  gather_facts: false
  tasks:
    - add_host:
        name: "{{ '\`touch\${IFS}${mark}\`' }}"
        ansible_ssh_common_args: '-o ProxyCommand="sh -c : %h %n %r"'
- hosts: all
  gather_facts: false
  tasks:
    - ping:
`,
    );
    expect(existsSync(mark)).toBe(false);
    expect(out.match(/UNREACHABLE! .*hostname contains invalid characters/g)).toHaveLength(2);
    expect(out).toContain('ok: [localhost]');
    expect(exit).toBe(4);
  });

  test('fetch writes below its destination alone, and an account is no option', async () => {
    const { out } = await run(
      `"../../PWN" ansible_connection=local ${python}\nlocalhost ansible_connection=local ${python}\n`,
      `
- hosts: all
  gather_facts: false
  ignore_errors: true
  tasks:
    - fetch: {src: /etc/hostname, dest: kept/}
    - command: touch ${join(directory, 'became')}
      become: true
      become_method: su
      become_user: '-c id'
`,
    );
    expect(out).toContain('changed: [localhost]');
    expect(out).toMatch(/fatal: \[\.\.\/\.\.\/PWN\]: FAILED! .*leads out of/);
    expect(existsSync(join(directory, 'a/b/c/kept/localhost/etc/hostname'))).toBe(true);
    expect(existsSync(join(directory, 'a/PWN')) || existsSync(join(directory, 'a/b/PWN'))).toBe(false);
    expect(out.match(/which is no name of an account/g)?.length).toBeGreaterThanOrEqual(2);
    expect(existsSync(join(directory, 'became'))).toBe(false);
  });

  test("item 22: a module's result names no host and no isolation, and does not replace vars", async () => {
    const result = JSON.stringify({
      changed: false,
      add_host: { host_name: 'made-up', groups: [], host_vars: {} },
      add_group: 'made-up',
      ansible_facts: {
        vars: 'theirs',
        mitogen_task_isolation: 'wrong',
        mitogen_via: 'elsewhere',
        ansible_host: 'elsewhere',
      },
    });
    const { out, err, exit } = await run(
      `localhost ansible_connection=local ${python}\n`,
      `
- hosts: localhost
  gather_facts: false
  tasks:
    - told: {result: '{{ text | string }}'}
      vars: {text: !unsafe '${result}'}
    - ping:
    - assert:
        that:
          - vars is mapping
          - vars.inventory_hostname == 'localhost'
          - mitogen_via is not defined
          - "'made-up' not in groups['all'] and 'made-up' not in groups"
          - ansible_facts.mitogen_via == 'elsewhere'
`,
    );
    expect(out + err).toContain('Removed restricted key from module data: mitogen_task_isolation');
    expect({ exit, failed: /fatal: .*/.exec(out)?.[0] }).toEqual({ exit: 0, failed: undefined });
  });
});

describe('item 5: a host whose routing is not followed', () => {
  let server: Sshd;
  let directory: string;
  beforeAll(async () => {
    server = await startSshd();
    directory = mkdtempSync(join(tmpdir(), 'mitorun-routing-'));
  });
  afterAll(async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  test('is left alone while the others go on, and no command runs anywhere for it', async () => {
    const marks = join(directory, 'marks');
    writeFileSync(
      join(directory, 'hosts'),
      `[all:vars]
ansible_host=127.0.0.1
ansible_port=${server.port}
ansible_ssh_private_key_file=${server.key}
ansible_ssh_common_args="-o UserKnownHostsFile=${server.knownHosts}"
${python}
[one]
followed
through mitogen_via=followed
container mitogen_via=followed ansible_connection=podman
wrapped ansible_ssh_executable=/opt/wrapper
bound ansible_ssh_extra_args="-B eth9"
sudoer ansible_connection=mitogen_sudo
named ansible_connection=mitogen_ssh
`,
    );
    writeFileSync(
      join(directory, 'site.yml'),
      `
- hosts: all
  gather_facts: false
  tasks:
    - meta: reset_connection
    - shell: echo {{ inventory_hostname }} >> ${marks}
    - shell: echo delegated >> ${marks}
      delegate_to: through
      when: inventory_hostname == 'followed'
`,
    );
    const { out, exit } = await runInProcess(['site.yml', '-i', 'hosts'], { cwd: directory });
    expect(readFileSync(marks, 'utf8').split('\n').toSorted().join(' ').trim()).toBe('followed named');
    for (const host of ['through', 'container', 'wrapped', 'bound', 'sudoer'])
      expect(out).toMatch(new RegExp(`fatal: \\[${host}\\]: UNREACHABLE! `));
    expect(out).toMatch(/fatal: \[followed -> through.*mitogen_via/);
    expect(out).toMatch(/named +: ok=1 /);
    expect(exit).toBe(4);
  });
});
