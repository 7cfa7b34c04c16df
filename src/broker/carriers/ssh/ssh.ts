import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'ssh2';
import { MitorunError } from '../../../errors/mitorun-error.ts';
import type { Span } from '../../../events/span.ts';
import type { Carrier, CarrierConnection } from '../channel.ts';
import type { SshLogin } from './ssh-login.ts';
import { type CloseableStream, SshConnection } from './connection.ts';
import { connectionError, connectionFailure, interrupted, refuseWhenAborted } from './errors.ts';
import { listIdentities } from './identities.ts';
import { KeyFiles } from './keys.ts';
import { KnownHostsFiles } from './known-hosts-files.ts';
import { login } from './login.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { sshHome, type SshCarrierOptions } from './options.ts';
import { spawnProxyCommand } from './proxy-command.ts';
import { SettingsResolver } from './resolve-settings.ts';
import type { JumpHost, SshSettings } from './settings.ts';
import { connectTcp } from './tcp.ts';

/** Deeper than any bastion behind a bastion; a configuration that goes further refers to itself. */
const deepestJump = 10;

/**
 * SSH in process (ssh2), set up as people have set up ssh: its arguments, ssh_config, agent, keys and known_hosts.
 * Failures are CONNECTION errors in ssh's own words.
 */
export function sshCarrier(options: SshCarrierOptions): Carrier<SshLogin> {
  const carrier = new SshCarrier(options);
  return { open: (asked, signal, asker) => carrier.open(asked, { signal, asker }) };
}

/** What carries a login: a stream to the server, and how to let go of it. */
interface ServerStream extends CloseableStream {
  readonly stream: Duplex;
  readonly peer: { readonly address: string; readonly port: number; readonly direct: boolean };
  readonly complaints: () => readonly string[];
}

/** For whom a connection is opened, and what gives it up. */
interface Opening {
  readonly signal: AbortSignal | undefined;
  readonly asker: Span | undefined;
}

/** What leads to a jump host, beside the target's settings. */
interface JumpCircumstances {
  readonly jumpArguments: readonly string[];
  readonly depth: number;
  readonly opening: Opening;
}

interface Connected {
  readonly connection: SshConnection;
  readonly client: Client;
}

class SshCarrier {
  readonly #options: SshCarrierOptions;
  readonly #resolver: SettingsResolver;
  readonly #keyFiles: KeyFiles;
  readonly #knownHosts = new KnownHostsFiles();
  readonly #confirmHostKey: ((text: string) => Promise<string>) | undefined;
  readonly #warned = new Set<string>();

  constructor(options: SshCarrierOptions) {
    this.#options = options;
    this.#resolver = new SettingsResolver(options);
    const ask = oneAtATime();
    const { askPassphrase, confirmHostKey } = options;
    this.#keyFiles = new KeyFiles(
      askPassphrase === undefined ? undefined : (path) => ask(() => askPassphrase(path)),
    );
    this.#confirmHostKey =
      confirmHostKey === undefined ? undefined : (text) => ask(() => confirmHostKey(text));
  }

  async open(asked: SshLogin, opening: Opening): Promise<CarrierConnection> {
    for (let attempt = 0; ; attempt++) {
      try {
        const { connection } = await this.#connect(asked, 0, opening);
        return connection;
      } catch (error) {
        if (attempt >= (asked.retries ?? 0) || !isWorthAnotherTry(error, asked))
          throw asked.password === undefined ? error : explainWithPassword(error, asked);
        await this.#pause(asked, attempt, opening.signal);
      }
    }
  }

  /** Longer each time, as Ansible waits: nothing, a second, three, seven... up to half a minute. */
  async #pause(asked: SshLogin, attempt: number, signal: AbortSignal | undefined): Promise<void> {
    const seconds = Math.min(2 ** attempt - 1, 30);
    this.#options.tell?.(
      `ssh_retry: attempt: ${attempt + 1}, ssh return code is 255, pausing for ${seconds} seconds`,
      asked.host,
    );
    await sleep(seconds * 1000, undefined, signal === undefined ? {} : { signal });
  }

  async #connect(asked: SshLogin, depth: number, opening: Opening): Promise<Connected> {
    const { signal, asker } = opening;
    refuseWhenAborted(signal);
    const { settings, unhonoured, jumpArguments } = this.#resolver.resolve(asked);
    for (const what of unhonoured) this.#warnOnce(`ssh's option is not honoured by mitorun: ${what}`);
    const knownKeys = await this.#knownHosts.entries([
      ...settings.userKnownHostsFiles,
      ...settings.globalKnownHostsFiles,
    ]);
    const stream = await this.#reach(settings, asked, jumpArguments, depth, opening);
    try {
      const loggedIn = await login({
        settings,
        stream: stream.stream,
        peer: stream.peer,
        knownHosts: this.#knownHosts,
        knownKeys,
        loadIdentities: () => listIdentities(settings, this.#keyFiles, sshHome(this.#options)),
        confirmHostKey: this.#confirmHostKey,
        complaints: () => stream.complaints(),
        signal,
        onAuthentication: () =>
          asker?.emit({ kind: 'authenticating', where: settings.host, user: settings.user }),
      });
      return {
        client: loggedIn.client,
        connection: new SshConnection(loggedIn, settings, stream),
      };
    } catch (error) {
      await stream.close();
      throw error;
    }
  }

  async #reach(
    settings: SshSettings,
    asked: SshLogin,
    jumpArguments: readonly string[],
    depth: number,
    opening: Opening,
  ): Promise<ServerStream> {
    const { proxy } = settings;
    if (proxy.kind === 'command') {
      const { stream, complaints } = spawnProxyCommand(proxy.command, this.#options.environment);
      return {
        stream,
        peer: { address: 'UNKNOWN', port: 65_535, direct: false },
        complaints,
        descriptors: 3,
        close: async () => void stream.destroy(),
      };
    }
    const jump = proxy.kind === 'jump' ? proxy.hosts.at(-1) : undefined;
    if (proxy.kind === 'jump' && jump !== undefined) {
      return this.#reachByJump(settings, asked, jump, proxy.hosts.slice(0, -1), {
        jumpArguments,
        depth,
        opening,
      });
    }
    const socket = await connectTcp(settings, opening.signal);
    return {
      stream: socket,
      peer: { address: socket.remoteAddress ?? settings.host, port: settings.port, direct: true },
      complaints: () => [],
      descriptors: 1,
      close: async () => void socket.destroy(),
    };
  }

  async #reachByJump(
    settings: SshSettings,
    asked: SshLogin,
    jump: JumpHost,
    before: readonly JumpHost[],
    { jumpArguments, depth, opening }: JumpCircumstances,
  ): Promise<ServerStream> {
    const { signal } = opening;
    const samePort = (jump.port ?? 22) === settings.port;
    if (
      depth >= deepestJump ||
      (jump.host === settings.host && samePort && (jump.user ?? settings.user) === settings.user)
    ) {
      throw connectionError([`jumphost loop via ${jump.host}`]);
    }
    const chain = before.length === 0 ? [] : ['-J', before.map(formatJumpHost).join(',')];
    const { connection, client } = await this.#connectJump(
      {
        host: jump.host,
        port: jump.port,
        user: jump.user,
        password: asked.password,
        passwordPrompt: asked.passwordPrompt,
        privateKeyFile: undefined,
        arguments: [...jumpArguments, ...chain],
        hostKeyChecking: true,
        timeout: asked.timeout,
      },
      depth + 1,
      opening,
    );
    try {
      const stream = await forward(client, settings.host, settings.port, signal);
      return {
        stream,
        peer: { address: 'UNKNOWN', port: 65_535, direct: false },
        complaints: () => [],
        descriptors: connection.descriptors,
        close: () => connection.close(),
      };
    } catch (error) {
      await connection.close({ now: signal?.aborted === true });
      throw error;
    }
  }

  /**
   * ssh runs an ssh of its own for a jump host, and with Ansible's ControlPersist shows no more than that it has gone:
   * that comes first, and then the cause.
   */
  async #connectJump(asked: SshLogin, depth: number, opening: Opening): Promise<Connected> {
    try {
      return await this.#connect(asked, depth, opening);
    } catch (error) {
      if (!(error instanceof MitorunError) || error.code === 'INTERRUPTED') throw error;
      throw connectionError(
        [
          'kex_exchange_identification: Connection closed by remote host',
          'Connection closed by UNKNOWN port 65535',
          error.message.replace(connectionFailure, ''),
        ],
        { cause: error, hint: `the jump host ${asked.host} was not reached` },
      );
    }
  }

  #warnOnce(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#options.warn?.(message);
  }
}

function forward(
  client: Client,
  host: string,
  port: number,
  signal: AbortSignal | undefined,
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(interrupted()), { once: true });
    client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
      if (error) reject(connectionError([`channel 0: ${error.message}`, 'stdio forwarding failed']));
      else resolve(channel);
    });
  });
}

function formatJumpHost({ host, user, port }: JumpHost): string {
  const address = host.includes(':') ? `[${host}]` : host;
  return `${user === undefined ? '' : `${user}@`}${address}${port === undefined ? '' : `:${port}`}`;
}

/** A password that is refused is not tried again: accounts get locked that way. */
function isWorthAnotherTry(error: unknown, asked: SshLogin): boolean {
  if (!(error instanceof MitorunError) || error.code !== 'CONNECTION') return false;
  return asked.password === undefined || !error.message.includes('Permission denied');
}

/** Ansible fails the task, rather than calling the host unreachable, where a password meets an unknown host key. */
function explainWithPassword(error: unknown, asked: SshLogin): unknown {
  if (!(error instanceof MitorunError) || !asked.hostKeyChecking) return error;
  if (!error.message.includes('Host key verification failed')) return error;
  return new MitorunError(
    'ACTION',
    'Using a SSH password instead of a key is not possible because Host Key checking is enabled. ' +
      "Please add this host's fingerprint to your known_hosts file to manage this host.",
    { cause: error },
  );
}
