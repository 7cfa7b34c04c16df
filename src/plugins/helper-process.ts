import { Dict } from '../python/dict.ts';
import { dumpJson } from '../python/json/dump.ts';
import type { Value } from '../python/value.ts';
import type { RenderJobs } from '../template/waiting/render-jobs.ts';
import { Conversation, type Surroundings } from './conversation.ts';
import type { PipeLines } from './helper-pipes.ts';

/** One Python process that answers requests, one at a time. */
export class HelperProcess {
  readonly #lines: PipeLines;
  readonly #kill: () => void;
  #current: Conversation | undefined;
  #isGone = false;
  /** How many of the directories of plug-ins it knows. */
  directories = 0;

  /** @param kill ends the process and what it has started */
  constructor(lines: PipeLines, kill: () => void) {
    this.#lines = lines;
    this.#kill = kill;
  }

  get isFree(): boolean {
    return !this.#isGone && this.#current === undefined;
  }
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Begins a request; one that is under way is waited for. */
  begin(name: string, args: Dict, around: Surroundings, jobs: RenderJobs | undefined): Conversation {
    this.#current?.poll(Infinity);
    const request: Record<string, Value> = { request: name, arguments: args };
    const conversation = new Conversation(dumpJson(Dict.of(request)), around, jobs, {
      lines: this.#lines,
      end: (failed) => {
        this.#current = undefined;
        if (failed) this.close();
      },
      kill: () => this.end(),
    });
    if (!this.#isGone) this.#current = conversation;
    return conversation;
  }

  /** Ends it, whatever it does. */
  end(): void {
    if (this.#isGone) return;
    this.#kill();
    this.close();
  }

  /** It ends when it has no more to do. */
  close(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#current = undefined;
    this.#lines.close();
  }
}
