import type { Span } from '../../events/span.ts';
import type { PackedBody } from './frames.ts';
import type { AgentReply } from './pending-requests.ts';
import type { LinkProbe } from './silent-link.ts';
import type { Owed } from './stall-watch.ts';
import type { HostShare } from './upload-shares.ts';

export interface RequestOptions {
  /** Who asks. */
  readonly asker: Span;
  readonly body?: Buffer | undefined;
  readonly packed?: PackedBody;
  /**
   * Called when the target has written a part of an upload. Throws a ProtocolViolation where that part was
   * never sent.
   */
  readonly onCredit?: (bytes: number) => void;
  readonly signal?: AbortSignal | undefined;
  /** The agent itself ends the request after a time. */
  readonly isTimed?: boolean;
  /**
   * Called with each piece of the reply's body. Nothing of the body is kept then, and the reply's own is
   * empty.
   */
  readonly onPiece?: ((piece: Buffer) => void) | undefined;
  /** Bytes that the reply's body may have; without it as many as a text can have. */
  readonly longest?: number;
  /** Set for a request that an agent answers at once: how many milliseconds of silence are too many. */
  readonly owed?: Owed;
  /** Milliseconds after which the agent must have answered, whatever it does. */
  readonly deadline?: number;
}

export interface OpenedRequest<T> {
  readonly number: number;
  /** Its own, within the asker's. */
  readonly span: Span;
  readonly reply: Promise<AgentReply<T>>;
}

export interface TreeOptions {
  /** The machine, for messages. */
  readonly where: string;
  /** Milliseconds until the first stage must have spoken. */
  readonly bootstrapTimeout: number;
  /** Asks the machine itself whether it is there. */
  readonly probe?: LinkProbe | undefined;
  /** What uploads to this machine may have on their way. */
  readonly uploads: HostShare;
  /** Who has asked for it. */
  readonly asker: Span;
  /** The run's span, for work that no task asked for. */
  readonly span: Span;
}
