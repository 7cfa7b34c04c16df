import type { Client, ClientChannel } from 'ssh2';
import { awaitEnds } from '../../await-ends.ts';
import type { Channel, ChannelEnd, CarrierConnection } from '../channel.ts';
import type { LinkProbe } from '../../agent/silent-link.ts';
import { connectionError } from './errors.ts';
import type { LoggedIn } from './login.ts';
import type { SshSettings } from './settings.ts';

/** What carries a login: the jump hosts' logins, a proxy command. */
export interface CloseableStream {
  readonly descriptors: number;
  close(): Promise<void>;
}

/** Milliseconds for the other side to answer a farewell. */
const farewell = 1000;

/** One login over ssh2. */
export class SshConnection implements CarrierConnection {
  readonly lost: Promise<string>;
  readonly #client: Client;
  readonly #settings: SshSettings;
  /** Settles when the connection and all that carried it are gone. */
  readonly #gone: Promise<void>;
  readonly #forwardsAgent: boolean;
  readonly #carrier: CloseableStream;
  readonly descriptors: number;
  readonly descriptorsPerChannel = 0;
  readonly probe: LinkProbe | undefined;
  #lossReason: string | undefined;
  #closing = false;

  constructor({ client, trusted }: LoggedIn, settings: SshSettings, carrier: CloseableStream) {
    this.#client = client;
    this.descriptors = carrier.descriptors;
    this.probe = hasRequests(client) ? probeOf(client) : undefined;
    this.#forwardsAgent = trusted && settings.forwardAgent && settings.agentSocket !== undefined;
    this.#settings = settings;
    this.lost = new Promise((resolve) => {
      client.on('error', (error) => {
        this.#lossReason ??= describeLoss(error, settings);
      });
      client.on('close', () => {
        const place = `Connection to ${settings.host} closed`;
        this.#lossReason ??= this.#closing ? `${place}.` : `${place} by remote host.`;
        resolve(this.#lossReason);
      });
    });
    this.#carrier = carrier;
    this.#gone = this.lost.then(() => carrier.close());
  }

  execute(command: string, options: { readonly terminal?: boolean } = {}): Promise<Channel> {
    return new Promise((resolve, reject) => {
      const failed = (error: Error): void => {
        reject(
          connectionError([this.#lossReason ?? `${error.message}`], {
            why: this.#lossReason === undefined ? 'refused' : 'lost',
            cause: error,
            hint: /open failed/i.test(error.message)
              ? 'sshd refused another session on this connection (its MaxSessions is 10 by default)'
              : `the command was not started on ${this.#settings.host}`,
          }),
        );
      };
      try {
        // ssh2 reads agentForward too; its types don't say so.
        const execution = {
          // As ssh asks for one where its own input is a terminal that nobody looks at.
          pty: options.terminal === true && {
            rows: 0,
            cols: 0,
            width: 0,
            height: 0,
            term: this.#settings.terminalName,
          },
          env: { ...this.#settings.remoteEnvironment },
          agentForward: this.#forwardsAgent,
        };
        this.#client.exec(command, execution, (error, channel) => {
          if (error) failed(error);
          else resolve(this.#wrap(channel));
        });
      } catch (error) {
        failed(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  async close({ now = false }: { readonly now?: boolean } = {}): Promise<void> {
    this.#closing = true;
    this.#client.end();
    if (!now) await awaitEnds([this.#gone], { quiet: farewell, hurried: farewell });
    this.#client.destroy();
    // Over a jump host that has stopped too, not even the end of the stream comes back.
    await this.#carrier.close();
  }

  #wrap(channel: ClientChannel): Channel {
    let code: number | undefined;
    let signal: string | undefined;
    const ended = new Promise<ChannelEnd>((resolve) => {
      channel.on('exit', (exitCode: number | null, exitSignal?: string) => {
        code = exitCode ?? undefined;
        signal = exitSignal;
      });
      channel.on('close', () => {
        const known = code !== undefined || signal !== undefined;
        resolve({ code, signal, reason: known ? undefined : (this.#lossReason ?? 'the channel was closed') });
      });
    });
    // Writing to a command that has gone is no failure of its own: `ended` tells how it went.
    channel.on('error', () => undefined);
    channel.stderr.on('error', () => undefined);
    return {
      stdin: channel,
      stdout: channel,
      stderr: channel.stderr,
      ended,
      destroy: () => {
        // A command without a terminal does not hear that its channel is closed.
        endCommand(channel);
        channel.destroy();
        // Nobody reads what is left, and the channel ends only when it has been read.
        channel.resume();
        channel.stderr.resume();
      },
    };
  }
}

/** What ssh2's channels are made of, behind its types. */
interface ChannelParts {
  readonly outgoing: { readonly id: number; readonly state: string };
  readonly _client: { readonly _protocol: { signal(channel: number, name: string): void } };
}

/** ssh2's own `signal` does nothing once the input has ended; the protocol knows no such rule (RFC 4254, 6.9). */
function endCommand(channel: ClientChannel): void {
  if (!hasParts(channel) || !['open', 'eof'].includes(channel.outgoing.state)) return;
  channel._client._protocol.signal(channel.outgoing.id, 'TERM');
}

function hasParts(channel: object): channel is ChannelParts {
  return '_client' in channel && 'outgoing' in channel;
}

/** What ssh2's clients are made of, behind their types. */
interface ClientParts {
  readonly _protocol: { ping(): void };
  /** Of the global requests that have no reply yet, in their order. */
  readonly _callbacks: (() => void)[];
}

function hasRequests(client: object): client is ClientParts {
  return '_protocol' in client && '_callbacks' in client;
}

/** As ssh's ServerAlive: a request that every server answers, if only with a refusal. */
function probeOf(client: ClientParts): LinkProbe {
  return () =>
    new Promise((resolve) => {
      client._callbacks.push(resolve);
      client._protocol.ping();
    });
}

function describeLoss(error: Error, settings: SshSettings): string {
  if (error.message === 'Keepalive timeout') {
    return `Timeout, server ${settings.host} not responding.`;
  }
  return `Connection to ${settings.host} lost: ${error.message}`;
}
