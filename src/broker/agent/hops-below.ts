import { ProtocolViolation } from './protocol-violation.ts';

/** The agents of a tree that other agents of it have started, by number. */
export class HopsBelow {
  readonly #hops = new Map<number, { readonly parent: number; readonly onLost: () => void }>();
  #last: number;

  /** @param root the number of the agent that all others are below */
  constructor(root: number) {
    this.#last = root;
  }

  /**
   * Adds an agent that `parent` is to start. Returns its number, and a promise that settles when the agent is
   * gone.
   */
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

  /**
   * Removes an agent and all agents that were started through it; calls `onEach` for each. Throws a
   * ProtocolViolation for an unknown number.
   */
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
