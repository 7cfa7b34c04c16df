import { ProtocolViolation } from './protocol-violation.ts';

/** The agents of a tree that others of it have started, by their numbers. */
export class HopsBelow {
  readonly #hops = new Map<number, { readonly parent: number; readonly onLost: () => void }>();
  #last: number;

  /** @param root the number of the agent that all others are below */
  constructor(root: number) {
    this.#last = root;
  }

  /** A number for an agent that `parent` is to start, and when that one is gone. */
  add(parent: number): { readonly number: number; readonly lost: Promise<void> } {
    const number = ++this.#last;
    const lost = new Promise<void>((resolve) => {
      this.#hops.set(number, { parent, onLost: resolve });
    });
    return { number, lost };
  }

  has(hop: number): boolean {
    return this.#hops.has(hop);
  }

  /** Takes this one away, and those that were reached by it; `onEach` is called for each. Throws for what is none. */
  lose(hop: number, onEach: (hop: number) => void): void {
    const lost = this.#hops.get(hop);
    if (lost === undefined) throw new ProtocolViolation(`it lost agent ${hop}, which is none`);
    lost.onLost();
    this.#hops.delete(hop);
    onEach(hop);
    for (const [number, { parent }] of this.#hops) if (parent === hop) this.lose(number, onEach);
  }

  /** All of them are gone. */
  loseAll(): void {
    for (const { onLost } of this.#hops.values()) onLost();
    this.#hops.clear();
  }
}
