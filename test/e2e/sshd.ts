import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { need } from '../needs.ts';

/**
 * A real sshd on a free loopback port, with its own keys, log and directories: 127.0.0.2, 127.0.0.3... are as many
 * hosts as a test wants (root alone may listen on all of them; others get 127.0.0.1 to 127.0.0.16). Ended by pid.
 */
export interface Sshd {
  readonly port: number;
  /** Everything that belongs to it; removed by `stop`. */
  readonly directory: string;
  /** A client's home: `.ssh/known_hosts` names this server for every address of 127.0.0.0/8. */
  readonly home: string;
  readonly knownHosts: string;
  /** A private key that every account of this machine accepts here. */
  readonly key: string;
  readonly authorizedKeys: string;
  readonly hostKeys: Readonly<Record<HostKeyType, string>>;
  /** The public host key as `type base64`. */
  hostKey(type?: HostKeyType): string;
  log(): string;
  /** How many logins were accepted so far. */
  acceptedLogins(): number;
  /** Pids of the processes that serve connections just now. */
  sessions(): number[];
  /** SIGKILL ends every connection as a crash would, without a farewell; SIGSTOP makes a network that swallows all. */
  signalSessions(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

export type HostKeyType = 'ed25519' | 'ecdsa' | 'rsa';

export interface SshdOptions {
  /** Further lines of sshd_config; the first of a keyword wins, and these come first. */
  readonly config?: readonly string[];
  readonly hostKeyTypes?: readonly HostKeyType[];
}

export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  need('/usr/sbin/sshd', '/usr/bin/ssh');
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-sshd-'));
  // sshd reads authorized_keys as the account that logs in.
  chmodSync(directory, 0o711);
  const home = join(directory, 'home');
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  const hostKeys = {
    ed25519: join(directory, 'host_ed25519'),
    ecdsa: join(directory, 'host_ecdsa'),
    rsa: join(directory, 'host_rsa'),
  };
  const types = options.hostKeyTypes ?? ['ed25519'];
  for (const type of types) generateKey(hostKeys[type], type);
  const key = join(directory, 'client_key');
  generateKey(key, 'ed25519');
  const authorizedKeys = join(directory, 'authorized_keys');
  writeFileSync(authorizedKeys, readFileSync(`${key}.pub`));
  const port = await freePort();
  const isRoot = process.getuid?.() === 0;
  if (isRoot) mkdirSync('/run/sshd', { recursive: true });
  const logFile = join(directory, 'sshd.log');
  const lines = [
    ...(options.config ?? []),
    ...(isRoot
      ? [`ListenAddress 0.0.0.0:${port} rdomain lo`]
      : Array.from({ length: 16 }, (_, index) => `ListenAddress 127.0.0.${index + 1}:${port}`)),
    ...types.map((type) => `HostKey ${hostKeys[type]}`),
    `PidFile ${join(directory, 'sshd.pid')}`,
    `AuthorizedKeysFile ${authorizedKeys}`,
    'StrictModes no',
    'UseDNS no',
    'LogLevel VERBOSE',
    'MaxStartups 2000',
    'MaxSessions 1000',
    'PermitRootLogin yes',
    `UsePAM ${isRoot ? 'yes' : 'no'}`,
  ];
  const configFile = join(directory, 'sshd_config');
  writeFileSync(configFile, `${lines.join('\n')}\n`);
  const child = launch(configFile, logFile);
  await listening(port, child, logFile);
  const read = (): string => readFileSync(logFile, 'utf8');
  const hostKey = (type: HostKeyType = types[0] ?? 'ed25519'): string =>
    readFileSync(`${hostKeys[type]}.pub`, 'utf8').split(' ').slice(0, 2).join(' ').trim();
  const knownHosts = join(home, '.ssh/known_hosts');
  writeFileSync(knownHosts, types.map((type) => `[127.*]:${port} ${hostKey(type)}\n`).join(''), {
    mode: 0o600,
  });
  const sessions = (): number[] => (child.pid === undefined ? [] : descendants(child.pid));
  const signalSessions = (signal: NodeJS.Signals): void => {
    for (const pid of sessions()) kill(pid, signal);
  };
  return {
    port,
    directory,
    home,
    knownHosts,
    key,
    authorizedKeys,
    hostKeys,
    hostKey,
    log: read,
    acceptedLogins: () => read().match(/^Accepted \S+ for /gm)?.length ?? 0,
    sessions,
    signalSessions,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      signalSessions('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await ended;
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export function generateKey(path: string, type: HostKeyType, passphrase = ''): void {
  const size = type === 'rsa' ? ['-b', '2048'] : [];
  execFileSync('ssh-keygen', ['-q', '-t', type, ...size, '-N', passphrase, '-C', 'test', '-f', path]);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function launch(configFile: string, logFile: string): ChildProcess {
  const log = openSync(logFile, 'a');
  const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', configFile], { stdio: ['ignore', 'ignore', log] });
  closeSync(log);
  return child;
}

async function listening(port: number, child: ChildProcess, logFile: string): Promise<void> {
  for (let attempt = 0; attempt < 250; attempt++) {
    if (child.exitCode !== null) throw new Error(`sshd ended: ${readFileSync(logFile, 'utf8')}`);
    const answers = await new Promise<boolean>((resolve) => {
      const socket = createConnection({ port, host: '127.0.0.1' });
      socket.once('data', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (answers) return;
    await delay(20);
  }
  throw new Error(`sshd does not answer on port ${port}`);
}

/** Children and their children, youngest generation first. */
function descendants(parent: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
      const of = Number(fields[1]);
      children.set(of, [...(children.get(of) ?? []), Number(name)]);
    } catch {
      // It ended between the two reads.
    }
  }
  const walk = (pid: number): number[] =>
    (children.get(pid) ?? []).flatMap((child) => [...walk(child), child]);
  return walk(parent);
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}
