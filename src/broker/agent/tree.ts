import { constants } from 'node:buffer';
import type { MitorunError } from '../../errors/mitorun-error.ts';
import { bootstrapPayload } from './bootstrap-payload.ts';
import { describeEnd, type Channel, type ChannelEnd } from '../carriers/channel.ts';
import { words, type Hello, type ReplyReader } from './words.ts';
import { awaitHello } from './await-hello.ts';
import {
  encodeFrame,
  FrameDecoder,
  frameFlag,
  frameKind,
  type FrameKind,
  type IncomingFrame,
  type PackedBody,
} from './frames.ts';
import { PendingRequests, type AgentReply } from './pending-requests.ts';
import { phaseFailure, type Phase } from '../phase-failure.ts';
import { makeVisible, ProtocolViolation } from './protocol-violation.ts';
import { StallWatch } from './stall-watch.ts';
import { StrayOutput } from './stray-output.ts';
import type { OpenedRequest, RequestOptions, TreeOptions } from './tree-options.ts';
import type { HostShare } from './upload-shares.ts';

/** Why mitorun itself has ended a connection. */
interface Fault {
  readonly reason: string;
  readonly phase: Phase | undefined;
  readonly received: string;
}

/** Milliseconds that an agent may let pass without a word about what it answers at once, while its machine can be reached. */
export const stallPatience = 120_000;
/** Milliseconds until a cancelled request must have ended. */
const cancelPatience = 30_000;
/** Bytes after whose writing it shows that the target still reads. */
const writeSize = 256 * 1024;

const kindNames: ReadonlyMap<number, string> = new Map(
  Object.entries(frameKind).map(([name, number]) => [number, name]),
);
const rootHop = 1;

/**
 * One channel and the agents behind it: the login account's own, and those that it started for other accounts. Moves
 * frames and matches replies with requests; what they mean is the hops' business.
 */
export class AgentTree {
  readonly root = rootHop;
  readonly uploads: HostShare;
  /** Settles with the reason when the channel is gone, or is given up. */
  readonly ended: Promise<string>;
  readonly #channel: Channel;
  readonly #options: TreeOptions;
  readonly #startedAt = performance.now();
  readonly #decoder = new FrameDecoder();
  readonly #pending = new PendingRequests();
  readonly #below = new Map<number, { readonly parent: number; readonly onLost: () => void }>();
  readonly #stray = new StrayOutput();
  readonly #watch: StallWatch;
  readonly #refused: Promise<MitorunError>;
  #settleEnded: (reason: string) => void = () => undefined;
  #settleRefused: (error: MitorunError) => void = () => undefined;
  #lastHop = rootHop;
  #endReason: string | undefined;
  #fault: Fault | undefined;
  #untold: MitorunError | undefined;
  #isReady = false;
  #awaitedReady: () => void = () => undefined;
  #awaitedRest: (() => void) | undefined;

  private constructor(channel: Channel, options: TreeOptions) {
    this.#channel = channel;
    this.#options = options;
    this.#watch = new StallWatch((owed, silence) => this.#onStall(owed.what, silence), options.probe);
    this.uploads = options.uploads;
    this.ended = new Promise((resolve) => {
      this.#settleEnded = resolve;
    });
    this.#refused = new Promise((resolve) => {
      this.#settleRefused = resolve;
    });
    channel.stderr.on('data', (data: Buffer) =>
      this.#guarded(() => this.#noteOutput(data.toString('utf8'), data.length)),
    );
    channel.stderr.on('error', () => undefined);
    channel.stdin.on('error', () => undefined);
    channel.stdout.on('error', () => undefined);
    void channel.ended.then((end) => this.#finish(describeEnd(end)));
  }

  /** Sends the agent over `channel`, on which the bootstrap command runs. `onNoPython` makes the error where it says that there is none. */
  static async start(
    channel: Channel,
    options: TreeOptions,
    onNoPython: (end: ChannelEnd, stdout: string, stderr: string) => Error | undefined,
  ): Promise<{ tree: AgentTree; hello: Hello }> {
    const tree = new AgentTree(channel, options);
    const header = Buffer.alloc(4);
    header.writeUInt32BE(rootHop);
    // Sent without waiting for a word from the other side: it costs no round trip.
    channel.stdin.write(Buffer.concat([bootstrapPayload(), header]));
    try {
      const hello = await awaitHello(channel, {
        where: options.where,
        timeout: options.bootstrapTimeout,
        startedAt: tree.#startedAt,
        probe: options.probe,
        refused: tree.#refused,
        stderr: () => tree.#stray.text,
        onNoPython,
      });
      tree.#awaitedReady = tree.#watch.owe('the agent to start', options.bootstrapTimeout);
      channel.stdout.on('data', (chunk: Buffer) => tree.#onData(chunk));
      channel.stdout.resume();
      options.log({
        kind: 'connected',
        where: options.where,
        python: makeVisible(hello[1]),
        milliseconds: Math.round(performance.now() - tree.#startedAt),
      });
      return { tree, hello };
    } catch (error) {
      tree.#finish('it did not start');
      channel.destroy();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#endReason === undefined;
  }

  /** Why mitorun gave up this connection, where nothing was waiting to be told. Whoever uses the machine next is. */
  get untold(): MitorunError | undefined {
    return this.#untold;
  }

  /** Has mitorun given up this connection because of what it sent, or did not send? */
  get wasRefused(): boolean {
    return this.#fault !== undefined;
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

  /**
   * One request and its reply, as `reads` understands it. An aborted one is cancelled on the target, and rejects when
   * that is done. Rejects with AgentFailure where the agent refuses it, and with MitorunError CONNECTION where the
   * connection ends, be it that the target broke the protocol or owed an answer for too long.
   */
  request<T>(
    kind: FrameKind,
    hop: number,
    head: unknown,
    reads: ReplyReader<T>,
    options: RequestOptions = {},
  ): OpenedRequest<T> {
    const { body, signal, owed, deadline } = options;
    if (this.#endReason !== undefined)
      return { number: 0, reply: Promise.reject(this.#lostError(performance.now())) };
    if (signal?.aborted === true) return { number: 0, reply: Promise.reject(signal.reason as Error) };
    let number = 0;
    const answered = new Promise<AgentReply<T>>((resolve, reject) => {
      number = this.#pending.add({
        kind,
        hop,
        isTimed: options.isTimed ?? false,
        longest: options.longest ?? constants.MAX_STRING_LENGTH,
        onPiece: options.onPiece,
        reads,
        onCredit: options.onCredit,
        resolve,
        reject,
      });
      this.#write(
        encodeFrame({ kind, hop, request: number, head, ...(body && { body }) }, options.packed),
        kind,
      );
    });
    const settle = owed === undefined ? undefined : this.#watch.owe(owed.what, owed.patience);
    const timer =
      deadline === undefined ? undefined : setTimeout(() => this.#onStall('an answer', deadline), deadline);
    const cancel = () => this.cancel(hop, number);
    signal?.addEventListener('abort', cancel, { once: true });
    const reply = answered.finally(() => {
      settle?.();
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    });
    return { number, reply };
  }

  /** Asks the agent to end a request, whose failure follows. */
  cancel(hop: number, number: number): void {
    if (!this.#pending.cancel(number)) return;
    this.send(frameKind.cancel, hop, number, undefined);
    const timer = setTimeout(() => {
      if (this.#pending.cancel(number)) this.#onStall('the end of a cancelled step', cancelPatience);
    }, cancelPatience);
    // It says nothing once the request has ended, and must not keep the program from ending.
    timer.unref();
  }

  /** Ends the connection because of what the target sent. What still waits for it is told so; the error is for whoever found out. */
  refuse({ message, received }: ProtocolViolation): MitorunError {
    const reason = `The target broke the protocol: ${makeVisible(message)}`;
    return this.#giveUp({ reason, phase: undefined, received });
  }

  /** Lets the agents end in order, which they do when nothing more can come; `ended` tells when they have. */
  close(): void {
    this.#channel.stdin.end();
  }

  /** Ends them now. */
  cut(): void {
    this.#finish('it did not end');
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
    // In parts, for each that is taken shows that the target still reads. Of an upload its credits show that: a share
    // that grows, because another host has failed, lets more of it go to one that takes nothing.
    const taken = kind === frameKind.data ? undefined : () => this.#watch.progress();
    for (let at = 0; at < bytes.length; at += writeSize)
      this.#channel.stdin.write(bytes.subarray(at, at + writeSize), taken);
  }

  #onData(chunk: Buffer): void {
    this.#guarded(() => {
      for (const frame of this.#decoder.push(chunk)) {
        this.#receive(frame);
        if (!this.isOpen) return;
      }
      if (this.#awaitedRest !== undefined) this.#watch.progress();
      if (this.#decoder.isPartial) {
        this.#awaitedRest ??= this.#watch.owe('the rest of what it sent', stallPatience);
      } else {
        this.#awaitedRest?.();
        this.#awaitedRest = undefined;
      }
    });
  }

  /** What a target sends ends its own connection at worst. */
  #guarded(read: () => void): void {
    if (!this.isOpen) return;
    try {
      read();
    } catch (error) {
      if (error instanceof ProtocolViolation) this.refuse(error);
      // More than can be held at once.
      else if (error instanceof RangeError) this.refuse(new ProtocolViolation(error.message));
      else throw error;
    }
  }

  #receive(frame: IncomingFrame): void {
    if (frame.kind === frameKind.ready) return this.#onReady(frame);
    if (!this.#isReady) throw new ProtocolViolation('a frame came before the agent was ready');
    if (frame.kind !== frameKind.data && (frame.flags & frameFlag.last) !== 0)
      throw new ProtocolViolation('a frame is marked as the last piece of an upload');
    switch (frame.kind) {
      case frameKind.log:
        this.#noteOutput(words.log(frame.head), weight(frame));
        break;
      case frameKind.lost:
        if (!this.#below.has(frame.hop))
          throw new ProtocolViolation(`it lost agent ${frame.hop}, which is none`);
        this.#loseHop(frame.hop, words.lost(frame.head));
        break;
      case frameKind.reply:
      case frameKind.failure:
      case frameKind.data:
      case frameKind.credit:
        if (this.#pending.receive(frame)) this.#watch.progress();
        else this.#stray.charge(weight(frame));
        break;
      default:
        throw new ProtocolViolation(`a frame is of kind ${frame.kind}, which targets do not send`);
    }
  }

  #onReady(frame: IncomingFrame): void {
    this.#stray.charge(weight(frame));
    // Those below are announced by the agent that starts them, too.
    if (frame.hop !== rootHop && this.#below.has(frame.hop)) return;
    if (frame.hop !== rootHop || this.#isReady)
      throw new ProtocolViolation('an agent is ready that was not started');
    this.#isReady = true;
    this.#awaitedReady();
  }

  /** Ends what waits for this hop, and for those that were reached by it. */
  #loseHop(hop: number, said: string): void {
    this.#below.get(hop)?.onLost();
    this.#below.delete(hop);
    const reason = 'The agent of the other account ended unexpectedly';
    this.#pending.rejectAll(
      (startedAt) => phaseFailure('CONNECTION', this.#options.where, 'run', startedAt, reason, said),
      (other) => other === hop,
    );
    for (const [number, { parent }] of this.#below) if (parent === hop) this.#loseHop(number, said);
  }

  #noteOutput(text: string, bytes: number): void {
    this.#stray.charge(bytes);
    this.#stray.note(text);
    this.#options.log({ kind: 'output', where: this.#options.where, text: makeVisible(text) });
  }

  #onStall(what: string, milliseconds: number): void {
    const reason = `Timeout (${Math.round(milliseconds / 1000)}s) waiting for ${what}`;
    this.#giveUp({ reason, phase: what.startsWith('an upload') ? 'transfer' : undefined, received: '' });
  }

  #giveUp(fault: Fault): MitorunError {
    this.#fault ??= fault;
    const isTold = this.#pending.size > 0;
    const error = this.#lostError(this.#startedAt);
    this.#finish(this.#fault.reason);
    this.#settleRefused(error);
    if (!isTold) this.#untold = error;
    this.#channel.destroy();
    return error;
  }

  /** The end, once: nothing is waited for after it, not even that the channel closes. */
  #finish(reason: string): void {
    if (this.#endReason !== undefined) return;
    this.#endReason = reason;
    this.#watch.stop();
    this.#options.log({ kind: 'lost', where: this.#options.where, reason });
    this.#pending.rejectAll((startedAt) => this.#lostError(startedAt));
    for (const { onLost } of this.#below.values()) onLost();
    this.#below.clear();
    this.#settleEnded(reason);
  }

  #lostError(startedAt: number): MitorunError {
    const { where } = this.#options;
    const phase = this.#isReady ? 'run' : 'bootstrap';
    const fault = this.#fault;
    if (fault === undefined) {
      const reason = `The connection was lost: ${this.#endReason ?? 'closed'}`;
      return phaseFailure('CONNECTION', where, phase, startedAt, reason, this.#stray.text);
    }
    const said = fault.received === '' ? this.#stray.text : fault.received;
    return phaseFailure('CONNECTION', where, fault.phase ?? phase, startedAt, fault.reason, said);
  }
}

/** Bytes that a frame costs, whatever it says. */
function weight(frame: IncomingFrame): number {
  return 1000 + frame.body.length + (frame.head === undefined ? 0 : JSON.stringify(frame.head).length);
}
