import type { RunEvent } from './run-event.ts';

/** From the outside in: each is within one of those before it. */
export type SpanKind = 'run' | 'play' | 'task' | 'host' | 'item' | 'try' | 'request';

/** Where the events of a span go, and the numbers of new ones come from. */
export interface SpanSource {
  readonly nextId: () => number;
  readonly emit: (event: RunEvent, span: Span) => void;
}

/**
 * A part of a run that begins and ends. Whoever does something opens one within its own, gives it to those who work for it,
 * and closes it; what happens meanwhile is emitted in it. So each event says for whom it happened, though many share a connection.
 */
export class Span {
  readonly id: number;
  readonly kind: SpanKind;
  /** The play's or task's name, the host, the number of the item or the try (from 1), the request's kind. */
  readonly name: string;
  readonly parent: Span | undefined;
  readonly #source: SpanSource;
  #isClosed = false;

  constructor(source: SpanSource, kind: SpanKind, name: string, parent: Span | undefined) {
    this.id = source.nextId();
    this.kind = kind;
    this.name = name;
    this.parent = parent;
    this.#source = source;
    this.emit({ kind: 'span-start' });
  }

  /** A new span within this one, which begins now. */
  open(kind: SpanKind, name: string): Span {
    return new Span(this.#source, kind, name, this);
  }

  /** Runs work in a new span within this one, which ends with it. */
  async within<Result>(kind: SpanKind, name: string, work: (span: Span) => Promise<Result>): Promise<Result> {
    const span = this.open(kind, name);
    try {
      return await work(span);
    } finally {
      span.close();
    }
  }

  emit(event: RunEvent): void {
    this.#source.emit(event, this);
  }

  /** It ends now; once. What comes late for it is emitted in it all the same. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.emit({ kind: 'span-end' });
  }
}
