import { setTimeout as sleep } from 'node:timers/promises';
import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { dumpJson } from '../python/json/dump.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import { UndefinedUse } from '../template/undefined.ts';
import { type Outcome, outcomeOf, type PendingCall } from '../template/waiting/outcome.ts';
import type { RenderJobs } from '../template/waiting/render-jobs.ts';
import { ended, type PipeLines } from './helper-pipes.ts';
import { fromWire, readMessage, type Referred } from './helper-values.ts';

/** What the helper may ask while it works on a request. */
export type Callbacks = Readonly<Record<string, (args: Dict) => Value>>;

export interface Surroundings {
  readonly callbacks: Callbacks;
  readonly referred: Referred;
}

/** Milliseconds between two looks for a line: quick calls shall not wait for us, slow ones cost nothing. */
const [firstPause, longestPause] = [0.05, 1];
const longestTimer = 15;

/**
 * One request to a helper process, and everything until its answer: the process asks for variables meanwhile,
 * whose rendering may wait. Returns the answer's line.
 */
export class Conversation implements PendingCall<string> {
  readonly #lines: PipeLines;
  readonly #jobs: RenderJobs | undefined;
  readonly #around: Surroundings;
  readonly #end: (failed: boolean) => void;
  readonly #kill: () => void;
  #outcome: Outcome<string> | undefined;
  /** Set while a callback waits for something itself. */
  #answering: Promise<void> | undefined;
  #isCancelled = false;

  /**
   * Sends the request.
   * @param jobs runs callbacks that may wait; undefined: they block
   * @param process.end called when the process is free again, or gone
   */
  constructor(
    request: string,
    around: Surroundings,
    jobs: RenderJobs | undefined,
    process: {
      readonly lines: PipeLines;
      readonly end: (failed: boolean) => void;
      readonly kill: () => void;
    },
  ) {
    this.#lines = process.lines;
    this.#jobs = jobs;
    this.#around = around;
    this.#end = process.end;
    this.#kill = process.kill;
    this.#send(request);
  }

  poll(milliseconds: number): Outcome<string> | undefined {
    const until = performance.now() + milliseconds;
    let pause = firstPause;
    while (!this.#outcome) {
      if (this.#answering && milliseconds !== Infinity) return undefined;
      if (this.#hear()) {
        pause = firstPause;
        continue;
      }
      const left = until - performance.now();
      if (left <= 0) return undefined;
      Atomics.wait(clock, 0, 0, Math.min(pause, left));
      pause = Math.min(pause * 1.5, longestPause);
    }
    return this.#outcome;
  }

  async outcome(): Promise<Outcome<string>> {
    for (let pause = 1; !this.#isCancelled; pause = Math.min(pause * 1.3, longestTimer)) {
      await (this.#answering ?? sleep(pause));
      const outcome = this.#isCancelled ? undefined : this.poll(0);
      if (outcome) return outcome;
    }
    return { error: new MitorunError('INTERRUPTED', 'User interrupted execution') };
  }

  cancel(): void {
    if (this.#isCancelled || this.#outcome) return;
    this.#isCancelled = true;
    this.#kill();
  }

  /** Takes one line, if there is one: whether there was. */
  #hear(): boolean {
    const line = this.#lines.read();
    if (line === undefined) return false;
    if (line === ended) {
      this.#complete({ error: helperEnded() }, true);
      return true;
    }
    const message = readMessage(line);
    if (message.has('call')) this.#answer(message, line);
    else this.#complete({ value: line }, false);
    return true;
  }

  #complete(outcome: Outcome<string>, failed: boolean): void {
    this.#outcome = outcome;
    this.#end(failed);
  }

  #send(line: string): void {
    const sent = outcomeOf(() => this.#lines.write(line));
    if ('error' in sent) this.#complete({ error: helperEnded(sent.error) }, true);
  }

  #answer(message: Dict, line: string): void {
    const { callbacks, referred } = this.#around;
    const callback = callbacks[str(message.get('call') ?? '')];
    if (!callback) {
      this.#reply({ error: 'not available to this plug-in' });
      return;
    }
    const job = (): Value => callback(fromWire(message.get('arguments') ?? null, line, referred) as Dict);
    const answer = outcomeOf(() => (this.#jobs ? this.#jobs.apart(job) : job()));
    if ('value' in answer && answer.value instanceof Promise)
      this.#answering = this.#answerLater(answer.value);
    else this.#replyWith(answer as Outcome<Value>);
  }

  async #answerLater(answer: Promise<Value>): Promise<void> {
    let outcome: Outcome<Value>;
    try {
      outcome = { value: await answer };
    } catch (error) {
      outcome = { error };
    }
    this.#answering = undefined;
    if (!this.#isCancelled) this.#replyWith(outcome);
  }

  #replyWith(answer: Outcome<Value>): void {
    if (!('error' in answer)) this.#reply({ value: answer.value });
    else if (answer.error instanceof UndefinedUse)
      this.#reply({ error: answer.error.message, is_undefined: true });
    else if (answer.error instanceof MitorunError) this.#reply({ error: answer.error.message });
    else {
      // A bug in mitorun. It is thrown unchanged, and the process is not used again.
      this.#outcome = { error: answer.error };
      this.#kill();
    }
  }

  #reply(reply: Record<string, Value>): void {
    this.#send(dumpJson(Dict.of(reply)));
  }
}

/** Nothing ever wakes this: waiting on it lets a short time pass. */
const clock = new Int32Array(new SharedArrayBuffer(4));

function helperEnded(cause?: unknown): MitorunError {
  return new MitorunError('TEMPLATE', 'The Python process that runs plug-ins ended unexpectedly.', { cause });
}
