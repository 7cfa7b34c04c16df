import type { PendingCall } from './outcome.ts';

/**
 * Goes through a job that cannot go on before a call has its outcome: no error of the template's, and nothing but the
 * runner of jobs may catch it. Where something catches it all the same, the runner still knows of it.
 */
export class Suspension extends Error {
  /** The call's name in the ledger; undefined: the job has computed for so long that others shall have a turn. */
  readonly key: string | undefined;
  readonly call: PendingCall<unknown>;

  constructor(key: string | undefined, call: PendingCall<unknown>) {
    super('a rendering job waits');
    this.name = 'Suspension';
    this.key = key;
    this.call = call;
  }
}

/** Lets everything happen that is due, signals above all. */
export const othersTurn: PendingCall<unknown> = {
  poll: () => ({ value: undefined }),
  outcome: async () => {
    // The first may come before the event loop has looked at its descriptors, the second does not.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    return { value: undefined };
  },
  cancel: () => undefined,
};
