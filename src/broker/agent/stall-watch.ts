import type { Phase } from '../../events/connection-event.ts';
import { judgeSilence, type LinkProbe } from './silent-link.ts';

/** Milliseconds that an agent may let pass without a word about what it answers at once, while its machine can be reached. */
export const stallPatience = 120_000;

/** Something that the other side owes, and for how long (milliseconds) nothing at all may happen until it comes. */
export interface Owed {
  readonly what: string;
  readonly patience: number;
  /** The phase that is under way, if it is not `run`. */
  readonly phase?: Phase;
}

/** Why nothing came in time: an `Ending` without its phase. */
export interface Silence {
  readonly why: 'timedOut';
  readonly waitedFor: string;
  readonly milliseconds: number;
}

/**
 * Notices when a target owes something and nothing moves any more. This limits silence, not time, because
 * links may be slow. Where the target owes several things, the longest patience counts for all, because the
 * target does one after the other. Time in which the link itself is silent does not count.
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

  /** Notes that the target owes this. Returns a function that notes that it has come. */
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
    // What the target owed has come meanwhile, and it owes something else now.
    if (oldest === undefined || this.#timer !== undefined) return;
    const hasMoved = this.#movedAt !== begun;
    if (!hasMoved && verdict !== 'came back') return this.#onStall(oldest, performance.now() - begun);
    if (!hasMoved) this.progress();
    this.#look();
  }
}

/**
 * Returns what is awaited. Throws the error that `explain` makes once that takes longer than its patience.
 */
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
