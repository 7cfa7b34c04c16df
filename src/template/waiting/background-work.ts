import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { FetchAnswer, FetchRequest } from '../lookups/url-fetcher.ts';
import { backgroundProgram } from './background-program.ts';
import type { Outcome, PendingCall } from './outcome.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Program {
  readonly program: string;
  readonly args: readonly string[];
  /** The working directory; ours unless given. */
  readonly cwd?: string;
  readonly env: Environment;
  /** 0: our standard input. */
  readonly stdin: 'ignore' | 0;
  /** 2: our standard error. */
  readonly stderr: 'pipe' | 2;
  /** It leads a process group of its own, without a terminal, that is ended with it. */
  readonly leadsGroup: boolean;
}

/** How a program ended, and what it printed. */
export interface ProgramEnd {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it could not be run. */
  readonly fault: string | undefined;
}

type Request =
  | ({ readonly kind: 'run' } & Program)
  | { readonly kind: 'fetch'; readonly request: FetchRequest; readonly env: Environment }
  | { readonly kind: 'guard' | 'cancel'; readonly id: number };

interface Answer {
  readonly id: number;
  readonly outcome: Outcome<unknown>;
}

/** How long programs may take that nobody sees to if this process is gone, in milliseconds. */
const unguarded = 50;

/** How long programs that were told to end have for it, in milliseconds. */
const timeToEnd = 350;

/**
 * A thread that runs programs and fetches from the web, started by the first: this one can wait for it with a time limit,
 * which Node has nothing else for, or go on and be called back.
 */
export class BackgroundWork {
  #thread: { readonly port: MessagePort; readonly bell: Int32Array; readonly worker: Worker } | undefined;
  #lastId = 0;
  readonly #outcomes = new Map<number, Outcome<unknown>>();
  readonly #awaited = new Map<number, (outcome: Outcome<unknown>) => void>();
  readonly #cancelled = new Set<number>();

  /** The program is ended when the call is cancelled or this process is gone. */
  program(program: Program): PendingCall<ProgramEnd> {
    return this.#call({ kind: 'run', ...program, env: { ...program.env } });
  }

  fetch(request: FetchRequest, env: Environment): PendingCall<FetchAnswer> {
    return this.#call({ kind: 'fetch', request, env: { ...env } });
  }

  /** Programs that were cancelled get a short time to end, then they are killed. */
  async close(): Promise<void> {
    const thread = this.#thread;
    if (!thread) return;
    const end = Date.now() + timeToEnd;
    while (this.#cancelled.size > 0 && Date.now() < end) {
      await sleep(10);
      this.#receive(thread.port);
    }
    this.#thread = undefined;
    thread.port.close();
    await thread.worker.terminate();
  }

  #call<T>(request: Request): PendingCall<T> {
    const { port, bell } = (this.#thread ??= this.#start());
    const id = ++this.#lastId;
    port.postMessage({ ...request, id });
    const take = (): Outcome<T> | undefined => {
      this.#receive(port);
      const outcome = this.#outcomes.get(id) as Outcome<T> | undefined;
      this.#outcomes.delete(id);
      return outcome;
    };
    const poll = (milliseconds: number): Outcome<T> | undefined => {
      const end = performance.now() + milliseconds;
      for (;;) {
        const rung = Atomics.load(bell, 0);
        const outcome = take();
        const left = end - performance.now();
        if (outcome || left <= 0) return outcome;
        Atomics.wait(bell, 0, rung, left);
      }
    };
    return {
      poll: (milliseconds) => {
        const soon = poll(Math.min(milliseconds, unguarded));
        if (soon || milliseconds <= unguarded) return soon;
        // Whoever blocks for long may be ended by a signal.
        port.postMessage({ kind: 'guard', id });
        return poll(milliseconds - unguarded);
      },
      outcome: () => this.#awaitOutcome(id, port, take),
      cancel: () => {
        this.#cancelled.add(id);
        this.#forget(id);
        port.postMessage({ kind: 'cancel', id });
      },
    };
  }

  #awaitOutcome<T>(id: number, port: MessagePort, take: () => Outcome<T> | undefined): Promise<Outcome<T>> {
    const outcome = take();
    if (outcome) return Promise.resolve(outcome);
    port.postMessage({ kind: 'guard', id });
    port.ref();
    return new Promise((resolve) => {
      this.#awaited.set(id, (come) => resolve(come as Outcome<T>));
    });
  }

  #receive(port: MessagePort): void {
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port))
      this.#deliver(next.message as Answer);
  }

  #deliver({ id, outcome }: Answer): void {
    if (this.#cancelled.delete(id)) {
      return;
    }
    const awaited = this.#awaited.get(id);
    if (!awaited) {
      this.#outcomes.set(id, outcome);
      return;
    }
    this.#forget(id);
    awaited(outcome);
  }

  /** Nobody awaits it any more; who awaits nothing is not kept from ending. */
  #forget(id: number): void {
    this.#awaited.delete(id);
    if (this.#awaited.size === 0) this.#thread?.port.unref();
  }

  #start() {
    const { port1: port, port2 } = new MessageChannel();
    const bell = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(backgroundProgram, {
      eval: true,
      workerData: { port: port2, bell },
      transferList: [port2],
    });
    worker.unref();
    port.on('message', (answer: Answer) => this.#deliver(answer));
    port.unref();
    return { port, bell, worker };
  }
}
