import type { ResultEvent } from '../events/run-event.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Display } from './display.ts';
import { errorText } from './error-text.ts';

/** Warnings, deprecations and the error that came with a result, before the result itself is shown. */
export function showMessages(display: Display, event: ResultEvent, errorsToStderr: boolean): void {
  if (event.result.get('_ansible_no_log') === true && event.task.noLog) {
    showError(display, event, errorsToStderr, true);
    return;
  }
  const warnings = event.result.get('warnings');
  if (Array.isArray(warnings)) for (const warning of warnings) display.warn(str(warning));
  const deprecations = event.result.get('deprecations');
  if (Array.isArray(deprecations)) for (const deprecation of deprecations) display.deprecate(deprecationText(deprecation));
  showError(display, event, errorsToStderr, false);
}

function showError(display: Display, event: ResultEvent, stderr: boolean, isSecret: boolean): void {
  if (!event.error || isSecret) return;
  display.show(`[ERROR]: ${errorText(event.error)}`, { color: 'error', stderr });
}

function deprecationText(deprecation: unknown): string {
  if (!(deprecation instanceof Dict)) return String(deprecation);
  const message = str(deprecation.get('msg') ?? '');
  const version = deprecation.get('version');
  const when = version === undefined || version === null ? 'in a future release' : `in version ${str(version)}`;
  return `${/[.!?]$/.test(message) ? message : `${message}.`} This feature will be removed ${when}.`;
}
