/** What a call gave: its value, or what it threw. */
export type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/** The value; throws where there is an error. */
export function resultOf<T>(outcome: Outcome<T>): T {
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

/** Calls it, and keeps what it gives or throws. */
export function outcomeOf<T>(call: () => T): Outcome<T> {
  try {
    return { value: call() };
  } catch (error) {
    return { error };
  }
}

/** Something that goes on elsewhere, in another thread or process, and whose outcome this thread wants. */
export interface PendingCall<T> {
  /** The outcome if it is there within this many milliseconds (Infinity: whenever it comes); the thread waits. */
  poll(milliseconds: number): Outcome<T> | undefined;
  /** The outcome, without blocking the thread. Never rejects. Not to be mixed with `poll` afterwards. */
  outcome(): Promise<Outcome<T>>;
  /** Nobody wants the outcome any more: ends what it started. `outcome` need not settle then. */
  cancel(): void;
}
