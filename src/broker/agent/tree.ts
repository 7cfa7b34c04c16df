import { constants } from 'node:buffer';
import type { MitorunError } from '../../errors/mitorun-error.ts';
import type { Span } from '../../events/span.ts';
import { describeEnd, type Channel, type ChannelEnd } from '../carriers/channel.ts';
import type { Hello, ReplyReader } from './words.ts';
import { awaitHello } from './await-hello.ts';
import { frameKind, type FrameKind, type OutgoingFrame, type PackedBody } from './frames.ts';
import { PendingRequests, type AgentReply } from './pending-requests.ts';
import { endedBy, type Ending, lastLines, reasonOf, type RequestEnded } from '../ending.ts';
import { HopsBelow } from './hops-below.ts';
import { Incoming } from './incoming.ts';
import { frameName, Outgoing } from './outgoing.ts';
import { brokenBy, makeVisible, ProtocolViolation } from './protocol-violation.ts';
import { type Owed, StallWatch } from './stall-watch.ts';
import { StrayOutput } from './stray-output.ts';
import type { OpenedRequest, RequestOptions, TreeOptions } from './tree-options.ts';
import type { HostShare } from './upload-shares.ts';

/** Why mitorun itself has ended a connection. */
interface Fault {
  readonly ending: Ending;
  readonly received: string;
}

/** Milliseconds until a cancelled request must have ended. */
const cancelPatience = 30_000;
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
  readonly #incoming: Incoming;
  readonly #outgoing: Outgoing;
  readonly #pending = new PendingRequests();
  readonly #below = new HopsBelow(rootHop);
  readonly #stray = new StrayOutput();
  readonly #watch: StallWatch;
  readonly #refused: Promise<MitorunError>;
  #settleEnded: (reason: string) => void = () => undefined;
  #settleRefused: (error: MitorunError) => void = () => undefined;
  #endReason: string | undefined;
  #fault: Fault | undefined;
  #untold: MitorunError | undefined;

  private constructor(channel: Channel, options: TreeOptions) {
    this.#channel = channel;
    this.#options = options;
    this.#watch = new StallWatch((owed, silence) => this.#onStall(owed, silence), options.probe);
    this.#outgoing = new Outgoing(channel.stdin, options, this.#watch);
    this.#incoming = new Incoming(rootHop, this.#watch, this.#stray, {
      isBelow: (hop) => this.#below.has(hop),
      onAnswer: (frame) => this.#pending.receive(frame),
      onOutput: (text, bytes) => this.#noteOutput(text, bytes),
      onLost: (hop, lastWords) => this.#loseHop(hop, lastWords),
    });
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
    // Sent without waiting for a word from the other side: it costs no round trip.
    tree.#outgoing.sendAgent(rootHop);
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
      tree.#incoming.awaitReady(options.bootstrapTimeout);
      channel.stdout.on('data', (chunk: Buffer) =>
        tree.#guarded(() => tree.#incoming.read(chunk, () => tree.isOpen)),
      );
      channel.stdout.resume();
      options.asker.emit({
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

  /** The error that ended this connection while no request waited. The machine's next user gets it. */
  get untold(): MitorunError | undefined {
    return this.#untold;
  }

  /** Has mitorun given up this connection because of what it sent, or did not send? */
  get wasRefused(): boolean {
    return this.#fault !== undefined;
  }

  /** Adds an agent that `parent` is to start: its number, and a promise that settles when it is gone. */
  newHop(parent: number): { readonly number: number; readonly lost: Promise<void> } {
    return this.#below.add(parent);
  }

  /** Sends a frame that is no request, in the span of whoever it is for. */
  send(frame: OutgoingFrame, span: Span = this.#options.span, packed?: PackedBody): void {
    if (this.isOpen) this.#outgoing.send(frame, span, packed);
  }

  /** Resolves once the channel has room again; at once where it has. */
  drained(): Promise<void> {
    return this.isOpen
      ? Promise.race([this.#outgoing.drained(), this.ended.then(() => undefined)])
      : Promise.resolve();
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
    options: RequestOptions,
  ): OpenedRequest<T> {
    const { asker, body, signal, owed, deadline } = options;
    const refused = (reason: Error) => ({ number: 0, span: asker, reply: Promise.reject(reason) });
    if (this.#endReason !== undefined) return refused(this.#lostError(performance.now()));
    if (signal?.aborted === true) return refused(signal.reason as Error);
    const span = asker.open('request', frameName(kind));
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
        span,
        where: this.#options.where,
        resolve,
        reject,
      });
      const frame = { kind, hop, request: number, head, ...(body && { body }) };
      this.#outgoing.request(frame, span, options.packed);
    });
    const settle = owed === undefined ? undefined : this.#watch.owe(owed.what, owed.patience, owed.phase);
    const giveUp = () => this.#onStall({ what: 'an answer' }, deadline ?? 0);
    const timer = deadline === undefined ? undefined : setTimeout(giveUp, deadline);
    const cancel = () => this.cancel(hop, number, span);
    signal?.addEventListener('abort', cancel, { once: true });
    const reply = answered.finally(() => {
      settle?.();
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      span.close();
    });
    return { number, span, reply };
  }

  /** Asks the agent to end a request, whose failure follows. */
  cancel(hop: number, number: number, span: Span): void {
    if (!this.#pending.cancel(number)) return;
    this.send({ kind: frameKind.cancel, hop, request: number }, span);
    const timer = setTimeout(() => {
      if (this.#pending.cancel(number))
        this.#onStall({ what: 'the end of a cancelled step' }, cancelPatience);
    }, cancelPatience);
    // This timer does nothing once the request has ended, and does not keep the program from ending.
    timer.unref();
  }

  /** Ends the connection for what the target sent: waiting requests fail with the error that this returns. */
  refuse({ message, received }: ProtocolViolation): MitorunError {
    const reason = brokenBy(makeVisible(message));
    return this.#giveUp({ ending: { why: 'refused', phase: this.#phase, reason }, received });
  }

  /** Closes the agents' input, at which they end in order; `ended` settles when they have. */
  close(): void {
    this.#outgoing.end();
  }

  /** Ends them now. */
  cut(): void {
    this.#finish('it did not end');
    this.#channel.destroy();
  }

  /** Handles what a target sent. A fault in it ends that target's connection and nothing else. */
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

  /** Ends the requests to this hop, and those to hops behind it. */
  #loseHop(hop: number, lastWords: string): void {
    const reason = 'The agent of the other account ended unexpectedly';
    this.#below.lose(hop, (lost) =>
      this.#pending.rejectAll(
        (startedAt) => this.#endedBy({ why: 'lost', phase: 'run', reason }, startedAt, lastWords),
        (other) => other === lost,
      ),
    );
  }

  #noteOutput(text: string, bytes: number): void {
    this.#stray.charge(bytes);
    this.#stray.note(text);
    this.#options.span.emit({ kind: 'output', where: this.#options.where, text });
  }

  #onStall({ what, phase }: Pick<Owed, 'what' | 'phase'>, milliseconds: number): void {
    const ending = { why: 'timedOut', phase: phase ?? this.#phase, waitedFor: what, milliseconds } as const;
    this.#giveUp({ ending, received: '' });
  }

  #giveUp(fault: Fault): MitorunError {
    this.#fault ??= fault;
    const isAwaited = this.#pending.size > 0;
    const error = this.#lostError(this.#startedAt);
    this.#finish(reasonOf(this.#fault.ending));
    this.#settleRefused(error);
    if (!isAwaited) this.#untold = error;
    this.#channel.destroy();
    return error;
  }

  /** Ends the tree, once. Nothing waits afterwards, not even for the channel to close. */
  #finish(reason: string): void {
    if (this.#endReason !== undefined) return;
    this.#endReason = reason;
    this.#watch.stop();
    this.#options.span.emit({ kind: 'lost', where: this.#options.where, reason });
    this.#pending.rejectAll((startedAt) => this.#lostError(startedAt));
    this.#below.loseAll();
    this.#settleEnded(reason);
  }

  get #phase(): 'run' | 'bootstrap' {
    return this.#incoming.isReady ? 'run' : 'bootstrap';
  }

  #lostError(startedAt: number): RequestEnded {
    const reason = `The connection was lost: ${this.#endReason ?? 'closed'}`;
    const lost = { ending: { why: 'lost', phase: this.#phase, reason }, received: '' } as const;
    const { ending, received } = this.#fault ?? lost;
    return this.#endedBy(ending, startedAt, received === '' ? this.#stray.text : received);
  }

  #endedBy(ending: Ending, startedAt: number, received: string): RequestEnded {
    return endedBy(ending, { where: this.#options.where, startedAt, output: lastLines(received) });
  }
}
