import type { RunEvent } from '../events/run-event.ts';
import type { Display } from './display.ts';

/** Warnings, deprecations and free text: the same under every callback. */
export function messageSink(display: Display): (event: RunEvent) => void {
  return (event) => {
    if (event.kind === 'warning') display.warn(event.message);
    else if (event.kind === 'deprecation') display.deprecate(event.message);
    else if (event.kind === 'message') {
      if (event.verbosity > 0) display.verbose(event.text, event.verbosity, event.host);
      else display.show(event.text, { stderr: event.toStderr ?? false });
    }
  };
}
