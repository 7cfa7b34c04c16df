import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refuseUnfollowedRouting } from '../../src/executor/unfollowed-routing.ts';
import { TemplateString } from '../../src/python/template-string.ts';
import type { Value } from '../../src/python/value.ts';
import { givenConfig } from '../config/given-config.ts';
import { givenTask } from './given-task.ts';

interface Given {
  readonly variables?: Record<string, Value>;
  readonly keywords?: Record<string, Value>;
  readonly env?: Record<string, string>;
  readonly ini?: string;
  readonly overrides?: string;
}

/** Throws what a task on `app1` would be refused with. */
function check({ variables = {}, keywords = {}, env = {}, ini, overrides }: Given): void {
  const config = givenConfig({ env, ini });
  const { templar, keywords: task } = givenTask({ variables, keywords });
  refuseUnfollowedRouting('app1', templar, task, {
    defaults: {
      config,
      cli: () => undefined,
      connectionPassword: undefined,
      becomePassword: undefined,
      secret: () => undefined,
    },
    overrides: (name) => name === overrides,
  });
}

const inTemplate = (text: string): TemplateString => new TemplateString(text);

describe('item 5: what decides where or as whom a task runs, and is not followed, stops the host', () => {
  it.each<[string, Given, RegExp]>([
    ['via', { variables: { mitogen_via: 'web1' } }, /mitogen_via.*app1 through 'web1'.*ProxyJump/],
    ['via by a template', { variables: { mitogen_via: inTemplate('{{ b }}'), b: 'x' } }, /app1 through 'x'/],
    ['via of a local host', { variables: { mitogen_via: 'a', ansible_connection: 'local' } }, /mitogen_via/],
    ['via of a container', { variables: { mitogen_via: 'a', ansible_connection: 'podman' } }, /mitogen_via/],
    [
      'via of an own plug-in',
      { variables: { mitogen_via: 'a', ansible_connection: 'mine' }, overrides: 'mine' },
      /mitogen_via/,
    ],
    ...[
      'sudo',
      'su',
      'doas',
      'docker',
      'podman',
      'lxc',
      'lxd',
      'incus',
      'jail',
      'kubectl',
      'buildah',
      'machinectl',
      'setns',
    ].map((kind): [string, Given, RegExp] => [
      `mitogen_${kind}`,
      { keywords: { connection: `mitogen_${kind}` } },
      new RegExp(`Mitogen's connection 'mitogen_${kind}' is not there yet`),
    ]),
    ['setns', { variables: { ansible_connection: 'setns' } }, /'setns' is not there yet/],
    [
      'another ssh',
      { variables: { ansible_ssh_executable: '/opt/wrap' } },
      /'\/opt\/wrap'.*set by ansible_ssh_executable/,
    ],
    [
      'of the environment',
      { env: { ANSIBLE_SSH_EXECUTABLE: 'autossh' } },
      /ANSIBLE_SSH_EXECUTABLE of the environment/,
    ],
    ['of ansible.cfg', { ini: '[ssh_connection]\nssh_executable = /w\n' }, /\/work\/ansible.cfg/],
    [
      'a smart card',
      { variables: { ansible_ssh_pkcs11_provider: '/x.so' } },
      /pkcs11.*ansible_ssh_pkcs11_provider/,
    ],
    ...['host', 'port', 'user', 'proxy_command'].map((name): [string, Given, RegExp] => [
      `paramiko's ${name}`,
      { variables: { ansible_connection: 'paramiko', [`ansible_paramiko_${name}`]: '1' } },
      new RegExp(`ansible_paramiko_${name} is not read`),
    ]),
    [
      "paramiko's environment",
      { keywords: { connection: 'paramiko_ssh' }, env: { ANSIBLE_PARAMIKO_PROXY_COMMAND: 'nc' } },
      /ANSIBLE_PARAMIKO_PROXY_COMMAND of the environment/,
    ],
    [
      "paramiko's section",
      { keywords: { connection: 'paramiko' }, ini: '[paramiko_connection]\nremote_user = x\n' },
      /\[paramiko_connection\] remote_user of \/work\/ansible.cfg/,
    ],
  ])('%s', (_title, given, message) => {
    expect(() => check(given)).toThrow(
      expect.objectContaining({ code: 'CONNECTION', message: expect.stringMatching(message) }),
    );
  });

  it.each<[string, Given]>([
    ['nothing', {}],
    ['an empty via', { variables: { mitogen_via: '' } }],
    ['no via', { variables: { mitogen_via: null } }],
    [
      "Mitogen's ssh and local",
      { variables: { ansible_connection: 'mitogen_ssh' }, keywords: { connection: 'mitogen_local' } },
    ],
    ['ssh by its path', { variables: { ansible_ssh_executable: '/usr/bin/ssh' } }],
    [
      'another ssh for a connection that is none',
      { variables: { ansible_ssh_executable: '/w', ansible_connection: 'local' } },
    ],
    ["paramiko's variables for ssh", { variables: { ansible_paramiko_user: 'x' } }],
    ['a plug-in of the name', { variables: { ansible_connection: 'setns' }, overrides: 'setns' }],
  ])('%s is no reason', (_title, given) => {
    expect(() => check(given)).not.toThrow();
  });

  it('a script that is called ssh is another program', () => {
    const directory = mkdtempSync(join(tmpdir(), 'mitorun-ssh-'));
    const ssh = join(directory, 'ssh');
    writeFileSync(ssh, '#!/bin/sh\nexec ssh bastion ssh "$@"\n');
    chmodSync(ssh, 0o755);
    expect(() => check({ variables: { ansible_ssh_executable: ssh } })).toThrow(/is not used/);
    rmSync(directory, { recursive: true });
  });
});
