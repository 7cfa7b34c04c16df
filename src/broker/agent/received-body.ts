import { ProtocolViolation } from './protocol-violation.ts';

const firstBlock = 64 * 1024;
const largestBlock = 8 * 1024 * 1024;

/**
 * Collects the body of a reply that comes in pieces. Copies the pieces into its own blocks, so that it holds
 * no more memory than it counts: a piece is a view of a larger buffer, and many small pieces would keep many
 * buffers alive.
 */
export class ReceivedBody {
  readonly #longest: number;
  readonly #full: Buffer[] = [];
  #block = Buffer.alloc(0);
  #used = 0;
  #size = 0;

  /** @param longest bytes after which it is refused (ProtocolViolation) */
  constructor(longest: number) {
    this.#longest = longest;
  }

  add(piece: Buffer): void {
    this.#grow(piece.length);
    for (let at = 0; at < piece.length; ) {
      if (this.#used === this.#block.length) this.#nextBlock(piece.length - at);
      const copied = piece.copy(this.#block, this.#used, at);
      this.#used += copied;
      at += copied;
    }
  }

  /** Returns the whole body, with the last piece. A single piece is not copied. */
  finish(last: Buffer): Buffer {
    this.#grow(last.length);
    if (this.#size === last.length) return last;
    return Buffer.concat([...this.#full, this.#block.subarray(0, this.#used), last], this.#size);
  }

  #grow(bytes: number): void {
    this.#size += bytes;
    if (this.#size > this.#longest)
      throw new ProtocolViolation(`a reply has more than ${this.#longest} bytes`);
  }

  #nextBlock(wanted: number): void {
    if (this.#used > 0) this.#full.push(this.#block);
    const size = Math.min(largestBlock, Math.max(firstBlock, this.#block.length * 2, wanted));
    this.#block = Buffer.allocUnsafe(size);
    this.#used = 0;
  }
}

const nothing = Buffer.alloc(0);

/** Passes a body's pieces on as they come, and keeps none. */
export class PassedBody {
  readonly #take: (piece: Buffer) => void;

  constructor(take: (piece: Buffer) => void) {
    this.#take = take;
  }

  add(piece: Buffer): void {
    this.#take(piece);
  }

  finish(last: Buffer): Buffer {
    if (last.length > 0) this.#take(last);
    return nothing;
  }
}
