import type { Phase } from '../../events/connection-event.ts';
import { judgeSilence, type LinkProbe } from './silent-link.ts';

/** Milliseconds that an agent may let pass without a word about what it answers at once, while its machine can be reached. */
export const stallPatience = 120_000;

/** Something that the other side owes, and for how long (milliseconds) nothing at all may happen until it comes. */
export interface Owed {
  readonly what: string;
  readonly patience: number;
  /** What is under way, where that is not simply running. */
  readonly phase?: Phase;
}

/** The ending of what is waited for in vain, but for its phase. */
export interface Silence {
  readonly why: 'timedOut';
  readonly waitedFor: string;
  readonly milliseconds: number;
}

/**
 * Notices that a target owes something and that nothing moves any more: no time limit, since links may be slow, but one
 * for silence. Where it owes several things the longest patience counts for all, as it does one after the other. Time in
 * which the link itself is silent does not count.
 */
export class StallWatch {
  readonly #owed = new Set<Owed>();
  readonly #onStall: (oldest: Owed, silence: number) => void;
  readonly #probe: LinkProbe | undefined;
  #movedAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(onStall: (oldest: Owed, silence: number) => void, probe?: LinkProbe) {
    this.#onStall = onStall;
    this.#probe = probe;
  }

  /** From now on this is owed, until what is returned is called. */
  owe(what: string, patience: number, phase?: Phase): () => void {
    const owed = { what, patience, ...(phase && { phase }) };
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
    if (silence < patience) this.#timer = this.#wait(patience - silence);
    else if (this.#probe === undefined) this.#onStall(oldest, silence);
    else void this.#judge(this.#probe);
  }

  async #judge(probe: LinkProbe): Promise<void> {
    const begun = this.#movedAt;
    const verdict = await judgeSilence(probe);
    const [oldest] = this.#owed;
    // What was owed then has come meanwhile, and something else is waited for.
    if (oldest === undefined || this.#timer !== undefined) return;
    const hasMoved = this.#movedAt !== begun;
    if (!hasMoved && verdict !== 'came back') return this.#onStall(oldest, performance.now() - begun);
    if (!hasMoved) this.progress();
    this.#look();
  }
}

/** What is awaited, unless it takes longer than its patience: then the error that `explain` makes of it. */
export async function withinTime<T>(
  awaited: Promise<T>,
  what: string,
  limits: {
    readonly patience: number;
    readonly probe: LinkProbe | undefined;
    readonly explain: (silence: Silence) => Error;
  },
): Promise<T> {
  let watch: StallWatch | undefined;
  const late = new Promise<never>((_, reject) => {
    watch = new StallWatch((_owed, silence) => {
      reject(limits.explain({ why: 'timedOut', waitedFor: what, milliseconds: silence }));
    }, limits.probe);
    watch.owe(what, limits.patience);
  });
  try {
    return await Promise.race([awaited, late]);
  } finally {
    watch?.stop();
  }
}
