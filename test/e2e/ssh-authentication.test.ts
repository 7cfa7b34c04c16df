import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SshLogin } from '../../src/broker/carriers/ssh/ssh-login.ts';
import type { SshCarrierOptions } from '../../src/broker/carriers/ssh/options.ts';
import { sshCarrier } from '../../src/broker/carriers/ssh/ssh.ts';
import { generateKey, startSshd, type Sshd } from './sshd.ts';

const isRoot = process.getuid?.() === 0;
const account = `mitorun${process.pid}`;
const password = `pass ${process.pid} "word" %h`;

let server: Sshd;
let agent: { socket: string; pid: number };
beforeAll(async () => {
  server = await startSshd({
    config: [
      'PasswordAuthentication yes',
      'AcceptEnv MITORUN_*',
      `Match User ${account} LocalAddress 127.0.0.5`,
      '  AuthenticationMethods publickey,password',
      `Match User ${account} LocalAddress 127.0.0.6`,
      '  AuthenticationMethods keyboard-interactive',
      'Match all',
    ],
    hostKeyTypes: ['ed25519', 'ecdsa', 'rsa'],
  });
  const socket = join(server.directory, 'agent.sock');
  const started = execFileSync('ssh-agent', ['-a', socket], { encoding: 'utf8' });
  agent = { socket, pid: Number(/SSH_AGENT_PID=(\d+)/.exec(started)?.[1]) };
  if (isRoot) {
    execFileSync('useradd', ['--create-home', '--shell', '/bin/sh', account]);
    execFileSync('chpasswd', { input: `${account}:${password}\n` });
  }
});
afterAll(async () => {
  if (isRoot) execFileSync('userdel', ['--remove', '--force', account], { stdio: 'ignore' });
  process.kill(agent.pid);
  await server.stop();
});

interface LogIn {
  readonly step?: Partial<SshLogin>;
  readonly options?: Partial<SshCarrierOptions>;
  readonly command?: string;
}

async function logIn({ step, options, command = 'id -un' }: LogIn = {}): Promise<string> {
  const transport = sshCarrier({
    environment: { SHELL: '/bin/sh' },
    home: server.home,
    systemDirectory: '/nonexistent',
    ...options,
  });
  const connection = await transport.open({
    host: '127.0.0.2',
    port: server.port,
    user: undefined,
    password: undefined,
    privateKeyFile: undefined,
    arguments: [],
    hostKeyChecking: true,
    timeout: 10_000,
    ...step,
  });
  try {
    const channel = await connection.execute(command);
    let output = '';
    channel.stdout.on('data', (data: Buffer) => {
      output += data.toString();
    });
    channel.stderr.resume();
    channel.stdin.end();
    await channel.ended;
    return output.trim();
  } finally {
    await connection.close();
  }
}

/** A key of its own that the server accepts, with a name for the files of its test. */
function authorizedKey(name: string, type: 'ed25519' | 'ecdsa' | 'rsa' = 'ed25519', passphrase = ''): string {
  const path = join(server.directory, name);
  generateKey(path, type, passphrase);
  writeFileSync(server.authorizedKeys, readFileSync(`${path}.pub`), { flag: 'a' });
  return path;
}

function freshHome(name: string, files: Readonly<Record<string, string>> = {}): string {
  const home = join(server.directory, name);
  cpSync(server.home, home, { recursive: true });
  for (const [file, text] of Object.entries(files))
    writeFileSync(join(home, '.ssh', file), text, { mode: 0o600 });
  return home;
}

const me = (): string => execFileSync('id', ['-un'], { encoding: 'utf8' }).trim();
const environment = (): Record<string, string> => ({ SHELL: '/bin/sh', SSH_AUTH_SOCK: agent.socket });

/** A server that hangs up on the first clients and is the real one to those after them. */
async function stubborn(refusals: number): Promise<{ port: number; close: () => void }> {
  let left = refusals;
  const front = createServer((client) => {
    client.on('error', () => undefined);
    if (left-- > 0) {
      client.destroy();
      return;
    }
    const onward = createConnection(server.port, '127.0.0.2');
    onward.on('error', () => client.destroy());
    client.pipe(onward).pipe(client);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.2', resolve));
  const address = front.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, close: () => void front.close() };
}

describe('trying again', () => {
  const step = (port: number): Partial<SshLogin> => ({
    port,
    privateKeyFile: server.key,
    arguments: ['-o', 'HostKeyAlias=127.0.0.2', '-o', `UserKnownHostsFile=${server.knownHosts}.alias`],
  });
  beforeAll(() => writeFileSync(`${server.knownHosts}.alias`, `127.0.0.2 ${server.hostKey()}\n`));

  test('as often as reconnection_retries says, with longer and longer pauses', async () => {
    const front = await stubborn(2);
    const told: string[] = [];
    const options = { tell: (text: string) => told.push(text) };
    expect(await logIn({ step: { ...step(front.port), retries: 2 }, options })).toBe(me());
    front.close();
    expect(told).toEqual([
      'ssh_retry: attempt: 1, ssh return code is 255, pausing for 0 seconds',
      'ssh_retry: attempt: 2, ssh return code is 255, pausing for 1 seconds',
    ]);
  });

  test('not without it', async () => {
    const front = await stubborn(1);
    await expect(logIn({ step: step(front.port) })).rejects.toThrow(/kex_exchange_identification/);
    front.close();
  });
});

describe('keys', () => {
  test.each(['ed25519', 'ecdsa', 'rsa'] as const)('a %s key file', async (type) => {
    expect(await logIn({ step: { privateKeyFile: authorizedKey(`plain-${type}`, type) } })).toBe(me());
  });

  test('the default files of ~/.ssh', async () => {
    const home = freshHome('default-key', { id_ed25519: readFileSync(server.key, 'utf8') });
    expect(await logIn({ options: { home } })).toBe(me());
  });

  test('IdentityFile of ssh_config, by its alias', async () => {
    const config = `Host web-*\n  HostName 127.0.0.3\n  Port ${server.port}\n  IdentityFile ${server.key}\n`;
    const home = freshHome('alias', { config });
    expect(await logIn({ step: { host: 'web-1', port: undefined }, options: { home } })).toBe(me());
  });

  test('a key as text, with its passphrase, and no other', async () => {
    const text = readFileSync(authorizedKey('as-text', 'ed25519', 'open sesame'), 'utf8');
    const withPassphrase = { text, passphrase: 'open sesame' };
    expect(await logIn({ step: { privateKey: withPassphrase } })).toBe(me());
    const wrong = { privateKey: { text, passphrase: 'wrong' }, privateKeyFile: server.key };
    await expect(logIn({ step: wrong })).rejects.toThrow(
      'Failed to add configured private key into ssh-agent.',
    );
  });

  test.each(['ed25519', 'rsa'] as const)('an encrypted %s key asks once for all hosts', async (type) => {
    const path = authorizedKey(`encrypted-${type}`, type, 'open sesame');
    const asked: string[] = [];
    const transport = sshCarrier({
      environment: {},
      home: server.home,
      askPassphrase: async (keyPath) => {
        asked.push(keyPath);
        return 'open sesame';
      },
    });
    const hosts = ['127.0.0.2', '127.0.0.3', '127.0.0.4'];
    const connections = await Promise.all(
      hosts.map((host) =>
        transport.open({
          host,
          port: server.port,
          user: undefined,
          password: undefined,
          privateKeyFile: path,
          arguments: [],
          hostKeyChecking: true,
          timeout: 10_000,
        }),
      ),
    );
    await Promise.all(connections.map((connection) => connection.close()));
    expect(asked).toEqual([path]);
  });

  test('a passphrase is not asked for when the server does not want the key', async () => {
    const path = join(server.directory, 'unwanted');
    generateKey(path, 'ed25519', 'secret');
    const home = freshHome('unwanted-key', { config: `IdentityFile ${path}\nIdentityFile ${server.key}\n` });
    const askPassphrase = (): Promise<string> => Promise.reject(new Error('asked'));
    expect(await logIn({ options: { home, askPassphrase } })).toBe(me());
  });

  test('a wrong passphrase is a refused login, and says so', async () => {
    const step = { privateKeyFile: authorizedKey('mistyped', 'ed25519', 'right') };
    const askPassphrase = async (): Promise<string> => 'wrong';
    await expect(logIn({ step, options: { askPassphrase } })).rejects.toThrow(
      /mistyped": incorrect passphrase supplied.*Permission denied/s,
    );
  });
});

describe('the agent', () => {
  test.each(['ed25519', 'rsa'] as const)('holds the %s key', async (type) => {
    const path = authorizedKey(`held-${type}`, type);
    execFileSync('ssh-add', ['-q', path], {
      env: { SSH_AUTH_SOCK: agent.socket, PATH: process.env['PATH'] ?? '' },
    });
    expect(await logIn({ options: { environment: environment() } })).toBe(me());
    execFileSync('ssh-add', ['-q', '-D'], {
      env: { SSH_AUTH_SOCK: agent.socket, PATH: process.env['PATH'] ?? '' },
      stdio: 'ignore',
    });
  });

  test('is not asked for keys that IdentitiesOnly leaves out, but for those that a .pub file names', async () => {
    const path = authorizedKey('only');
    execFileSync('ssh-add', ['-q', path], {
      env: { SSH_AUTH_SOCK: agent.socket, PATH: process.env['PATH'] ?? '' },
    });
    const options = { environment: environment() };
    const only = ['-o', 'IdentitiesOnly=yes'];
    await expect(logIn({ step: { arguments: only }, options })).rejects.toThrow(/Permission denied/);
    expect(await logIn({ step: { arguments: [...only, '-i', `${path}.pub`] }, options })).toBe(me());
  });

  test('is forwarded with -A', async () => {
    const step = { privateKeyFile: server.key, arguments: ['-A'] };
    const command = 'ssh-add -l';
    expect(await logIn({ step, options: { environment: environment() }, command })).toMatch(/ED25519/);
    expect(
      await logIn({ step: { privateKeyFile: server.key }, options: { environment: environment() }, command }),
    ).toBe('');
  });

  test('that has gone is no obstacle', async () => {
    const options = { environment: { SSH_AUTH_SOCK: '/nonexistent' } };
    expect(await logIn({ step: { privateKeyFile: server.key }, options })).toBe(me());
  });
});

describe.skipIf(!isRoot)('passwords', () => {
  test('log in where no key does', async () => {
    expect(await logIn({ step: { user: account, password } })).toBe(account);
  });

  test('answer keyboard-interactive prompts', async () => {
    expect(await logIn({ step: { host: '127.0.0.6', user: account, password } })).toBe(account);
  });

  test('come second after a key where the server wants both', async () => {
    const step = { host: '127.0.0.5', user: account, privateKeyFile: server.key };
    expect(await logIn({ step: { ...step, password } })).toBe(account);
    await expect(logIn({ step })).rejects.toThrow(/Permission denied/);
  });

  test('answer a jump host too, as ssh asks for it, unless sshpass_prompt says which prompt is meant', async () => {
    const step = {
      user: account,
      password,
      arguments: ['-o', `ProxyJump=${account}@127.0.0.3:${server.port}`],
    };
    expect(await logIn({ step })).toBe(account);
    const target = { ...step, passwordPrompt: `${account}@127.0.0.2's password` };
    await expect(logIn({ step: target })).rejects.toMatchObject({
      hint: 'the jump host 127.0.0.3 was not reached',
    });
    expect(await logIn({ step: { ...target, arguments: [] } })).toBe(account);
  });

  test('are never shown', async () => {
    const before = server.log().length;
    const error = await logIn({ step: { user: account, password: 'wrong-one' } }).catch(
      (reason: unknown) => reason,
    );
    expect(String(error)).toMatch(/Permission denied \(publickey,password/);
    expect(JSON.stringify(error) + server.log().slice(before)).not.toContain('wrong-one');
  });

  test('with an unknown host fail the task in the words of Ansible', async () => {
    const home = freshHome('nobody-known', { known_hosts: '' });
    await expect(logIn({ step: { user: account, password }, options: { home } })).rejects.toMatchObject({
      code: 'ACTION',
      message: expect.stringMatching(/^Using a SSH password instead of a key is not possible/),
    });
  });
});

describe('known hosts', () => {
  const files = (home: string): string => readFileSync(join(home, '.ssh/known_hosts'), 'utf8');

  test('hashed by ssh-keygen', async () => {
    const home = freshHome('hashed', { known_hosts: `[127.0.0.2]:${server.port} ${server.hostKey()}\n` });
    spawnSync('ssh-keygen', ['-H', '-f', join(home, '.ssh/known_hosts')]);
    expect(files(home)).toMatch(/^\|1\|/);
    expect(await logIn({ step: { privateKeyFile: server.key }, options: { home } })).toBe(me());
  });

  test.each(['ecdsa', 'rsa'] as const)('the known %s key is the one that is asked for', async (type) => {
    const home = freshHome(`known-${type}`, {
      known_hosts: `[127.0.0.2]:${server.port} ${server.hostKey(type)}\n`,
    });
    expect(await logIn({ step: { privateKeyFile: server.key }, options: { home } })).toBe(me());
  });

  test('a person may say yes, no, or the fingerprint', async () => {
    const home = freshHome('asked', { known_hosts: '' });
    const texts: string[] = [];
    const answers = ['perhaps', 'yes'];
    const confirmHostKey = async (text: string): Promise<string> => {
      texts.push(text);
      return answers.shift() ?? 'no';
    };
    const step = { privateKeyFile: server.key };
    expect(await logIn({ step, options: { home, confirmHostKey } })).toBe(me());
    expect(texts[0]).toMatch(
      /^The authenticity of host '\[127\.0\.0\.2\]:\d+ \(\[127\.0\.0\.2\]:\d+\)' can't be established\.\nED25519 key fingerprint is SHA256:[^\n]{43}\.\nThis key is not known by any other names\.\nAre you sure you want to continue connecting \(yes\/no\/\[fingerprint\]\)\? $/,
    );
    expect(texts[1]).toBe("Please type 'yes', 'no' or the fingerprint: ");
    expect(files(home)).toBe(`[127.0.0.2]:${server.port} ${server.hostKey()}\n`);
    expect(await logIn({ step, options: { home } })).toBe(me());
    await expect(
      logIn({ step: { ...step, host: '127.0.0.3' }, options: { home, confirmHostKey } }),
    ).rejects.toThrow(/Host key verification failed/);
  });

  test('accept-new writes hashed names, many hosts at once', async () => {
    const home = freshHome('accept-new', { known_hosts: '' });
    const step = {
      privateKeyFile: server.key,
      arguments: ['-o', 'StrictHostKeyChecking=accept-new', '-oHashKnownHosts=yes'],
    };
    const hosts = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.7'];
    // Each login has a transport of its own, as parallel runs would have.
    await Promise.all(hosts.map((host) => logIn({ step: { ...step, host }, options: { home } })));
    expect(files(home).match(/^\|1\|[^|]+\|\S+ ssh-ed25519 \S+$/gm)).toHaveLength(4);
    for (const host of hosts) {
      const found = spawnSync('ssh-keygen', [
        '-F',
        `[${host}]:${server.port}`,
        '-f',
        join(home, '.ssh/known_hosts'),
      ]);
      expect(found.status).toBe(0);
    }
  });
});

describe('the way there', () => {
  const hop = (number: number): string => `${me()}@127.0.0.${number}:${server.port}`;

  test.each([
    ['one jump host', () => ['-J', hop(3)], 2],
    ['two jump hosts', () => ['-o', `ProxyJump=${hop(3)},${hop(4)}`], 3],
  ] as const)('by %s, host keys verified on each', async (_title, argumentsOf, logins) => {
    const home = freshHome(`jump-${logins}`, { id_ed25519: readFileSync(server.key, 'utf8') });
    const before = server.acceptedLogins();
    expect(await logIn({ step: { arguments: argumentsOf() }, options: { home } })).toBe(me());
    expect(server.acceptedLogins() - before).toBe(logins);
    await expect.poll(() => server.sessions()).toEqual([]);
    writeFileSync(join(home, '.ssh/known_hosts'), `[127.0.0.2]:${server.port} ${server.hostKey()}\n`);
    await expect(logIn({ step: { arguments: argumentsOf() }, options: { home } })).rejects.toThrow(
      /Host key verification failed/,
    );
  });

  test('by a jump host of ssh_config, itself an alias with a key of its own', async () => {
    const config = `Host inner\n HostName 127.0.0.2\n ProxyJump outer\nHost outer\n HostName 127.0.0.3\n IdentityFile ${server.key}\nHost *\n Port ${server.port}\n`;
    const home = freshHome('jump-alias', { config });
    const step = { host: 'inner', port: undefined, privateKeyFile: server.key };
    expect(await logIn({ step, options: { home } })).toBe(me());
  });

  test('by a ProxyCommand with its tokens', async () => {
    const command = `ssh -F none -i ${server.key} -o UserKnownHostsFile=${server.knownHosts} -p ${server.port} -W %h:%p 127.0.0.4`;
    const step = { privateKeyFile: server.key, arguments: ['-o', `ProxyCommand=${command}`] };
    expect(
      await logIn({ step, options: { environment: { SHELL: '/bin/sh', PATH: process.env['PATH'] } } }),
    ).toBe(me());
  });

  test('SendEnv and SetEnv arrive', async () => {
    const step = {
      privateKeyFile: server.key,
      arguments: ['-o', 'SendEnv=MITORUN_A*', '-o', 'SetEnv=MITORUN_B=two'],
    };
    const options = { environment: { MITORUN_ABC: 'one' } };
    expect(await logIn({ step, options, command: 'echo $MITORUN_ABC $MITORUN_B' })).toBe('one two');
  });

  test('what is not honoured is said once', async () => {
    const warnings: string[] = [];
    const step = {
      privateKeyFile: server.key,
      arguments: [
        '-C',
        '-o',
        'ControlMaster=auto',
        '-o',
        'ControlPersist=60s',
        '-L',
        '1:a:2',
        '-o',
        'CertificateFile=x',
      ],
    };
    await logIn({ step, options: { warn: (message) => warnings.push(message) } });
    expect(warnings).toEqual([
      "ssh's option is not honoured by mitorun: -L 1:a:2 (ssh arguments)",
      "ssh's option is not honoured by mitorun: certificatefile x (ssh's arguments)",
    ]);
  });
});
