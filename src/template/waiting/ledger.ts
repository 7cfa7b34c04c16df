import { outcomeOf, type Outcome } from './outcome.ts';
import type { Suspension } from './suspension.ts';

interface Entry {
  readonly key: string;
  readonly outcome: Outcome<unknown>;
}

/**
 * What one rendering job has been told by the world outside, in the order of its calls, so that the job can be run again
 * from its beginning and takes the same way: up to the call that it had to wait for, and on.
 */
export class Ledger {
  /** Set while the attempt cannot be completed. */
  suspension: Suspension | undefined;
  /** The job has computed for long and had others take their turn: it is run to its end. */
  isLong = false;
  #entries: Entry[] = [];
  #next = 0;
  #depth = 0;
  /** What the attempts have told so far, in order, and how often each of it. */
  readonly #told: (() => void)[] = [];
  readonly #timesTold = new Map<string, number>();
  readonly #timesThisTime = new Map<string, number>();
  #undo: (() => void)[] = [];

  /** How many calls this attempt has made: two equal numbers say that nothing was asked in between. */
  get position(): number {
    return this.#next;
  }

  /** Back to the beginning: what the last attempt has kept is as if it had not been. */
  begin(): void {
    for (const undo of this.#undo.splice(0).toReversed()) undo();
    this.#timesThisTime.clear();
    this.#next = 0;
    this.#depth = 0;
    this.suspension = undefined;
  }

  /**
   * Told when the job is complete, in this order. The next attempt tells the same again, unless somebody remembers that it
   * has been told: so what has the same words counts once.
   */
  tell(words: string, told: () => void): void {
    const times = 1 + (this.#timesThisTime.get(words) ?? 0);
    this.#timesThisTime.set(words, times);
    if (times <= (this.#timesTold.get(words) ?? 0)) return;
    this.#timesTold.set(words, times);
    this.#told.push(told);
  }

  /** Called before the job is run again. */
  onReplay(undo: () => void): void {
    this.#undo.push(undo);
  }

  complete(): void {
    for (const told of this.#told.splice(0)) told();
  }

  /** The outcome of the call of this name that comes next; undefined where it has to be made. */
  recorded(key: string): Outcome<unknown> | undefined {
    const outcome = this.#take(key);
    // The job goes on, or goes another way than before: what else there is is of no use.
    if (!outcome) this.#entries.length = this.#next;
    return outcome;
  }

  /** Calls that are passed over are those of a value that somebody has kept since. */
  #take(key: string): Outcome<unknown> | undefined {
    for (let index = this.#next; index < this.#entries.length; index++) {
      const entry = this.#entries[index];
      if (entry?.key !== key) continue;
      this.#next = index + 1;
      return entry.outcome;
    }
    return undefined;
  }

  /** A call has been made. */
  record(key: string, outcome: Outcome<unknown>): void {
    this.#entries.length = this.#next;
    this.#entries.push({ key, outcome });
    this.#next += 1;
  }

  /** The call that the last attempt waited for has its outcome: the next attempt finds it. */
  append(key: string, outcome: Outcome<unknown>): void {
    this.#entries.push({ key, outcome });
  }

  /**
   * What `compute` gives, which may differ from one time to the next, or which makes calls itself: computed once. When it
   * is complete it stands for the calls in it.
   * @param copy what is kept of a value, and given the next time: a template may change what it gets
   */
  once<T>(name: string, compute: () => T, copy: (value: T) => T): Outcome<T> {
    const key = `${this.#depth} ${name}`;
    const start = this.#next;
    const known = this.#take(key) as Outcome<T> | undefined;
    if (known) return 'error' in known ? known : { value: copy(known.value) };
    this.#depth += 1;
    const outcome = outcomeOf(compute);
    this.#depth -= 1;
    if (this.suspension) return { error: this.suspension };
    this.#entries.length = start;
    this.#entries.push({ key, outcome: 'error' in outcome ? outcome : { value: copy(outcome.value) } });
    this.#next = start + 1;
    return outcome;
  }
}
