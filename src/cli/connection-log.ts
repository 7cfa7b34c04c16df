import type { BrokerEvent } from '../broker/agent/tree-options.ts';
import type { EventSink } from '../events/run-event.ts';

/** What the broker does, as messages that -vvv (connections) and -vvvv (all of it) show. */
export function connectionLog(emit: EventSink): (event: BrokerEvent) => void {
  return (event) => {
    const { kind, ...details } = event;
    const text = Object.entries(details)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(' ');
    emit({ kind: 'message', text: `${kind} ${text}`, verbosity: kind === 'connected' ? 3 : 4 });
  };
}
