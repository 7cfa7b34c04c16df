import type { RunEvent } from './run-event.ts';
import { Span } from './span.ts';

/** An event as subscribers get it. */
export type Emitted<Event extends RunEvent = RunEvent> = Event & {
  /** Milliseconds since the program began, as `performance.now()` has them. */
  readonly at: number;
  /** In which part of the run it happened. */
  readonly span: Span;
};

type Kind = RunEvent['kind'];
/** Hears events of some kinds, in their order. */
export type Subscriber<Heard extends Kind> = (event: Emitted<Extract<RunEvent, { kind: Heard }>>) => void;

/**
 * All that a run emits, in one order. Events are data: a subscriber that wants text makes it, and what nobody has subscribed
 * to costs a look into a table.
 */
export class EventStream {
  /** By kind, so that each gets what it has asked for and nothing else. */
  readonly #subscribers = new Map<Kind, readonly ((event: never) => void)[]>();
  #lastId = 0;

  /** Begins the outermost span, that of the whole run. */
  open(name = ''): Span {
    const nextId = (): number => ++this.#lastId;
    return new Span({ nextId, emit: (event, span) => this.#emit(event, span) }, 'run', name, undefined);
  }

  /** Calls `subscriber` with each event of these kinds, after those who subscribed earlier. Gives what ends that. */
  subscribe<Heard extends Kind>(kinds: readonly Heard[], subscriber: Subscriber<Heard>): () => void {
    for (const kind of kinds)
      this.#subscribers.set(kind, [...(this.#subscribers.get(kind) ?? []), subscriber]);
    return () => {
      for (const kind of kinds) {
        const left = (this.#subscribers.get(kind) ?? []).filter((other) => other !== subscriber);
        if (left.length > 0) this.#subscribers.set(kind, left);
        else this.#subscribers.delete(kind);
      }
    };
  }

  /** The only place that stamps events. */
  #emit(event: RunEvent, span: Span): void {
    const subscribers = this.#subscribers.get(event.kind);
    if (subscribers === undefined) return;
    const emitted: Emitted = { ...event, at: performance.now(), span };
    for (const subscriber of subscribers) subscriber(emitted as never);
  }
}
