import type { Writable } from 'node:stream';
import type { Span } from '../../events/span.ts';
import { bootstrapPayload } from './bootstrap-payload.ts';
import { encodeFrame, frameKind, type OutgoingFrame, type PackedBody } from './frames.ts';
import type { StallWatch } from './stall-watch.ts';
import type { TreeOptions } from './tree-options.ts';

/** Bytes after whose writing it shows that the target still reads. */
const writeSize = 256 * 1024;

const kindNames: ReadonlyMap<number, string> = new Map(
  Object.entries(frameKind).map(([name, number]) => [number, name]),
);

/** What messages and events call a kind of frame. */
export function frameName(kind: number): string {
  return kindNames.get(kind) ?? String(kind);
}

/** The frames that a tree's channel is sent. */
export class Outgoing {
  readonly #stdin: Writable;
  readonly #options: Pick<TreeOptions, 'where'>;
  readonly #watch: StallWatch;

  constructor(stdin: Writable, options: Pick<TreeOptions, 'where'>, watch: StallWatch) {
    this.#stdin = stdin;
    this.#options = options;
    this.#watch = watch;
  }

  /** The agent itself, with the number that it gets; the first stage reads both. */
  sendAgent(hop: number): void {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(hop);
    this.#stdin.write(Buffer.concat([bootstrapPayload(), header]));
  }

  /** A request, in its own span. */
  request(frame: OutgoingFrame, span: Span, packed?: PackedBody): void {
    const bytes = encodeFrame(frame, packed);
    const { where } = this.#options;
    span.emit({ kind: 'request', where, request: frameName(frame.kind), bytes: bytes.length });
    this.#write(frame, bytes);
  }

  /** A frame that is none, in the span of whoever it is for. */
  send(frame: OutgoingFrame, span: Span, packed?: PackedBody): void {
    const bytes = encodeFrame(frame, packed);
    const { where } = this.#options;
    span.emit({ kind: 'frame', where, frame: frameName(frame.kind), bytes: bytes.length });
    this.#write(frame, bytes);
  }

  #write(frame: OutgoingFrame, bytes: Buffer): void {
    // In parts, for each that is taken shows that the target still reads. Of an upload its credits show that: a share
    // that grows, because another host has failed, lets more of it go to one that takes nothing.
    const taken = frame.kind === frameKind.data ? undefined : () => this.#watch.progress();
    for (let at = 0; at < bytes.length; at += writeSize)
      this.#stdin.write(bytes.subarray(at, at + writeSize), taken);
  }

  /** Resolves once the channel has room again; at once where it has. */
  drained(): Promise<void> {
    if (!this.#stdin.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => this.#stdin.once('drain', () => resolve()));
  }

  /** Nothing more comes. */
  end(): void {
    this.#stdin.end();
  }
}
