import { makeVisible } from '../broker/agent/protocol-violation.ts';
import type { EventSink } from '../events/event-sink.ts';
import type { EventStream, Subscriber } from '../events/event-stream.ts';

/** Of what the messages tell: of connections with -vvv, of all that goes to a target with -vvvv. */
const onConnections = ['connected'] as const;
const onFrames = ['request', 'frame', 'output', 'lost'] as const;
type Logged = (typeof onConnections)[number] | (typeof onFrames)[number];

/**
 * Emits messages of what the broker does, as far as somebody reads them.
 * @param verbosity up to which messages are shown or kept
 */
export function logConnections(events: EventStream, emit: EventSink, verbosity: number): void {
  const logAt =
    (level: number): Subscriber<Logged> =>
    (event) =>
      emit({ kind: 'message', text: connectionText(event), verbosity: level });
  if (verbosity >= 3) events.subscribe(onConnections, logAt(3));
  if (verbosity >= 4) events.subscribe(onFrames, logAt(4));
}

function connectionText(event: Parameters<Subscriber<Logged>>[0]): string {
  const { where } = event;
  switch (event.kind) {
    case 'connected':
      return `connected where=${where} python=${event.python} milliseconds=${event.milliseconds}`;
    case 'request':
      return `request where=${where} request=${event.request} bytes=${event.bytes}`;
    case 'frame':
      return `request where=${where} request=${event.frame} bytes=${event.bytes}`;
    case 'output':
      return `output where=${where} text=${makeVisible(event.text)}`;
    case 'lost':
      return `lost where=${where} reason=${event.reason}`;
  }
}
