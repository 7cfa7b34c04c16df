import type { Span } from '../../events/span.ts';
import { emitNoReply } from '../emit-failure.ts';
import { words, type FailureHead, type ReplyReader } from './words.ts';
import { frameFlag, frameKind, type FrameKind, type IncomingFrame } from './frames.ts';
import { ProtocolViolation } from './protocol-violation.ts';
import { PassedBody, ReceivedBody } from './received-body.ts';

/** An agent's refusal of one request, as data: the hop turns it into an error of the request's own kind. */
export class AgentFailure extends Error {
  readonly details: FailureHead;

  constructor(details: FailureHead) {
    super(details.message ?? details.code);
    this.details = details;
  }
}

export interface AgentReply<T> {
  readonly head: T;
  readonly body: Buffer;
}

/** A request that waits for its reply. */
export interface Pending<T> {
  readonly kind: FrameKind;
  readonly hop: number;
  /** May the agent say that the request took too long? */
  readonly isTimed: boolean;
  /** Bytes that the reply's body may have. */
  readonly longest: number;
  /** Takes the body in place of the reply. */
  readonly onPiece: ((piece: Buffer) => void) | undefined;
  readonly reads: ReplyReader<T>;
  /**
   * Called when the target has written a part of what was sent. Throws a ProtocolViolation where that part
   * was never sent.
   */
  readonly onCredit: ((bytes: number) => void) | undefined;
  /** Its own. */
  readonly span: Span;
  readonly where: string;
  resolve(reply: AgentReply<T>): void;
  reject(error: Error): void;
}

interface Entry {
  readonly kind: FrameKind;
  readonly hop: number;
  readonly startedAt: number;
  readonly mayFailWith: ReadonlySet<FailureHead['code']>;
  readonly body: Pick<ReceivedBody, 'add' | 'finish'>;
  readonly onCredit: ((bytes: number) => void) | undefined;
  isCancelled: boolean;
  accept(head: unknown, body: Buffer): void;
  reject(error: Error): void;
}

const always = ['os', 'gone', 'agent'] as const;
/** Requests that an agent refuses whose session is out of date; requests.py has the same. */
export const inSession: ReadonlySet<FrameKind> = new Set([
  frameKind.run,
  frameKind.command,
  frameKind.put,
  frameKind.get,
  frameKind.makeDirectory,
  frameKind.spawn,
]);
/** Requests with a long reply, which comes in pieces. */
const repliesAtLength: ReadonlySet<FrameKind> = new Set([frameKind.run, frameKind.command, frameKind.get]);

/**
 * The unanswered requests of one connection. Any other reply is a ProtocolViolation, so a target cannot make
 * the controller wait for a reply that it will not send.
 */
export class PendingRequests {
  readonly #entries = new Map<number, Entry>();
  #last = 0;

  get size(): number {
    return this.#entries.size;
  }

  /** Gives the new request's number. */
  add<T>(pending: Pending<T>): number {
    const number = ++this.#last;
    this.#entries.set(number, {
      kind: pending.kind,
      hop: pending.hop,
      startedAt: performance.now(),
      mayFailWith: failuresOf(pending.kind, pending.isTimed),
      body: pending.onPiece ? new PassedBody(pending.onPiece) : new ReceivedBody(pending.longest),
      onCredit: pending.onCredit,
      isCancelled: false,
      accept: (head, body) => {
        const reply = { head: pending.reads(head, body), body };
        emitReply(pending, body.length, undefined);
        pending.resolve(reply);
      },
      reject: (error) => {
        if (error instanceof AgentFailure) emitReply(pending, 0, error.details.code);
        else emitNoReply(pending.span, pending.where, error);
        pending.reject(error);
      },
    });
    return number;
  }

  /**
   * Notes that a request is cancelled, so that it may fail for that reason. Returns false where it has its
   * reply already.
   */
  cancel(number: number): boolean {
    const entry = this.#entries.get(number);
    if (entry !== undefined) entry.isCancelled = true;
    return entry !== undefined;
  }

  /**
   * Takes a reply, failure, piece or credit. Returns false where no request waits for it; only a failure may
   * come then.
   */
  receive(frame: IncomingFrame): boolean {
    const entry = this.#entries.get(frame.request);
    if (entry === undefined || entry.hop !== frame.hop) {
      // A request to an ended agent is refused by the agent above it, even where nobody waits for the reply.
      if (frame.kind === frameKind.failure) return false;
      throw new ProtocolViolation(
        `it answers request ${frame.request} of agent ${frame.hop}, which is not due`,
      );
    }
    if (frame.kind === frameKind.reply) this.#reply(entry, frame);
    else if (frame.kind === frameKind.failure) this.#failure(entry, frame);
    else if (frame.kind === frameKind.data) addPiece(entry, frame);
    else giveCredit(entry, frame);
    return true;
  }

  /**
   * Rejects the requests that `isMeant` selects. `explain` makes the error, given the time when a request was
   * sent.
   */
  rejectAll(explain: (startedAt: number) => Error, isMeant: (hop: number) => boolean = () => true): void {
    for (const [number, entry] of this.#entries) {
      if (!isMeant(entry.hop)) continue;
      this.#entries.delete(number);
      entry.reject(explain(entry.startedAt));
    }
  }

  #reply(entry: Entry, frame: IncomingFrame): void {
    entry.accept(frame.head, entry.body.finish(frame.body));
    this.#entries.delete(frame.request);
  }

  #failure(entry: Entry, frame: IncomingFrame): void {
    const details = words.failure(frame.head);
    const isDue = details.code === 'cancelled' ? entry.isCancelled : entry.mayFailWith.has(details.code);
    if (!isDue)
      throw new ProtocolViolation(`a request failed with '${details.code}', which it cannot fail with`);
    this.#entries.delete(frame.request);
    entry.reject(new AgentFailure(details));
  }
}

function emitReply(
  { span, where }: Pick<Pending<unknown>, 'span' | 'where'>,
  bytes: number,
  failure: string | undefined,
): void {
  span.emit({ kind: 'reply', where, bytes, failure });
}

function failuresOf(kind: FrameKind, isTimed: boolean): ReadonlySet<FailureHead['code']> {
  return new Set([
    ...always,
    ...(isTimed ? (['timeout'] as const) : []),
    ...(kind === frameKind.run ? (['missing'] as const) : []),
    ...(inSession.has(kind) ? (['stale'] as const) : []),
    ...(kind === frameKind.spawn ? (['become'] as const) : []),
  ]);
}

function addPiece(entry: Entry, frame: IncomingFrame): void {
  if (!repliesAtLength.has(entry.kind)) throw new ProtocolViolation('a piece came of a reply that has none');
  if (frame.body.length === 0) throw new ProtocolViolation('a piece of a reply is empty');
  if ((frame.flags & frameFlag.last) !== 0)
    throw new ProtocolViolation('a piece of a reply is marked as the last of an upload');
  entry.body.add(frame.body);
}

function giveCredit(entry: Entry, frame: IncomingFrame): void {
  if (entry.onCredit === undefined) throw new ProtocolViolation('a credit came for what is no upload');
  entry.onCredit(words.credit(frame.head));
}
