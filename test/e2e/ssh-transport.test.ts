import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Channel, CarrierConnection } from '../../src/broker/carriers/channel.ts';
import type { SshLogin } from '../../src/broker/carriers/ssh/ssh-login.ts';
import { sshCarrier } from '../../src/broker/carriers/ssh/ssh.ts';
import { startSshd, type Sshd } from './sshd.ts';

let server: Sshd;
beforeAll(async () => {
  server = await startSshd({ config: ['PasswordAuthentication yes', 'KbdInteractiveAuthentication no'] });
});
afterAll(() => server.stop());

function step(overrides: Partial<SshLogin> = {}): SshLogin {
  return {
    host: '127.0.0.2',
    port: server.port,
    user: undefined,
    password: undefined,
    privateKeyFile: server.key,
    arguments: [],
    hostKeyChecking: true,
    timeout: 10_000,
    ...overrides,
  };
}

function transport() {
  return sshCarrier({ environment: {}, home: server.home, systemDirectory: '/nonexistent' });
}

async function read(channel: Channel): Promise<{ stdout: string; stderr: string; code: number | undefined }> {
  let stdout = '';
  let stderr = '';
  channel.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
  });
  channel.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const { code } = await channel.ended;
  return { stdout, stderr, code };
}

async function run(connection: CarrierConnection, command: string): Promise<string> {
  const channel = await connection.execute(command);
  channel.stdin.end();
  return (await read(channel)).stdout.trim();
}

describe('one login', () => {
  test('runs several commands side by side and tells how each ended', async () => {
    const before = server.acceptedLogins();
    const connection = await transport().open(step());
    const channels = await Promise.all([
      connection.execute('cat; echo problem >&2; exit 3'),
      connection.execute('kill -TERM $$'),
    ]);
    channels[0].stdin.end('hello');
    const [echoed, killed] = await Promise.all([read(channels[0]), read(channels[1])]);
    expect(echoed).toEqual({ stdout: 'hello', stderr: 'problem\n', code: 3 });
    expect(killed.code).toBeUndefined();
    expect(await channels[1].ended).toEqual({ code: undefined, signal: 'SIGTERM', reason: undefined });
    await connection.close();
    expect(await connection.lost).toBe('Connection to 127.0.0.2 closed.');
    expect(server.acceptedLogins() - before).toBe(1);
  });

  test('gives a command a terminal where it is asked to', async () => {
    const connection = await transport().open(step());
    const channel = await connection.execute('tty', { terminal: true });
    expect((await read(channel)).stdout).toMatch(/^\/dev\/pts\//);
    expect(await run(connection, 'tty || true')).toBe('not a tty');
    await connection.close();
  });

  test('carries megabytes both ways', async () => {
    const connection = await transport().open(step());
    const channel = await connection.execute('cat');
    const data = Buffer.alloc(8 * 1024 * 1024, 'mitorun ');
    const chunks: Buffer[] = [];
    channel.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    channel.stderr.resume();
    channel.stdin.end(data);
    await channel.ended;
    expect(Buffer.concat(chunks).equals(data)).toBe(true);
    await connection.close();
  });

  test('goes on when the server wants new session keys', async () => {
    const rekeying = await startSshd({ config: ['RekeyLimit 1M'] });
    try {
      const connection = await sshCarrier({ environment: {}, home: rekeying.home }).open(
        step({ port: rekeying.port, privateKeyFile: rekeying.key }),
      );
      expect(await run(connection, 'head -c 6000000 /dev/zero | tr "\\0" x; echo end')).toHaveLength(
        6_000_003,
      );
      expect(await run(connection, 'echo still here')).toBe('still here');
      await connection.close();
    } finally {
      await rekeying.stop();
    }
  });

  test('destroying a channel ends the command, and the connection goes on', async () => {
    const connection = await transport().open(step());
    const channel = await connection.execute('echo $$; exec cat');
    const pid = await new Promise<number>((resolve) => {
      channel.stdout.once('data', (data: Buffer) => resolve(Number(data.toString())));
    });
    channel.destroy();
    await channel.ended;
    await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
    expect(await run(connection, 'echo still here')).toBe('still here');
    await connection.close();
  });

  test('two dozen hosts at once', async () => {
    const before = server.acceptedLogins();
    const one = transport();
    const hosts = Array.from({ length: 24 }, (_, index) => `127.0.1.${index + 1}`);
    const connections = await Promise.all(hosts.map((host) => one.open(step({ host }))));
    expect(await Promise.all(connections.map((connection) => run(connection, 'echo up')))).toEqual(
      hosts.map(() => 'up'),
    );
    await Promise.all(connections.map((connection) => connection.close()));
    expect(server.acceptedLogins() - before).toBe(24);
  });

  test('says so when the server goes away in the middle', async () => {
    const connection = await transport().open(step());
    const channel = await connection.execute('sleep 60');
    channel.stdout.resume();
    channel.stderr.resume();
    server.signalSessions('SIGKILL');
    expect(await connection.lost).toMatch(/^Connection to 127\.0\.0\.2 (closed by remote host|lost: .*)/);
    const end = await channel.ended;
    expect(end).toMatchObject({ code: undefined, signal: undefined });
    expect(end.reason).toMatch(/Connection to 127\.0\.0\.2/);
    await expect(connection.execute('true')).rejects.toThrow(/Connection to 127\.0\.0\.2/);
    await connection.close();
  });

  test('notices a network that swallows everything by its keepalive', async () => {
    const stopped = await startSshd();
    try {
      const connection = await sshCarrier({ environment: {}, home: stopped.home }).open(
        step({
          port: stopped.port,
          privateKeyFile: stopped.key,
          arguments: ['-o', 'ServerAliveInterval=1', '-o', 'ServerAliveCountMax=1'],
        }),
      );
      stopped.signalSessions('SIGSTOP');
      expect(await connection.lost).toBe('Timeout, server 127.0.0.2 not responding.');
      await connection.close();
    } finally {
      await stopped.stop();
    }
  });
});
