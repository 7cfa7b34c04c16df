/** Something that the other side owes, and for how long (milliseconds) nothing at all may happen until it comes. */
export interface Owed {
  readonly what: string;
  readonly patience: number;
}

/**
 * Notices that a target owes something and that nothing moves any more: no time limit, since links may be slow, but one
 * for silence. Where it owes several things the longest patience counts for all, as it does one after the other.
 */
export class StallWatch {
  readonly #owed = new Set<Owed>();
  readonly #onStall: (oldest: Owed, silence: number) => void;
  #movedAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(onStall: (oldest: Owed, silence: number) => void) {
    this.#onStall = onStall;
  }

  /** From now on this is owed, until what is returned is called. */
  owe(what: string, patience: number): () => void {
    const owed = { what, patience };
    if (this.#owed.size === 0) this.#movedAt = performance.now();
    this.#owed.add(owed);
    this.#timer ??= this.#wait(patience);
    return () => {
      if (!this.#owed.delete(owed)) return;
      if (this.#owed.size === 0) this.#rest();
      else this.progress();
    };
  }

  /** Something that is owed has come nearer. */
  progress(): void {
    this.#movedAt = performance.now();
  }

  /** Nothing is owed any more: the target is gone. */
  stop(): void {
    this.#owed.clear();
    this.#rest();
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => this.#look(), milliseconds);
  }

  #look(): void {
    this.#timer = undefined;
    const [oldest] = this.#owed;
    if (oldest === undefined) return;
    const patience = Math.max(...[...this.#owed].map((owed) => owed.patience));
    const silence = performance.now() - this.#movedAt;
    if (silence >= patience) this.#onStall(oldest, silence);
    else this.#timer = this.#wait(patience - silence);
  }
}
