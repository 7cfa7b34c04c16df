import { userInfo } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConnectionOptions } from '../../src/executor/connection-options.ts';
import { resolveConnection, type TaskConnection } from '../../src/executor/route/resolve-connection.ts';
import type { Value } from '../../src/python/value.ts';
import { givenConfig } from '../config/given-config.ts';
import { givenTask } from './given-task.ts';

/** How a task of `app1` reaches it, in a play of `/plays`. */
function reach(variables: Readonly<Record<string, Value>>, env: Record<string, string> = {}): TaskConnection {
  const { templar, keywords } = givenTask({ variables });
  const place = { target: 'app1', playbookDirectory: '/plays' };
  const options = new ConnectionOptions(templar, keywords, {
    config: givenConfig({ env }),
    cli: () => undefined,
    connectionPassword: undefined,
    becomePassword: undefined,
    secret: () => undefined,
  });
  return resolveConnection(place, () => options);
}

afterEach(() => vi.unstubAllEnvs());

describe('the key file of an ssh host (item 15)', () => {
  it.each([
    ['~/k', '/somewhere/k'],
    ['~', '/somewhere'],
    [`~${userInfo().username}/k`, `${userInfo().homedir}/k`],
    ['~nobody-of-that-name/k', '~nobody-of-that-name/k'],
    ['keys/~/k', 'keys/~/k'],
    ['/k', '/k'],
  ])('%s is %s with HOME=/somewhere', (written, used) => {
    vi.stubEnv('HOME', '/somewhere');
    expect(reach({ ansible_ssh_private_key_file: written }).route.carrier.options).toMatchObject({
      privateKeyFile: used,
    });
  });
});

describe('the interpreter (item 15)', () => {
  it.each([
    ['/usr/bin/python3\n', { interpreter: '/usr/bin/python3' }],
    ['  /opt/my python/bin/python3 ', { interpreter: '/opt/my python/bin/python3' }],
    ['auto_silent\n', { discover: 'auto_silent' }],
    ['', { discover: 'auto' }],
    ['\n', { discover: 'auto' }],
  ])('%j', (written, choice) => {
    expect(reach({ ansible_python_interpreter: written }).route.carrier.python).toMatchObject(choice);
    expect(reach({}, { ANSIBLE_PYTHON_INTERPRETER: written || 'auto' }).route.carrier.python).toMatchObject(
      choice,
    );
  });
});

describe('a task of this machine (item 12)', () => {
  it("begins in its playbook's directory", () => {
    expect(reach({ ansible_connection: 'local' }).route.carrier).toMatchObject({
      kind: 'local',
      options: { directory: '/plays' },
    });
  });
});

const secrets: string[] = [];

interface Given {
  readonly variables?: Readonly<Record<string, Value>>;
  readonly keywords?: Readonly<Record<string, Value>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly connectionPassword?: string;
  readonly becomePassword?: string;
}

function resolved({ variables, keywords, env = {}, ...passwords }: Given): TaskConnection {
  const task = givenTask({ ...(variables && { variables }), ...(keywords && { keywords }) });
  const options = new ConnectionOptions(task.templar, task.keywords, {
    config: givenConfig({ env: { ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3', ...env } }),
    cli: () => undefined,
    connectionPassword: undefined,
    becomePassword: undefined,
    secret: (password) => secrets.push(password),
    ...passwords,
  });
  return resolveConnection({ target: 'app1', playbookDirectory: '/plays' }, () => options);
}

const local = { ansible_connection: 'local' };
const becoming = { ...local, ansible_become: true, ansible_become_user: 'web' };

it.each([
  ['2', 2000],
  [1, 1000],
  [0, 10_000],
  [-3, 10_000],
])('waits for become on this machine for %s seconds, or ten', (written, patience) => {
  const variables = { ...becoming, ansible_local_become_success_timeout: written };
  expect(resolved({ variables }).route.steps[0]).toMatchObject({ patience });
});

describe('a route is resolved from what a task and its host say (item 1)', () => {
  it.each<[string, Given, object]>([
    ['nothing', {}, { carrier: { kind: 'ssh', options: { host: 'app1', timeout: 10_000 } }, steps: [] }],
    [
      'an address',
      { variables: { ansible_host: '10.0.0.1' } },
      { carrier: { options: { host: '10.0.0.1' } } },
    ],
    [
      'a login',
      { variables: { ansible_user: 'deploy', ansible_port: 2222, ansible_password: 'p' } },
      { carrier: { options: { user: 'deploy', port: 2222, password: 'p' } } },
    ],
    ['what -k has asked for', { connectionPassword: 'k' }, { carrier: { options: { password: 'k' } } }],
    [
      'a password that is to be used by nobody',
      { variables: { ansible_ssh_password_mechanism: 'disable' }, connectionPassword: 'k' },
      { carrier: { options: { password: undefined } } },
    ],
    ...['smart', 'paramiko', 'mitogen_ssh', 'ansible.builtin.ssh', 'ansible.legacy.smart'].map(
      (name): [string, Given, object] => [
        name,
        { variables: { ansible_connection: name } },
        { carrier: { kind: 'ssh' } },
      ],
    ),
    [
      'Mitogen for this machine',
      { variables: { ansible_connection: 'mitogen_local' } },
      { carrier: { kind: 'local' } },
    ],
    [
      'become',
      { variables: becoming },
      {
        carrier: { kind: 'local' },
        steps: [
          { kind: 'sudo', options: { become_user: 'web', become_flags: '-H -S -n' }, patience: 10_000 },
        ],
      },
    ],
    [
      'become by keywords, of which variables know better',
      {
        variables: { ...local, ansible_become_user: 'web' },
        keywords: { become: true, become_method: 'su', become_user: 'db' },
      },
      { steps: [{ kind: 'su', options: { become_user: 'web' } }] },
    ],
    ...['doas', 'community.general.doas'].map((name): [string, Given, object] => [
      name,
      { variables: { ...becoming, ansible_become_method: name, ansible_doas_prompt_l10n: 'a,b' } },
      { steps: [{ kind: 'doas', options: { prompt_l10n: ['a', 'b'], become_exe: 'doas' } }] },
    ]),
    [
      "a method's own password",
      { variables: { ...becoming, ansible_become_pass: 'a', ansible_sudo_pass: 'b' }, becomePassword: 'c' },
      { steps: [{ options: { become_pass: 'b' } }] },
    ],
    [
      'what -K has asked for',
      { variables: becoming, becomePassword: 'c' },
      { steps: [{ options: { become_pass: 'c' } }] },
    ],
    [
      'become to root, where nobody is named',
      { variables: { ansible_become: true } },
      { steps: [{ options: { become_user: 'root' } }] },
    ],
    [
      'become to the account of the login',
      { variables: { ansible_become: true, ansible_user: 'root' } },
      { carrier: { kind: 'ssh' }, steps: [] },
    ],
    [
      'the time that a step may take, from its connection',
      { variables: { ansible_become: true, ansible_ssh_timeout: 30 } },
      { carrier: { options: { timeout: 30_000 } }, steps: [{ patience: 32_000 }] },
    ],
    [
      'another shell',
      { variables: { ...becoming, ansible_shell_executable: '/bin/bash' } },
      { steps: [{ shell: '/bin/bash' }] },
    ],
    [
      'one Python for each place',
      { variables: { ...becoming, ansible_python_interpreter: '/opt/python' } },
      {
        carrier: { python: { interpreter: '/opt/python' } },
        steps: [{ python: { interpreter: '/opt/python' } }],
      },
    ],
  ])('%s', (_, given, route) => {
    expect(resolved(given).route).toMatchObject(route);
  });

  it.each<[string, Given, string]>([
    [
      'no connection of ours',
      { variables: { ansible_connection: 'carrier_pigeon' } },
      "'carrier_pigeon' was not found",
    ],
    [
      'no become method of ours',
      { variables: { ...becoming, ansible_become_method: 'dzdo' } },
      "Invalid become method specified, could not find matching plugin: 'dzdo'.",
    ],
    [
      'no name of an account',
      { variables: { ...becoming, ansible_become_user: '-c' } },
      'become_user is "-c", which is no name of an account',
    ],
  ])('%s is refused', (_, given, message) => {
    expect(() => resolved(given)).toThrow(message);
  });

  it('tells which passwords are in use', () => {
    secrets.length = 0;
    resolved({
      variables: { ...becoming, ansible_sudo_pass: 'b', ansible_password: 'not for this machine' },
    });
    expect(secrets).toEqual(['b']);
  });

  it('asks for the options of the hosts that the route leads to, and of no others', () => {
    const asked: string[] = [];
    const { templar, keywords } = givenTask({ variables: becoming });
    const options = new ConnectionOptions(templar, keywords, {
      config: givenConfig({ env: {} }),
      cli: () => undefined,
      connectionPassword: undefined,
      becomePassword: undefined,
      secret: () => undefined,
    });
    resolveConnection({ target: 'app1', playbookDirectory: '/' }, (host) => {
      asked.push(host);
      return options;
    });
    expect(asked).toEqual(['app1']);
  });
});
