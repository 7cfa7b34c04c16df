import type { RunEvent } from '../events/run-event.ts';

/** Keeps events until they may be seen, and passes them on at once from then on. */
export class HeldEvents {
  readonly #sink: (event: RunEvent) => void;
  #held: RunEvent[] | undefined = [];

  constructor(sink: (event: RunEvent) => void) {
    this.#sink = sink;
  }

  emit(event: RunEvent): void {
    if (this.#held) this.#held.push(event);
    else this.#sink(event);
  }

  /** Emits what was kept, in its order. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const event of held) this.#sink(event);
  }
}
