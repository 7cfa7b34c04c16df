import { constants } from 'node:buffer';
import { deflateSync, inflateSync } from 'node:zlib';
import { excessOf } from '../../python/json/shape.ts';
import { makeVisible, ProtocolViolation } from './protocol-violation.ts';

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

/** What a frame from a target may be at most (docs/protocol.md, Limits). Bytes, but for the shape of heads. */
const frameLimits = {
  head: 4 * 1024 * 1024,
  headShape: { depth: 32, values: 100_000 },
  /** As it travels. An agent of ours sends 128 KiB at most; longer bodies go in pieces. */
  body: 256 * 1024 * 1024,
  /** What it may become when it is inflated: no text can be longer. */
  inflated: constants.MAX_STRING_LENGTH,
} as const;

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

/**
 * Cuts a byte stream into frames. Throws a ProtocolViolation where the stream is none of ours or passes a limit: a length
 * is judged when the header is there, before anything is kept for it. Frames before that one are given all the same.
 */
export class FrameDecoder {
  #chunks: Buffer[] = [];
  #size = 0;
  #wanted = headerSize;

  /** Has a frame begun that is not whole? */
  get isPartial(): boolean {
    return this.#size > 0;
  }

  *push(chunk: Buffer): Generator<IncomingFrame, void, undefined> {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    while (this.#size >= this.#wanted) {
      const bytes =
        this.#chunks.length === 1 ? (this.#chunks[0] ?? chunk) : Buffer.concat(this.#chunks, this.#size);
      const frame = this.#take(bytes);
      if (frame !== undefined) yield frame;
    }
    // Less than a header says already whether it can become one.
    refuseForeign(this.#chunks[0]);
  }

  /** One frame off the front of `bytes`; or, where it is not complete, how much has to be there for it. */
  #take(bytes: Buffer): IncomingFrame | undefined {
    refuseForeign(bytes);
    const flags = bytes.readUInt16BE(2);
    const headSize = bytes.readUInt32BE(12);
    const bodySize = bytes.readUInt32BE(16);
    refuseLengths(bytes, flags, headSize, bodySize);
    const end = headerSize + headSize + bodySize;
    if (bytes.length < end) {
      this.#keep(bytes, end);
      return undefined;
    }
    const head = bytes.subarray(headerSize, headerSize + headSize);
    const body = bytes.subarray(headerSize + headSize, end);
    this.#keep(bytes.subarray(end), headerSize);
    return {
      kind: bytes.readUInt8(1),
      flags,
      hop: bytes.readUInt32BE(4),
      request: bytes.readUInt32BE(8),
      head: headSize === 0 ? undefined : readHead(head),
      body: (flags & frameFlag.bodyCompressed) === 0 ? body : inflate(body),
    };
  }

  #keep(bytes: Buffer, wanted: number): void {
    this.#chunks = bytes.length === 0 ? [] : [bytes];
    this.#size = bytes.length;
    this.#wanted = wanted;
  }
}

function refuseForeign(bytes: Buffer | undefined): void {
  if (bytes !== undefined && bytes[0] !== magic)
    throw new ProtocolViolation('what came is not a frame', bytes);
}

function refuseLengths(bytes: Buffer, flags: number, headSize: number, bodySize: number): void {
  if ((flags & ~(frameFlag.bodyCompressed | frameFlag.last)) !== 0)
    throw new ProtocolViolation('a frame has unknown flags', bytes);
  if (headSize > frameLimits.head)
    throw new ProtocolViolation(`a frame says that its head has ${headSize} bytes`, bytes);
  if (bodySize > frameLimits.body)
    throw new ProtocolViolation(`a frame says that its body has ${bodySize} bytes`, bytes);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readHead(bytes: Buffer): unknown {
  try {
    const text = utf8.decode(bytes);
    const excess = excessOf(text, frameLimits.headShape);
    if (excess !== undefined) throw new ProtocolViolation(`a frame's head is too large: ${excess}`, bytes);
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof ProtocolViolation) throw error;
    throw new ProtocolViolation("a frame's head is not JSON", bytes);
  }
}

function inflate(body: Buffer): Buffer {
  try {
    return inflateSync(body, { maxOutputLength: frameLimits.inflated });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      throw new ProtocolViolation(`a body inflates to more than ${frameLimits.inflated} bytes`);
    const why = error instanceof Error ? makeVisible(error.message) : 'zlib refuses it';
    throw new ProtocolViolation(`a compressed body cannot be inflated (${why})`, body);
  }
}
