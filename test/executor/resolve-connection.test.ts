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
