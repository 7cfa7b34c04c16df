import type { RunEvent } from '../events/run-event.ts';

/** A subscriber of a run's events: what Ansible calls a callback plugin. */
export interface Callback {
  handle(event: RunEvent): void;
}
