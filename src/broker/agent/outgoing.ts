import type { Writable } from 'node:stream';
import type { Span } from '../../events/span.ts';
import { bootstrapPayload } from './bootstrap-payload.ts';
import { encodeFrame, frameKind, type OutgoingFrame, type PackedBody } from './frames.ts';
import type { StallWatch } from './stall-watch.ts';
import type { TreeOptions } from './tree-options.ts';

/** Bytes of one write. When it is done, the target still reads. */
const writeSize = 256 * 1024;

const kindNames: ReadonlyMap<number, string> = new Map(
  Object.entries(frameKind).map(([name, number]) => [number, name]),
);

/** What messages and events call a kind of frame. */
export function frameName(kind: number): string {
  return kindNames.get(kind) ?? String(kind);
}

/** Sends frames over a tree's channel. */
export class Outgoing {
  readonly #stdin: Writable;
  readonly #options: Pick<TreeOptions, 'where'>;
  readonly #watch: StallWatch;

  constructor(stdin: Writable, options: Pick<TreeOptions, 'where'>, watch: StallWatch) {
    this.#stdin = stdin;
    this.#options = options;
    this.#watch = watch;
  }

  /** Sends the agent's code and its number; the first stage reads both. */
  sendAgent(hop: number): void {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(hop);
    this.#stdin.write(Buffer.concat([bootstrapPayload(), header]));
  }

  /** Sends a request, in its own span. */
  request(frame: OutgoingFrame, span: Span, packed?: PackedBody): void {
    const bytes = encodeFrame(frame, packed);
    const { where } = this.#options;
    span.emit({ kind: 'request', where, request: frameName(frame.kind), bytes: bytes.length });
    this.#write(frame, bytes);
  }

  /** Sends a frame that is no request, in the span of the user it is for. */
  send(frame: OutgoingFrame, span: Span, packed?: PackedBody): void {
    const bytes = encodeFrame(frame, packed);
    const { where } = this.#options;
    span.emit({ kind: 'frame', where, frame: frameName(frame.kind), bytes: bytes.length });
    this.#write(frame, bytes);
  }

  #write(frame: OutgoingFrame, bytes: Buffer): void {
    // Written in parts: each part that is taken shows that the target still reads. An upload shows that by
    // its credits instead. Its writes prove nothing: when another host fails, the share of this one grows,
    // and more is written even to a target that takes nothing.
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
