import type { RunEvent } from '../events/run-event.ts';
import { deprecationText } from './deprecation-text.ts';
import type { Display } from './display.ts';
import { errorText, noticeText } from './error-text.ts';

/** Warnings, deprecations and free text: the same under every callback. */
export function showNotices(display: Display): (event: RunEvent) => void {
  return (event) => {
    if (event.kind === 'warning')
      display.warn(
        event.report
          ? errorText(event.report)
          : noticeText({ message: event.message, origin: event.origin, hint: event.help }),
      );
    else if (event.kind === 'error') display.error(errorText(event.report), true);
    else if (event.kind === 'deprecation') display.deprecate(deprecationNotice(event));
    else if (event.kind === 'message') {
      if (event.style) display.showStyled(event.text, event.style);
      else if (event.verbosity > 0) display.verbose(event.text, event.verbosity, event.host);
      else display.show(event.text, { stderr: event.toStderr ?? false });
    }
  };
}

function deprecationNotice(event: Extract<RunEvent, { kind: 'deprecation' }>): string {
  const { version, origin, help, plugin, date } = event;
  const collection = event.collection === null ? undefined : (event.collection ?? 'ansible.builtin');
  const message = deprecationText({
    message: event.message,
    collection,
    plugin,
    version,
    date,
  });
  return noticeText({ message, origin, hint: help });
}
