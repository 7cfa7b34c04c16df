import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SshLogin } from '../../src/broker/carriers/ssh/ssh-login.ts';

/**
 * What the system's ssh writes to stderr when it is called as ansible-core 2.19 calls it for this step: the judge of
 * our own messages. Without a terminal, and with the passwords by SSH_ASKPASS.
 */
export function sshSays(step: SshLogin, home: string): Promise<string> {
  const directory = join(home, 'oracle');
  mkdirSync(directory, { recursive: true });
  const askpass = join(directory, 'askpass');
  writeFileSync(askpass, '#!/bin/sh\nprintf "%s\\n" "$ORACLE_PASSWORD"\n');
  chmodSync(askpass, 0o755);
  const option = (name: string, value: string | number | undefined): string[] =>
    value === undefined ? [] : ['-o', `${name}=${value}`];
  const withPassword = step.password !== undefined;
  const words = [
    ...(step.hostKeyChecking ? [] : option('StrictHostKeyChecking', 'no')),
    ...option('Port', step.port),
    ...option('IdentityFile', step.privateKeyFile),
    ...(withPassword
      ? option('NumberOfPasswordPrompts', 1)
      : [
          ...option('KbdInteractiveAuthentication', 'no'),
          ...option('PreferredAuthentications', 'gssapi-with-mic,gssapi-keyex,hostbased,publickey'),
          ...option('PasswordAuthentication', 'no'),
        ]),
    ...option('User', step.user),
    ...option('ConnectTimeout', step.timeout / 1000),
    ...step.arguments,
    ...option('UserKnownHostsFile', join(home, '.ssh/known_hosts')),
    ...option('GlobalKnownHostsFile', '/dev/null'),
    ...(step.arguments.includes('-F') ? [] : ['-F', 'none']),
    step.host,
    'true',
  ];
  const environment: Record<string, string> = { PATH: process.env['PATH'] ?? '', SSH_ASKPASS: askpass };
  if (withPassword) {
    environment['SSH_ASKPASS_REQUIRE'] = 'force';
    environment['ORACLE_PASSWORD'] = step.password ?? '';
  }
  const child = spawn('setsid', ['--wait', 'ssh', ...words], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 30_000,
  });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  return new Promise((resolve) => {
    child.on('close', () => resolve(stderr.trimEnd()));
  });
}
