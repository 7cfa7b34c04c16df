import { MitorunError } from '../../errors/mitorun-error.ts';
import type { Value } from '../../python/value.ts';
import { deepCopy } from '../runtime/deep-copy.ts';
import { BackgroundWork } from './background-work.ts';
import { Ledger } from './ledger.ts';
import { outcomeOf, resultOf, type Outcome, type PendingCall } from './outcome.ts';
import { othersTurn, Suspension } from './suspension.ts';

/** Milliseconds that a call may take before the job is suspended: most calls are quicker, and cost no second attempt. */
const grace = 20;

/** Milliseconds that a job may compute before others take their turn. */
const longest = 120;

/** Steps of a template between two looks at the clock. */
const stepsBetweenLooks = 2048;

export interface RenderJobsOptions {
  /** Aborted when the run is interrupted: calls that wait are ended, and no more are made. */
  readonly signal?: AbortSignal;
  /** Runs something that may compute for ever, so that a signal ends it. Throws MitorunError INTERRUPTED then. */
  readonly interruptibly?: <T>(job: () => T) => T;
}

/**
 * Runs what renders. Templates are synchronous; what they call may wait. So a job is a synchronous function that may be run
 * more than once: where a call takes longer than a short time, the job is given up, and run again from its beginning when
 * the call has its outcome. Every outcome so far is kept, so that nothing outside is asked twice; what the job tells comes
 * once, when it is complete; other hosts' work and signals have their turn meanwhile. Outside of jobs a call blocks.
 */
export class RenderJobs {
  readonly background = new BackgroundWork();
  /** Changes with every attempt of every job. */
  attempt = 0;
  readonly #options: RenderJobsOptions;
  #ledger: Ledger | undefined;
  #isQuiet = false;
  #steps = stepsBetweenLooks;
  #began: number | undefined;

  constructor(options: RenderJobsOptions = {}) {
    this.#options = options;
  }

  /**
   * What the job gives: at once where it did not have to wait. Throws, or rejects with, what it throws; MitorunError
   * INTERRUPTED where the run ends while it waits. The job may be run several times: it must change nothing but what
   * `tell` and `onReplay` are told of.
   */
  run<T>(job: () => T): T | Promise<T> {
    if (this.#ledger) return job();
    const ledger = new Ledger();
    const end = this.#attempt(ledger, job);
    return end ? resultOf(end) : this.#resume(ledger, job);
  }

  /** As `run`, but for a job of its own, whatever job has this called: it may be waited for apart from that one. */
  apart<T>(job: () => T): T | Promise<T> {
    const outer = this.#ledger;
    this.#ledger = undefined;
    try {
      return this.run(job);
    } finally {
      this.#ledger = outer;
    }
  }

  /** Whether a job runs: a call in it need not block. */
  get isRunning(): boolean {
    return this.#ledger !== undefined;
  }

  async #resume<T>(ledger: Ledger, job: () => T): Promise<T> {
    for (;;) {
      await this.#awaitCall(ledger);
      const end = this.#attempt(ledger, job);
      if (end) return resultOf(end);
    }
  }

  #attempt<T>(ledger: Ledger, job: () => T): Outcome<T> | undefined {
    ledger.begin();
    this.#ledger = ledger;
    this.attempt += 1;
    this.#began = undefined;
    const { interruptibly } = this.#options;
    const end = outcomeOf(() => (ledger.isLong && interruptibly ? interruptibly(job) : job()));
    this.#ledger = undefined;
    if (ledger.suspension) return undefined;
    ledger.complete();
    return end;
  }

  async #awaitCall(ledger: Ledger): Promise<void> {
    const { suspension } = ledger;
    if (!suspension) return;
    const { key, call } = suspension;
    const outcome = await this.#unlessAborted(call);
    if (key === undefined) ledger.isLong = true;
    else ledger.append(key, outcome);
  }

  async #unlessAborted(call: PendingCall<unknown>): Promise<Outcome<unknown>> {
    const { signal } = this.#options;
    if (!signal) return call.outcome();
    let abort = (): void => undefined;
    const aborted = new Promise<never>((_resolve, reject) => {
      abort = () => {
        call.cancel();
        reject(interruption());
      };
      signal.addEventListener('abort', abort, { once: true });
    });
    try {
      if (signal.aborted) abort();
      return await Promise.race([call.outcome(), aborted]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /**
   * A call that may wait: gives its value or throws its error.
   * @param key what it is, in the ledger
   * @param start begins it; its value must not change any more
   */
  wait<T>(key: string, start: () => PendingCall<T>): T {
    const ledger = this.#ledger;
    if (ledger?.suspension) throw ledger.suspension;
    const known = ledger?.recorded(key);
    if (known) return resultOf(known as Outcome<T>);
    if (this.#isQuiet) throw new MitorunError('TEMPLATE', 'Nothing is asked from here.');
    if (this.#options.signal?.aborted) throw interruption();
    const call = start();
    const outcome = call.poll(ledger ? grace : Infinity);
    if (outcome) {
      ledger?.record(key, outcome);
      return resultOf(outcome);
    }
    if (!ledger) throw new Error('a call that nobody awaits has no outcome');
    ledger.suspension = new Suspension(key, call);
    throw ledger.suspension;
  }

  /** What `compute` gives: once a job, though it might give something else the next time. */
  once<T>(name: string, compute: () => T): T {
    const ledger = this.#ledger;
    return ledger ? resultOf(ledger.once(name, compute, copied)) : compute();
  }

  /** Runs what renders only to show something: a call that may wait, or that has an effect, fails in it. */
  withoutCalls<T>(job: () => T): T {
    const before = this.#isQuiet;
    this.#isQuiet = true;
    try {
      return job();
    } finally {
      this.#isQuiet = before;
    }
  }

  /**
   * Tells somebody something: now, or when the job that runs is complete; nothing any more, once its attempt is given up.
   * @param words what is told, by which a second attempt that tells it again is known
   */
  tell(words: string, told: () => void): void {
    if (this.#ledger?.suspension) return;
    if (this.#ledger) this.#ledger.tell(words, told);
    else told();
  }

  /** Takes something back if the job that runs has to be run again. */
  onReplay(undo: () => void): void {
    this.#ledger?.onReplay(undo);
  }

  /** How many calls the job that runs has made; 0 outside of jobs. */
  get position(): number {
    return this.#ledger?.position ?? 0;
  }

  /** One step of a template that may have very many: gives others their turn when it has computed for long. */
  step(): void {
    if (--this.#steps > 0) return;
    this.#steps = stepsBetweenLooks;
    const ledger = this.#ledger;
    if (!ledger || ledger.isLong) return;
    const now = performance.now();
    this.#began ??= now;
    if (now - this.#began > longest) this.#giveWay(ledger);
  }

  /** Before something that may compute for long in one go and cannot be looked at meanwhile. */
  beforeLongStep(): void {
    if (this.#ledger && !this.#ledger.isLong) this.#giveWay(this.#ledger);
  }

  #giveWay(ledger: Ledger): never {
    ledger.suspension ??= new Suspension(undefined, othersTurn);
    throw ledger.suspension;
  }

  /** Ends what calls have started elsewhere. */
  close(): Promise<void> {
    return this.background.close();
  }
}

function interruption(): MitorunError {
  return new MitorunError('INTERRUPTED', 'User interrupted execution');
}

/** Lookups, filters and tests give values; a value in a list of its own is a list. */
function copied<T>(value: T): T {
  return deepCopy(value as Value) as T;
}
