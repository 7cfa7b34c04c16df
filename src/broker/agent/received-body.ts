import { ProtocolViolation } from './protocol-violation.ts';

const firstBlock = 64 * 1024;
const largestBlock = 8 * 1024 * 1024;

/**
 * The body of a reply that comes in pieces. They are copied into blocks of its own, so that what it holds is what it
 * counts: a piece is a view of a larger buffer, which many small ones would keep alive.
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

  /** All of it, and the piece that came last, which is not copied where it is the only one. */
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

/** The same of a body that somebody takes as it comes. */
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
