import type { Block, Task } from '../playbook/model.ts';
import { BlockCursor } from './block-cursor.ts';

type Phase = 'setup' | 'blocks' | 'handlers' | 'complete';

/** Where one host stands in a play: gathering facts, its blocks, or the handlers of a flush. */
export class HostCursor {
  readonly host: string;
  readonly #blocks: BlockCursor;
  #phase: Phase = 'setup';
  #setupTask: Task | undefined;
  #setupFailed = false;
  #setupPending = false;
  #handlers: readonly Task[] = [];
  #handlerIndex = 0;
  #handlersFresh = true;

  constructor(host: string, blocks: readonly Block[] | BlockCursor, setupTask: Task | undefined) {
    this.host = host;
    this.#blocks = blocks instanceof BlockCursor ? blocks : new BlockCursor(blocks);
    this.#setupTask = setupTask;
  }

  clone(): HostCursor {
    const copy = new HostCursor(this.host, this.#blocks.clone(), this.#setupTask);
    copy.#phase = this.#phase;
    copy.#setupFailed = this.#setupFailed;
    copy.#setupPending = this.#setupPending;
    copy.#handlers = this.#handlers;
    copy.#handlerIndex = this.#handlerIndex;
    copy.#handlersFresh = this.#handlersFresh;
    return copy;
  }

  /**
   * Moves on and gives the next task, undefined at the play's end.
   * @param rules which tasks to pass over, and the handlers as they stand when a flush begins
   */
  next(rules: CursorRules): Task | undefined {
    for (;;) {
      const task = this.#step(rules);
      if (!task) return undefined;
      if (!rules.passesOver(task, this)) return task;
    }
  }

  #step(rules: CursorRules): Task | undefined {
    if (this.#phase === 'setup') {
      if (!this.#setupPending) {
        this.#setupPending = true;
        if (this.#setupTask) return this.#setupTask;
      }
      this.#phase = 'blocks';
    }
    if (this.#phase === 'handlers') {
      const handler = this.#nextHandler(rules);
      if (handler) return handler;
      this.#phase = 'blocks';
    }
    if (this.#phase === 'complete') return undefined;
    const task = this.#blocks.next();
    if (!task) this.#phase = 'complete';
    return task;
  }

  #nextHandler(rules: CursorRules): Task | undefined {
    if (this.#handlersFresh) {
      this.#handlers = rules.handlers();
      this.#handlersFresh = false;
    }
    while (this.#handlerIndex < this.#handlers.length) {
      const handler = this.#handlers[this.#handlerIndex++];
      if (handler && rules.isNotified(handler, this.host)) return handler;
    }
    this.#handlerIndex = 0;
    this.#handlersFresh = true;
    return undefined;
  }

  /** `--start-at-task`: facts are gathered before the task that the host was moved to. */
  gatherFactsFirst(): void {
    this.#phase = 'setup';
    this.#setupPending = false;
  }

  /** `meta: flush_handlers`: the notified handlers come next, then whatever came next before. */
  beginHandlers(): void {
    if (this.#phase === 'blocks' || this.#phase === 'setup') this.#phase = 'handlers';
  }

  get isRunningHandlers(): boolean {
    return this.#phase === 'handlers';
  }
  get isComplete(): boolean {
    return this.#phase === 'complete' || (this.#phase === 'blocks' && this.#blocks.isComplete);
  }
  get hasFailed(): boolean {
    return this.#setupFailed || this.#blocks.hasFailed;
  }
  get isRescuing(): boolean {
    return (this.#phase === 'blocks' || this.#phase === 'handlers') && this.#blocks.isRescuing;
  }

  /** The current task failed: to rescue, always, or out of the play. A failing handler ends the flush. */
  fail(): void {
    if (this.#phase === 'setup') {
      this.#setupFailed = true;
      this.#phase = 'complete';
      return;
    }
    if (this.#phase === 'handlers') {
      this.#phase = 'blocks';
      this.#handlerIndex = 0;
      this.#handlersFresh = true;
    }
    this.#blocks.fail();
    if (this.#blocks.isComplete) this.#phase = 'complete';
  }

  /** What an include brought: before the next task, or before the next handler. */
  insert(blocks: readonly Block[], handlersOf: (block: Block) => readonly Task[]): void {
    if (this.#phase !== 'handlers') {
      this.#blocks.insert(blocks);
      return;
    }
    this.#handlers = this.#handlers.toSpliced(this.#handlerIndex, 0, ...blocks.flatMap(handlersOf));
  }

  end(): void {
    this.#blocks.end();
    this.#phase = 'complete';
  }

  clearFailures(): void {
    this.#setupFailed = false;
    this.#blocks.clearFailures();
  }
}

/** What a cursor asks about the play around it. */
export interface CursorRules {
  /** Tasks that are not given out: flushes with nothing notified, roles that have run already. */
  passesOver(task: Task, cursor: HostCursor): boolean;
  handlers(): readonly Task[];
  isNotified(handler: Task, host: string): boolean;
}
