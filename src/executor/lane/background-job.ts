import { dirname } from 'node:path';
import { type Answer, answerOf } from '../../actions/answer.ts';
import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import { isFailed, isSkipped } from '../task-outcome.ts';

/**
 * The next step for a background job: ask for its status after so many seconds, or take its answer.
 * `isRunning` says that the last look found the job running. That may also be the look that ends its time.
 */
export type JobStep =
  | { readonly kind: 'ask'; readonly after: number; readonly question: Dict; readonly isRunning: boolean }
  | { readonly kind: 'over'; readonly answer: Answer; readonly isRunning: boolean };

/** A task's job in the background of its target, for which the task waits (`async` with `poll`). Does nothing by itself. */
export class BackgroundJob {
  readonly #started: Answer;
  readonly #seconds: number;
  readonly #poll: number;
  #left: number;
  #status: Answer;
  #isBeingRemoved = false;

  /**
   * @param started the answer that the job's start gave
   * @param seconds what the job may take
   * @param poll seconds between two looks
   */
  constructor(started: Answer, seconds: number, poll: number) {
    this.#started = started;
    this.#status = started;
    this.#seconds = seconds;
    this.#poll = poll;
    this.#left = seconds;
  }

  begin(): JobStep {
    return this.#askOrEnd(false);
  }

  /** @param status what `async_status` answered; undefined where it could not be asked */
  take(status: Answer | undefined): JobStep {
    if (this.#isBeingRemoved) return { kind: 'over', answer: this.#status, isRunning: false };
    if (status) {
      this.#status = status;
      const { data, remarks } = status;
      const parsedFailure = isFailed(data) && remarks.isParsed === true;
      if (this.#hasFinished || parsedFailure || isSkipped(data)) return this.#end(false);
    }
    this.#left -= this.#poll;
    return this.#askOrEnd(status !== undefined);
  }

  /** Whether there is time for another question: the connection may be away for a while, and a job outlives that. */
  get mayMissQuestion(): boolean {
    return !this.#isBeingRemoved && this.#left > this.#poll;
  }

  get #hasFinished(): boolean {
    return isTruthy(this.#status.data.get('finished') ?? false);
  }

  #askOrEnd(isRunning: boolean): JobStep {
    if (this.#left <= 0) return this.#end(isRunning);
    return { kind: 'ask', after: this.#poll, question: this.#question(), isRunning };
  }

  /** What a finished job left on its target is removed first. */
  #end(isRunning: boolean): JobStep {
    if (this.#hasFinished) {
      this.#isBeingRemoved = true;
      return { kind: 'ask', after: 0, question: this.#question({ mode: 'cleanup' }), isRunning: false };
    }
    const msg =
      this.#status.remarks.isParsed === true
        ? `async task did not complete within the requested time - ${this.#seconds}s`
        : 'async task produced unparsable results';
    const data = Dict.of({ failed: true, msg, async_result: this.#status.data });
    return { kind: 'over', answer: answerOf(data), isRunning };
  }

  #question(extra: Readonly<Record<string, string>> = {}): Dict {
    const directory = dirname(str(this.#started.data.get('results_file') ?? '~/.ansible_async/job'));
    return Dict.of({
      jid: this.#started.data.get('ansible_job_id') ?? null,
      _async_dir: directory,
      ...extra,
    });
  }
}
