import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Accounts, canMakeAccounts, makeAccounts } from './become/accounts.ts';
import { type Sshd, startSshd } from './sshd.ts';

const mitorun = fileURLToPath(new URL('../../bin/mitorun', import.meta.url));
const python = '/usr/bin/python3';
const noPython = '/no/such/python';
const speaks = 'test -t 0 && echo terminal; echo out; echo err >&2';

let server: Sshd;
let directory: string;
let places: string;
beforeAll(async () => {
  server = await startSshd();
  directory = mkdtempSync(join(tmpdir(), 'mitorun-raw-'));
  places = join(directory, 'remote');
  writeFileSync(join(directory, 'speaks.sh'), `#!/bin/sh\n${speaks}\n`);
  writeFileSync(join(directory, 'tells.sh'), '#!/bin/sh\necho "$0|$1|$WORD|$(pwd)"\n');
  writeFileSync(join(directory, 'fails.sh'), '#!/bin/sh\nexit 7\n');
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

interface Registered {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly skipped?: boolean;
}

/** What a task gives, on a host that is reached with these variables. */
function result(task: object, variables: Readonly<Record<string, unknown>> = {}): Registered {
  const tasks = [
    { ...task, register: 'r', ignore_errors: true },
    { debug: { msg: 'RESULT {{ r | to_json }}' } },
  ];
  writeFileSync(join(directory, 'site.yml'), JSON.stringify([{ hosts: 'all', gather_facts: false, tasks }]));
  const all = {
    ansible_host: '127.0.0.1',
    ansible_port: server.port,
    ansible_user: userInfo().username,
    ansible_ssh_private_key_file: server.key,
    ansible_ssh_common_args: `-o UserKnownHostsFile=${server.knownHosts}`,
    ansible_python_interpreter: python,
    ansible_remote_tmp: places,
    ...variables,
  };
  writeFileSync(join(directory, 'hosts.json'), JSON.stringify({ all: { hosts: { one: all } } }));
  const { stdout, stderr } = spawnSync(mitorun, ['site.yml', '-i', 'hosts.json'], {
    cwd: directory,
    encoding: 'utf8',
  });
  const said = /"msg": "RESULT (.*)"$/m.exec(stdout)?.[1];
  if (said === undefined) throw new Error(stdout + stderr);
  return JSON.parse(JSON.parse(`"${said}"`) as string) as Registered;
}

describe('raw and script have a terminal over ssh (item 18)', () => {
  test.each([
    ['raw', { raw: speaks }],
    ['script', { script: 'speaks.sh' }],
    ['raw with a shell of its own', { raw: speaks, args: { executable: '/bin/bash' } }],
  ])('%s: its errors are among its output, in lines that end as a terminal has them', (_what, task) => {
    expect(result(task)).toMatchObject({ rc: 0, stdout: 'terminal\r\nout\r\nerr\r\n', stderr: '' });
  });

  test.each([
    ['raw', { raw: speaks }],
    ['script', { script: 'speaks.sh' }],
  ])('%s: not with ansible_ssh_use_tty off', (_what, task) => {
    const without = result(task, { ansible_ssh_use_tty: false });
    expect(without).toMatchObject({ rc: 0, stdout: 'out\n', stderr: 'err\n' });
  });

  test.each([
    ['raw', { raw: speaks }],
    ['script', { script: 'speaks.sh' }],
  ])('%s: not on this machine', (_what, task) => {
    const here = result(task, { ansible_connection: 'local' });
    expect(here).toMatchObject({ rc: 0, stdout: 'out\n', stderr: 'err\n' });
  });

  test('modules have none', () => {
    expect(result({ shell: speaks })).toMatchObject({ stdout: 'out', stderr: 'err' });
  });
});

describe('script needs no Python on the target (item 16)', () => {
  test.each([
    ['with Python', python],
    ['without', noPython],
  ])(
    '%s: it runs below remote_tmp, with arguments, environment and directory, and goes',
    (_how, interpreter) => {
      const task = {
        script: { cmd: "tells.sh 'a b'", chdir: '/usr', creates: '/nowhere', removes: '/usr' },
        environment: { WORD: "it's" },
      };
      const { stdout } = result(task, { ansible_python_interpreter: interpreter });
      const [path, ...words] = stdout.trim().split('|');
      expect(path).toMatch(new RegExp(`^${places}/mitorun-.*/tells.sh$`, 'u'));
      expect(words).toEqual(['a b', "it's", '/usr']);
      expect(readdirSync(places)).toEqual([]);
    },
  );

  test('its exit code is its own, and creates and removes are looked at', () => {
    const without = { ansible_python_interpreter: noPython };
    expect(result({ script: 'fails.sh' }, without)).toMatchObject({ rc: 7 });
    expect(result({ script: { cmd: 'fails.sh', creates: '/usr' } }, without)).toMatchObject({
      skipped: true,
    });
    expect(result({ script: { cmd: 'fails.sh', removes: '~/nowhere' } }, without)).toMatchObject({
      skipped: true,
    });
  });

  test('an interpreter may be given', () => {
    const task = { script: { cmd: 'fails.sh x', executable: 'echo' } };
    expect(result(task, { ansible_python_interpreter: noPython }).stdout).toMatch(/\/fails\.sh x\r\n$/);
  });
});

describe.skipIf(!canMakeAccounts)('with become (items 16, 18)', () => {
  let accounts: Accounts;
  beforeAll(() => {
    accounts = makeAccounts();
  });
  afterAll(() => accounts.remove());

  test.each([
    ['raw', python, { raw: `id -un; ${speaks}` }],
    ['script', python, { script: 'speaks.sh' }],
    ['script without Python', noPython, { script: 'speaks.sh' }],
  ])('%s has the terminal on which the password was asked for', (_what, interpreter, task) => {
    const told = result(
      { ...task, become: true },
      {
        ansible_user: accounts.withPassword,
        ansible_become_password: accounts.password,
        ansible_python_interpreter: interpreter,
        ansible_remote_tmp: '~/.ansible/tmp',
      },
    );
    expect(told.stdout.replace('root\r\n', '')).toBe('\r\nterminal\r\nout\r\nerr\r\n');
    expect(told.rc).toBe(0);
  });
});
