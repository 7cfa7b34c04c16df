import { chmodSync, copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SshLogin } from '../../src/broker/carriers/ssh/ssh-login.ts';
import { sshCarrier } from '../../src/broker/carriers/ssh/ssh.ts';
import { MitorunError } from '../../src/errors/mitorun-error.ts';
import { sshSays } from './ssh-says.ts';
import { freePort, generateKey, startSshd, type Sshd } from './sshd.ts';

const prefix = 'Failed to connect to the host via ssh: ';

const banner = join(tmpdir(), `mitorun-banner-${process.pid}`);
let server: Sshd;
let rude: Server;
let rudePort = 0;
let silent: Server;
let silentPort = 0;
let closedPort = 0;
beforeAll(async () => {
  writeFileSync(banner, 'Authorized use only.\nBe good.\n');
  server = await startSshd({
    config: ['PasswordAuthentication yes', 'MaxAuthTries 3', `Banner ${banner}`],
  });
  rude = createServer((socket) => socket.resume().end());
  closedPort = await freePort();
  await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
  rudePort = portOf(rude);
  silent = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  silentPort = portOf(silent);
});
afterAll(async () => {
  rude.close();
  silent.close();
  rmSync(banner);
  await server.stop();
});

function portOf(listener: Server): number {
  const address = listener.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

interface Case {
  /** What we say beyond ssh. */
  readonly more?: () => string;
  readonly title: string;
  readonly step: () => Partial<SshLogin>;
  /** Prepares the client's home. */
  readonly home?: (home: string) => void;
}

const knownHosts = (home: string): string => join(home, '.ssh/known_hosts');
const strangerKey = (): string => join(server.directory, 'stranger');
const otherHostKey = (): string => readFileSync(`${strangerKey()}.pub`, 'utf8').trim();

const cases: readonly Case[] = [
  { title: 'refused port', step: () => ({ port: closedPort }) },
  { title: 'unknown name', step: () => ({ host: 'nosuch.invalid' }) },
  { title: 'a server that hangs up', step: () => ({ host: '127.0.0.1', port: rudePort }) },
  { title: 'a silent server', step: () => ({ host: '127.0.0.1', port: silentPort, timeout: 1000 }) },
  { title: 'no key accepted', step: () => ({ privateKeyFile: strangerKey() }) },
  { title: 'no key at all', step: () => ({ privateKeyFile: '/dev/null' }) },
  { title: 'missing key file', step: () => ({ privateKeyFile: '/nonexistent/key' }) },
  { title: 'unknown user', step: () => ({ user: 'nosuchuser' }) },
  { title: 'wrong password', step: () => ({ privateKeyFile: strangerKey(), password: 'wrong' }) },
  {
    title: 'a key file that others may read',
    step: () => ({ privateKeyFile: join(server.directory, 'exposed') }),
    home: () => {
      copyFileSync(server.key, join(server.directory, 'exposed'));
      chmodSync(join(server.directory, 'exposed'), 0o644);
    },
  },
  { title: 'unknown host', step: () => ({}), home: (home) => writeFileSync(knownHosts(home), '') },
  {
    title: 'unknown host, strictly',
    step: () => ({ arguments: ['-o', 'StrictHostKeyChecking=yes'] }),
    home: (home) => writeFileSync(knownHosts(home), ''),
  },
  {
    title: 'unknown host, checking off, then no key accepted',
    step: () => ({ hostKeyChecking: false, privateKeyFile: strangerKey() }),
    home: (home) => writeFileSync(knownHosts(home), ''),
  },
  {
    title: 'changed key',
    step: () => ({}),
    home: (home) => writeFileSync(knownHosts(home), `\n[127.0.0.2]:${server.port} ${otherHostKey()}\n`),
  },
  {
    title: 'changed key, new ones accepted',
    step: () => ({ arguments: ['-oStrictHostKeyChecking=accept-new'] }),
    home: (home) => writeFileSync(knownHosts(home), `[127.0.0.2]:${server.port} ${otherHostKey()}\n`),
  },
  {
    title: 'changed key, checking off, then no key accepted',
    step: () => ({ hostKeyChecking: false, privateKeyFile: strangerKey() }),
    home: (home) => writeFileSync(knownHosts(home), `[127.0.0.2]:${server.port} ${otherHostKey()}\n`),
  },
  {
    title: 'changed key, checking off, and a password',
    step: () => ({ hostKeyChecking: false, privateKeyFile: strangerKey(), password: 'secret' }),
    home: (home) => writeFileSync(knownHosts(home), `[127.0.0.2]:${server.port} ${otherHostKey()}\n`),
  },
  {
    title: 'revoked key',
    step: () => ({}),
    home: (home) => writeFileSync(knownHosts(home), `@revoked * ${server.hostKey()}\n`),
  },
  { title: 'unknown option', step: () => ({ arguments: ['-o', 'Foo=bar'] }) },
  {
    title: 'unknown option in a file',
    step: () => ({ arguments: ['-F', join(server.directory, 'bad_config')] }),
    home: () => writeFileSync(join(server.directory, 'bad_config'), '\nHost *\n  Foo bar\n'),
  },
  { title: 'a bad value', step: () => ({ arguments: ['-o', 'StrictHostKeyChecking=perhaps'] }) },
  { title: 'a configuration file that is not there', step: () => ({ arguments: ['-F', '/nonexistent'] }) },
  {
    title: 'no common key exchange',
    step: () => ({ arguments: ['-oKexAlgorithms=diffie-hellman-group1-sha1'] }),
  },
  { title: 'no common MAC', step: () => ({ arguments: ['-c', 'aes128-ctr', '-m', 'hmac-md5'] }) },
  { title: 'a bad time', step: () => ({ arguments: ['-o', 'ServerAliveInterval=soon'] }) },
  {
    title: 'a proxy command that fails',
    step: () => ({ arguments: ['-o', 'ProxyCommand=head -n 1 >/dev/null'] }),
  },
  {
    title: 'a jump host that refuses, and then why',
    step: () => ({
      arguments: [
        '-J',
        `127.0.0.1:${closedPort}`,
        '-o',
        'ControlPersist=60s',
        '-o',
        'ControlPath=/tmp/mitorun-%C',
      ],
    }),
    more: () => `\r\nssh: connect to host 127.0.0.1 port ${closedPort}: Connection refused`,
  },
  {
    title: 'a proxy command that explains itself',
    step: () => ({
      arguments: [
        '-oProxyCommand=sh -c "read line; echo sorry >&2"',
        '-oControlPersist=60s',
        '-oControlPath=/tmp/mitorun-%C',
      ],
    }),
    more: () => '\r\nsorry',
  },
  { title: 'a jump to itself', step: () => ({ arguments: ['-J', `127.0.0.2:${server.port}`] }) },
  {
    title: 'no common host key algorithm',
    step: () => ({ arguments: ['-o', 'HostKeyAlgorithms=rsa-sha2-512'] }),
  },
  { title: 'no common cipher', step: () => ({ arguments: ['-c', 'aes128-cbc'] }) },
];

async function mitorunSays(step: SshLogin, home: string): Promise<string> {
  const transport = sshCarrier({
    environment: { SHELL: '/bin/sh' },
    home,
    systemDirectory: '/nonexistent',
  });
  try {
    const connection = await transport.open(step);
    await connection.close();
  } catch (error) {
    if (error instanceof MitorunError && error.code === 'CONNECTION') return error.message;
    throw error;
  }
  throw new Error('it logged in');
}

describe('a failure says what ssh says', () => {
  beforeAll(() => generateKey(strangerKey(), 'ed25519'));

  test.each(cases)('$title', async ({ title, step: overrides, home: prepare, more }) => {
    const step: SshLogin = {
      host: '127.0.0.2',
      port: server.port,
      user: undefined,
      password: undefined,
      privateKeyFile: server.key,
      arguments: [],
      hostKeyChecking: true,
      timeout: 10_000,
      ...overrides(),
    };
    const home = join(server.directory, `home-${title.replaceAll(/[ ,]+/g, '-')}`);
    cpSync(server.home, home, { recursive: true });
    prepare?.(home);
    const before = readFileSync(knownHosts(home));
    const expected = await sshSays(step, home);
    writeFileSync(knownHosts(home), before);
    expect(expected).not.toBe('');
    expect(await mitorunSays(step, home)).toBe(prefix + expected + (more?.() ?? ''));
  });
});
