import { requireListRoom, requireMemory, requireTextRoom } from '../../python/size-limit.ts';
import type { Output } from './running-template.ts';

/** How many rounds of a loop go by from one look at the memory to the next. */
const rounds = 1024;

/** What a loop prints, round by round: it may not become more than a text may be, nor fill the memory before it is one. */
export class OutputGrowth {
  readonly #output: Output;
  #measured: number;
  #length = 0;
  #round = 0;

  constructor(output: Output) {
    this.#output = output;
    this.#measured = output.length;
  }

  /** After a round. Throws MemoryError. */
  check(): void {
    const output = this.#output;
    for (; this.#measured < output.length; this.#measured++) {
      const part = output[this.#measured];
      if (typeof part === 'string') this.#length += part.length;
    }
    if (++this.#round % rounds !== 0 && this.#length < 2 ** 20) return;
    requireTextRoom(this.#length);
    requireListRoom(output.length);
    if (this.#round % rounds === 0) requireMemory();
  }
}
