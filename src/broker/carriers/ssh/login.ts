import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import ssh2, { type Client } from 'ssh2';
import { chooseAlgorithms } from './algorithms.ts';
import { createAuthenticator } from './authentication.ts';
import { connectionError, errorCode, interrupted, type Phase } from './errors.ts';
import { decideHostKey } from './host-key-policy.ts';
import type { IdentityList } from './identities.ts';
import { knownHostName, type KnownHost } from './known-hosts.ts';
import type { KnownHostsFiles } from './known-hosts-files.ts';
import type { SshSettings } from './settings.ts';

export interface LoginCircumstances {
  readonly settings: SshSettings;
  readonly stream: Duplex;
  /** Where the stream leads: address and port, as far as ssh would know it. */
  readonly peer: { readonly address: string; readonly port: number; readonly direct: boolean };
  readonly knownHosts: KnownHostsFiles;
  /** Read beforehand: from the moment the stream is open, nothing may come between it and ssh2. */
  readonly knownKeys: readonly KnownHost[];
  loadIdentities(): Promise<IdentityList>;
  confirmHostKey?: ((text: string) => Promise<string>) | undefined;
  /** What a proxy had to say, for the error message. */
  readonly complaints: () => readonly string[];
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
  readonly onAuthentication?: () => void;
}

export interface LoggedIn {
  readonly client: Client;
  /** False where StrictHostKeyChecking=no let a wrong host key through. */
  readonly trusted: boolean;
}

/** Milliseconds. A person with a phone for a second factor, or PAM on a busy machine, needs longer than TCP. */
const minimumAuthentication = 60_000;
const minimumHandshake = 30_000;

/** The SSH handshake, the host key and the authentication over an open stream; rejects with a CONNECTION error. */
export async function login(circumstances: LoginCircumstances): Promise<LoggedIn> {
  const { settings, stream, knownKeys } = circumstances;
  const name = settings.hostKeyAlias ?? knownHostName(settings.host, settings.port);
  const algorithms = chooseAlgorithms(settings.algorithms, knownKeys, name);
  const client = new ssh2.Client();
  try {
    const attempt = new LoginAttempt(circumstances, client);
    await attempt.run(algorithms);
    return { client, trusted: attempt.isTrusted() };
  } catch (error) {
    // Later errors of a connection that is being torn down concern nobody.
    client.removeAllListeners().on('error', () => undefined);
    client.destroy();
    stream.destroy();
    throw error;
  }
}

class LoginAttempt {
  readonly #circumstances: LoginCircumstances;
  readonly #client: Client;
  /** What ssh would have written to stderr so far. */
  readonly #lines: string[] = [];
  #phase: Phase = 'handshake';
  #trusted = true;
  #serverMethods: readonly string[] = [];
  /** The server's algorithms: ssh shows them when none fits. */
  readonly #offers = new Map<string, string>();
  #refusal: readonly string[] | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isSettled = false;
  #acceptedKey: Buffer | undefined;
  #fail: (error: Error) => void = () => undefined;

  constructor(circumstances: LoginCircumstances, client: Client) {
    this.#circumstances = circumstances;
    this.#client = client;
  }

  isTrusted(): boolean {
    return this.#trusted;
  }

  run(algorithms: ssh2.Algorithms): Promise<void> {
    const { settings, stream, signal } = this.#circumstances;
    const client = this.#client;
    const giveUp = (): void => this.#fail(interrupted());
    const running = new Promise<void>((resolve, reject) => {
      this.#fail = reject;
      signal?.addEventListener('abort', giveUp, { once: true });
      if (signal?.aborted === true) return giveUp();
      client.on('ready', resolve);
      client.on('error', (error) => this.#onError(error));
      client.on('close', () => this.#onClose());
      client.on('banner', (text) => this.#report([text]));
      client.on('handshake', () => {
        // It comes again whenever the server wants new session keys.
        if (this.#phase === 'handshake') this.#circumstances.onAuthentication?.();
        this.#phase = 'authentication';
        this.#startDeadline();
      });
      this.#startDeadline();
      if (stream.destroyed) this.#onError(stream.errored ?? new Error('Connection lost before handshake'));
      client.connect({
        sock: stream,
        username: settings.user,
        readyTimeout: 0,
        keepaliveInterval: settings.keepaliveInterval,
        keepaliveCountMax: settings.keepaliveCount,
        algorithms,
        hostVerifier: (key: Buffer, verify: (valid: boolean) => void) => void this.#verify(key, verify),
        authHandler: createAuthenticator({
          settings,
          loadIdentities: () => this.#unhurried(this.#circumstances.loadIdentities()),
          isTrusted: () => this.#trusted,
          report: (lines) => this.#report(lines),
          serverMethods: () => this.#serverMethods,
          exhausted: () => this.#onExhausted(),
        }),
        debug: (line) => this.#listen(line),
        ...(settings.forwardAgent && settings.agentSocket !== undefined
          ? { agent: settings.agentSocket }
          : {}),
      });
    });
    return running.finally(() => {
      this.#isSettled = true;
      clearTimeout(this.#timer);
      signal?.removeEventListener('abort', giveUp);
    });
  }

  /** ssh2 reports some of what ssh shows its user to its debug function alone. */
  #listen(line: string): void {
    const methods = /^Inbound: Received USERAUTH_FAILURE \((.*)\)$/.exec(line)?.[1];
    if (methods !== undefined) this.#serverMethods = methods.split(',');
    const [, name, offer] = /^Handshake: \(remote\) ([^:]*): (.*)$/.exec(line) ?? [];
    if (name !== undefined && offer !== undefined) this.#offers.set(name, offer);
  }

  #report(lines: readonly string[]): void {
    if (!this.#circumstances.settings.quiet) this.#lines.push(...lines);
  }

  async #verify(key: Buffer, verify: (valid: boolean) => void): Promise<void> {
    const { settings, knownHosts, peer, confirmHostKey } = this.#circumstances;
    // The server shows its key again whenever it wants new session keys.
    if (this.#acceptedKey?.equals(key) === true) {
      verify(true);
      return;
    }
    try {
      const decision = await this.#unhurried(
        decideHostKey(key, {
          settings,
          files: knownHosts,
          address: peer.direct ? knownHostName(peer.address, peer.port) : undefined,
          ...(confirmHostKey === undefined ? {} : { confirm: confirmHostKey }),
        }),
      );
      this.#trusted = decision.trusted;
      if (decision.accepted) {
        this.#acceptedKey = Buffer.from(key);
        this.#report(decision.lines);
      } else this.#refusal = decision.lines;
      verify(decision.accepted);
    } catch (error) {
      this.#refusal = [
        error instanceof Error ? error.message : String(error),
        'Host key verification failed.',
      ];
      verify(false);
    }
  }

  /** Stops the clock while a person may be typing. */
  async #unhurried<Result>(work: Promise<Result>): Promise<Result> {
    clearTimeout(this.#timer);
    try {
      return await work;
    } finally {
      this.#startDeadline();
    }
  }

  #startDeadline(): void {
    clearTimeout(this.#timer);
    if (this.#isSettled) return;
    const { timeout } = this.#circumstances.settings;
    if (this.#phase === 'authentication') return this.#endAfter(Math.max(timeout, minimumAuthentication));
    // A server that has said nothing at all gets no longer than TCP did.
    const socket = this.#circumstances.stream;
    const extension = Math.max(0, minimumHandshake - timeout);
    if (!(socket instanceof Socket) || extension === 0)
      return this.#endAfter(Math.max(timeout, minimumHandshake));
    this.#timer = setTimeout(() => {
      if (socket.bytesRead === 0) this.#onDeadline(timeout);
      else this.#endAfter(extension);
    }, timeout);
  }

  #endAfter(milliseconds: number): void {
    this.#timer = setTimeout(() => this.#onDeadline(milliseconds), milliseconds);
  }

  #onDeadline(milliseconds: number): void {
    const { peer } = this.#circumstances;
    const hint = `${this.#phase}: no progress for ${milliseconds / 1000} s`;
    const lines =
      this.#phase === 'handshake'
        ? ['Connection timed out during banner exchange', `Connection to ${where(peer)} timed out`]
        : [`Connection to ${where(peer)} timed out`];
    this.#fail(connectionError([...this.#lines, ...lines], { why: 'timedOut', hint }));
  }

  #onExhausted(): void {
    const { settings } = this.#circumstances;
    const serverMethods = this.#serverMethods;
    const text = `${settings.user}@${settings.host}: Permission denied (${serverMethods.join(',')}).`;
    this.#fail(connectionError([...this.#lines, text], { hint: explainDenial(settings, serverMethods) }));
  }

  #onError(error: Error): void {
    // An agent that cannot sign is one failed key, and ssh2 goes on to the next by itself.
    if ('level' in error && error.level === 'agent') return;
    this.#fail(
      connectionError([...this.#lines, ...this.#describe(error)], {
        why: this.#refusal === undefined ? 'lost' : 'refused',
        cause: error,
        hint: `phase: ${this.#phase}`,
      }),
    );
  }

  #onClose(): void {
    this.#onError(new Error('Connection lost before handshake'));
  }

  #describe(error: Error): readonly string[] {
    if (this.#refusal !== undefined) return this.#refusal;
    const { peer, complaints } = this.#circumstances;
    const place = where(peer);
    const mismatch = /no matching (.*)$/i.exec(error.message)?.[1];
    if (mismatch !== undefined) {
      const { title, offer } = describeAlgorithm(mismatch);
      const offered = this.#offers.get(offer) ?? '';
      return [`Unable to negotiate with ${place}: no matching ${title} found. Their offer: ${offered}`];
    }
    if (errorCode(error) === 'ECONNRESET') {
      return this.#phase === 'handshake'
        ? [`kex_exchange_identification: read: Connection reset by peer`, `Connection reset by ${place}`]
        : [`Connection reset by ${place}`];
    }
    if (/lost before handshake/i.test(error.message)) {
      return this.#phase === 'handshake'
        ? [
            'kex_exchange_identification: Connection closed by remote host',
            `Connection closed by ${place}`,
            ...complaints(),
          ]
        : [`Connection closed by ${place}`];
    }
    if ('code' in error && typeof error.code === 'number') {
      return [
        `Received disconnect from ${place}:${error.code}: ${error.message}`,
        `Disconnected from ${place}`,
      ];
    }
    return [error.message, `Connection to ${place} failed`];
  }
}

function where(peer: { readonly address: string; readonly port: number }): string {
  return `${peer.address} port ${peer.port}`;
}

/** ssh's name for what did not match, and ssh2's for the server's list of it. */
function describeAlgorithm(name: string): { readonly title: string; readonly offer: string } {
  if (name.startsWith('key exchange')) return { title: 'key exchange method', offer: 'KEX method' };
  if (name.startsWith('host key')) return { title: 'host key type', offer: 'Host key format' };
  return { title: name.replace(/^C->S |^S->C /, ''), offer: name };
}

function explainDenial(settings: SshSettings, serverMethods: readonly string[]): string {
  const acceptsPassword =
    serverMethods.includes('password') || serverMethods.includes('keyboard-interactive');
  if (settings.password !== undefined)
    return `authentication: the password of ${settings.user} was not accepted`;
  if (acceptsPassword)
    return 'authentication: no key was accepted; a password may be given with -k or ansible_password';
  return `authentication: no key was accepted for ${settings.user}; is the right one in its authorized_keys?`;
}
