import type { RunEvent } from './run-event.ts';
import type { Span } from './span.ts';

/** Emits an event in this span; without one, in that which the sink is for. */
export type EventSink = (event: RunEvent, span?: Span) => void;
