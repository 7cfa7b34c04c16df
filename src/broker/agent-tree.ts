import type { MitorunError } from '../errors/mitorun-error.ts';
import { bootstrapPayload } from './bootstrap-payload.ts';
import { describeEnd, type Channel, type ChannelEnd } from './channel.ts';
import { words, type FailureHead, type Hello } from './agent-words.ts';
import { awaitHello } from './await-hello.ts';
import {
  encodeFrame,
  FrameDecoder,
  frameKind,
  type FrameKind,
  type IncomingFrame,
  type PackedBody,
} from './frames.ts';
import { phaseFailure } from './phase-failure.ts';

/** An agent's refusal of one request, as data: the hop turns it into an error of the request's own kind. */
export class AgentFailure extends Error {
  readonly details: FailureHead;

  constructor(details: FailureHead) {
    super(details.message ?? details.code);
    this.details = details;
  }
}

export interface AgentReply {
  readonly head: unknown;
  readonly body: Buffer;
}

interface PendingRequest {
  readonly hop: number;
  readonly pieces: Buffer[];
  readonly startedAt: number;
  resolve(reply: AgentReply): void;
  reject(error: Error): void;
  onCredit: ((bytes: number) => void) | undefined;
}

export interface RequestOptions {
  readonly packed?: PackedBody;
  readonly onCredit?: (bytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface OpenedRequest {
  readonly number: number;
  readonly reply: Promise<AgentReply>;
}

export interface TreeOptions {
  /** The machine, for messages. */
  readonly where: string;
  /** Milliseconds until the first stage must have spoken. */
  readonly bootstrapTimeout: number;
  log(event: BrokerEvent): void;
}

export type BrokerEvent =
  | { readonly kind: 'output'; readonly where: string; readonly text: string }
  | {
      readonly kind: 'connected';
      readonly where: string;
      readonly python: string;
      readonly milliseconds: number;
    }
  | { readonly kind: 'request'; readonly where: string; readonly request: string; readonly bytes: number }
  | { readonly kind: 'lost'; readonly where: string; readonly reason: string };

const kindNames: ReadonlyMap<number, string> = new Map(
  Object.entries(frameKind).map(([name, number]) => [number, name]),
);
const keptOutput = 8000;
const rootHop = 1;

/**
 * One channel and the agents behind it: the login account's own, and those that it started for other accounts. Moves
 * frames and matches replies with requests; what they mean is the hops' business.
 */
export class AgentTree {
  readonly root = rootHop;
  /** Settles with the reason when the channel is gone. */
  readonly ended: Promise<string>;
  readonly #channel: Channel;
  readonly #options: TreeOptions;
  readonly #decoder = new FrameDecoder();
  readonly #pending = new Map<number, PendingRequest>();
  readonly #below = new Map<number, { readonly parent: number; readonly onLost: () => void }>();
  #lastRequest = 0;
  #lastHop = rootHop;
  #output = '';
  #endReason: string | undefined;
  #speaksFrames = false;

  private constructor(channel: Channel, options: TreeOptions) {
    this.#channel = channel;
    this.#options = options;
    channel.stderr.on('data', (data: Buffer) => this.#noteOutput(data.toString('utf8')));
    channel.stderr.on('error', () => undefined);
    channel.stdin.on('error', () => undefined);
    channel.stdout.on('error', () => undefined);
    this.ended = channel.ended.then((end) => this.#onChannelEnd(end));
  }

  /** Sends the agent over `channel`, on which the bootstrap command runs. `onNoPython` makes the error where it says that there is none. */
  static async start(
    channel: Channel,
    options: TreeOptions,
    onNoPython: (end: ChannelEnd, stdout: string, stderr: string) => Error | undefined,
  ): Promise<{ tree: AgentTree; hello: Hello }> {
    const tree = new AgentTree(channel, options);
    const startedAt = performance.now();
    const header = Buffer.alloc(4);
    header.writeUInt32BE(rootHop);
    // Sent without waiting for a word from the other side: it costs no round trip.
    channel.stdin.write(Buffer.concat([bootstrapPayload(), header]));
    try {
      const hello = await awaitHello(channel, {
        where: options.where,
        timeout: options.bootstrapTimeout,
        startedAt,
        stderr: () => tree.#output,
        onNoPython,
      });
      channel.stdout.on('data', (chunk: Buffer) => tree.#onData(chunk));
      channel.stdout.resume();
      options.log({
        kind: 'connected',
        where: options.where,
        python: hello[1],
        milliseconds: Math.round(performance.now() - startedAt),
      });
      return { tree, hello };
    } catch (error) {
      channel.destroy();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#endReason === undefined;
  }

  /** A number for an agent that `parent` is to start, and when that one is gone. */
  newHop(parent: number): { readonly number: number; readonly lost: Promise<void> } {
    const number = ++this.#lastHop;
    const lost = new Promise<void>((resolve) => {
      this.#below.set(number, { parent, onLost: resolve });
    });
    return { number, lost };
  }

  send(kind: FrameKind, hop: number, request: number, head: unknown, body?: Buffer, flags?: number): void {
    this.#write(
      encodeFrame({ kind, hop, request, head, ...(body && { body }), ...(flags !== undefined && { flags }) }),
      kind,
    );
  }

  sendPacked(kind: FrameKind, hop: number, head: unknown, packed: PackedBody, request = 0): void {
    this.#write(encodeFrame({ kind, hop, request, head }, packed), kind);
  }

  /** Resolves once the channel has room again; at once where it has. */
  drained(): Promise<void> {
    if (!this.#channel.stdin.writableNeedDrain || !this.isOpen) return Promise.resolve();
    return Promise.race([
      new Promise<void>((resolve) => this.#channel.stdin.once('drain', () => resolve())),
      this.ended.then(() => undefined),
    ]);
  }

  /** One request and its reply. An aborted one is cancelled on the target, and rejects when that is done. */
  request(
    kind: FrameKind,
    hop: number,
    head: unknown,
    body?: Buffer,
    options: RequestOptions = {},
  ): OpenedRequest {
    const number = ++this.#lastRequest;
    const { signal } = options;
    const reply = new Promise<AgentReply>((resolve, reject) => {
      if (this.#endReason !== undefined) {
        reject(this.#lostError(performance.now()));
        return;
      }
      signal?.throwIfAborted();
      this.#pending.set(number, {
        hop,
        pieces: [],
        startedAt: performance.now(),
        resolve,
        reject,
        onCredit: options.onCredit,
      });
      this.#write(
        encodeFrame({ kind, hop, request: number, head, ...(body && { body }) }, options.packed),
        kind,
      );
    });
    if (signal === undefined) return { number, reply };
    const cancel = () => this.send(frameKind.cancel, hop, number, undefined);
    signal.addEventListener('abort', cancel, { once: true });
    return { number, reply: reply.finally(() => signal.removeEventListener('abort', cancel)) };
  }

  /** Lets the agents end in order, which they do when nothing more can come; `ended` tells when they have. */
  close(): void {
    this.#channel.stdin.end();
  }

  /** Ends them now. */
  cut(): void {
    this.#channel.destroy();
  }

  #write(bytes: Buffer, kind: FrameKind): void {
    if (!this.isOpen) return;
    this.#options.log({
      kind: 'request',
      where: this.#options.where,
      request: kindNames.get(kind) ?? String(kind),
      bytes: bytes.length,
    });
    this.#channel.stdin.write(bytes);
  }

  #onData(chunk: Buffer): void {
    let frames: IncomingFrame[];
    try {
      frames = this.#decoder.push(chunk);
    } catch {
      this.#endReason ??= 'The agent sent something that is not of the protocol';
      this.#channel.destroy();
      return;
    }
    for (const frame of frames) this.#receive(frame);
  }

  #receive(frame: IncomingFrame): void {
    this.#speaksFrames = true;
    if (frame.kind === frameKind.log) {
      this.#noteOutput(words.log(frame.head));
      return;
    }
    if (frame.kind === frameKind.lost) {
      this.#loseHop(frame.hop, words.lost(frame.head));
      return;
    }
    const pending = this.#pending.get(frame.request);
    if (pending === undefined) return;
    if (frame.kind === frameKind.data) {
      pending.pieces.push(frame.body);
    } else if (frame.kind === frameKind.credit) {
      pending.onCredit?.(words.credit(frame.head));
    } else if (frame.kind === frameKind.reply) {
      this.#pending.delete(frame.request);
      const body = pending.pieces.length === 0 ? frame.body : Buffer.concat([...pending.pieces, frame.body]);
      pending.resolve({ head: frame.head, body });
    } else if (frame.kind === frameKind.failure) {
      this.#pending.delete(frame.request);
      pending.reject(new AgentFailure(words.failure(frame.head)));
    }
  }

  /** Ends what waits for this hop, and for those that were reached by it. */
  #loseHop(hop: number, said: string): void {
    this.#below.get(hop)?.onLost();
    this.#below.delete(hop);
    for (const [number, pending] of this.#pending) {
      if (pending.hop !== hop) continue;
      this.#pending.delete(number);
      const reason = 'The agent of the other account ended unexpectedly';
      pending.reject(phaseFailure('CONNECTION', this.#options.where, 'run', pending.startedAt, reason, said));
    }
    for (const [number, { parent }] of this.#below) if (parent === hop) this.#loseHop(number, said);
  }

  #noteOutput(text: string): void {
    this.#output = (this.#output + text).slice(-keptOutput);
    this.#options.log({ kind: 'output', where: this.#options.where, text });
  }

  #onChannelEnd(end: ChannelEnd): string {
    const reason = (this.#endReason ??= describeEnd(end));
    this.#options.log({ kind: 'lost', where: this.#options.where, reason });
    for (const pending of this.#pending.values()) pending.reject(this.#lostError(pending.startedAt));
    this.#pending.clear();
    for (const { onLost } of this.#below.values()) onLost();
    this.#below.clear();
    return reason;
  }

  #lostError(startedAt: number): MitorunError {
    const reason = `The connection was lost: ${this.#endReason ?? 'closed'}`;
    const phase = this.#speaksFrames ? 'run' : 'bootstrap';
    return phaseFailure('CONNECTION', this.#options.where, phase, startedAt, reason, this.#output);
  }
}
