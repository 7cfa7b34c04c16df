import { deflateSync, inflateSync } from 'node:zlib';

/**
 * The frames between the controller and its agents (docs/protocol.md; `bootstrap/wire.py` is the other side): a header
 * of 20 bytes, a JSON head, a binary body. Big-endian: magic, kind, flags (16 bits), hop, request, length of the head,
 * length of the body (32 bits each).
 */
export const frameKind = {
  ready: 1,
  reply: 2,
  failure: 3,
  log: 4,
  lost: 5,
  data: 8,
  credit: 9,
  run: 16,
  command: 17,
  put: 18,
  get: 19,
  makeDirectory: 20,
  remove: 21,
  spawn: 22,
  cancel: 23,
  content: 24,
  serve: 25,
  end: 26,
} as const;

export type FrameKind = (typeof frameKind)[keyof typeof frameKind];

export const frameFlag = { bodyCompressed: 1, last: 2 } as const;

const magic = 0xa7;
const headerSize = 20;
const compressFrom = 400;
/** Most bodies are small, and preparing zlib for large ones costs four times what compressing them does. */
const smallBody = 8192;
const forSmall = { windowBits: 13, memLevel: 6, chunkSize: 4096 };
const forLarge = { level: 4 };

export interface OutgoingFrame {
  readonly kind: FrameKind;
  readonly hop: number;
  readonly request: number;
  readonly head?: unknown;
  readonly body?: Buffer;
  readonly flags?: number;
}

export interface IncomingFrame {
  readonly kind: number;
  readonly flags: number;
  readonly hop: number;
  readonly request: number;
  readonly head: unknown;
  readonly body: Buffer;
}

/** A body as it travels: compressed where that makes it shorter. */
export interface PackedBody {
  readonly bytes: Buffer;
  readonly compressed: boolean;
}

export function packBody(body: Buffer): PackedBody {
  if (body.length >= compressFrom) {
    const packed = deflateSync(body, body.length < smallBody ? forSmall : forLarge);
    if (packed.length < body.length) return { bytes: packed, compressed: true };
  }
  return { bytes: body, compressed: false };
}

const emptyBody: PackedBody = { bytes: Buffer.alloc(0), compressed: false };

export function encodeFrame(frame: OutgoingFrame, packed?: PackedBody): Buffer {
  const head = frame.head === undefined ? '' : JSON.stringify(frame.head);
  const body = packed ?? (frame.body === undefined ? emptyBody : packBody(frame.body));
  const headSize = Buffer.byteLength(head);
  const bytes = Buffer.allocUnsafe(headerSize + headSize + body.bytes.length);
  bytes.writeUInt8(magic, 0);
  bytes.writeUInt8(frame.kind, 1);
  bytes.writeUInt16BE((frame.flags ?? 0) | (body.compressed ? frameFlag.bodyCompressed : 0), 2);
  bytes.writeUInt32BE(frame.hop, 4);
  bytes.writeUInt32BE(frame.request, 8);
  bytes.writeUInt32BE(headSize, 12);
  bytes.writeUInt32BE(body.bytes.length, 16);
  bytes.write(head, headerSize);
  body.bytes.copy(bytes, headerSize + headSize);
  return bytes;
}

/** Cuts a byte stream into frames. Throws a RangeError where the stream is none of ours. */
export class FrameDecoder {
  #chunks: Buffer[] = [];
  #size = 0;
  #wanted = headerSize;

  push(chunk: Buffer): IncomingFrame[] {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    const frames: IncomingFrame[] = [];
    while (this.#size >= this.#wanted) {
      const bytes =
        this.#chunks.length === 1 ? (this.#chunks[0] ?? chunk) : Buffer.concat(this.#chunks, this.#size);
      const frame = this.#take(bytes);
      if (frame !== undefined) frames.push(frame);
    }
    return frames;
  }

  /** One frame off the front of `bytes`; or, where it is not complete, how much has to be there for it. */
  #take(bytes: Buffer): IncomingFrame | undefined {
    if (bytes.readUInt8(0) !== magic) throw new RangeError('not a frame of the agent');
    const headSize = bytes.readUInt32BE(12);
    const end = headerSize + headSize + bytes.readUInt32BE(16);
    if (bytes.length < end) {
      this.#keep(bytes, end);
      return undefined;
    }
    const flags = bytes.readUInt16BE(2);
    const head = bytes.subarray(headerSize, headerSize + headSize);
    const body = bytes.subarray(headerSize + headSize, end);
    this.#keep(bytes.subarray(end), headerSize);
    return {
      kind: bytes.readUInt8(1),
      flags,
      hop: bytes.readUInt32BE(4),
      request: bytes.readUInt32BE(8),
      head: headSize === 0 ? undefined : (JSON.parse(head.toString('utf8')) as unknown),
      body: (flags & frameFlag.bodyCompressed) === 0 ? body : inflateSync(body),
    };
  }

  #keep(bytes: Buffer, wanted: number): void {
    this.#chunks = bytes.length === 0 ? [] : [bytes];
    this.#size = bytes.length;
    this.#wanted = wanted;
  }
}
