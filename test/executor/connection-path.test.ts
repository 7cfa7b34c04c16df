import { userInfo } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectionPath, type TaskConnection } from '../../src/executor/connection-path.ts';
import type { Value } from '../../src/python/value.ts';
import { givenConfig } from '../config/given-config.ts';
import { givenTask } from './given-task.ts';

/** How a task of `app1` reaches it, in a play of `/plays`. */
function reach(variables: Readonly<Record<string, Value>>, env: Record<string, string> = {}): TaskConnection {
  const { templar, keywords } = givenTask({ variables });
  const place = { target: 'app1', playbookDirectory: '/plays' };
  return connectionPath(place, templar, keywords, {
    config: givenConfig({ env }),
    cli: () => undefined,
    connectionPassword: undefined,
    becomePassword: undefined,
    secret: () => undefined,
  });
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
    expect(reach({ ansible_ssh_private_key_file: written }).path.steps[0]).toMatchObject({
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
    expect(reach({ ansible_python_interpreter: written }).path.python).toMatchObject(choice);
    expect(reach({}, { ANSIBLE_PYTHON_INTERPRETER: written || 'auto' }).path.python).toMatchObject(choice);
  });
});

describe('a task of this machine (item 12)', () => {
  it("begins in its playbook's directory", () => {
    expect(reach({ ansible_connection: 'local' }).path.steps).toEqual([
      { method: 'local', directory: '/plays' },
    ]);
  });

  it.each([
    ['2', 2000],
    [1, 1000],
    [0, 10_000],
    [-3, 10_000],
  ])('waits for become for %s seconds, or ten', (written, timeout) => {
    const variables = { ansible_local_become_success_timeout: written, ansible_become: true };
    const { path } = reach({ ...variables, ansible_connection: 'local', ansible_become_user: 'daemon' });
    expect(path.steps[1]).toMatchObject({ timeout });
  });
});
