import type { ResultDeprecation } from '../events/remarks.ts';
import type { ResultEvent } from '../events/run-event.ts';
import type { Display } from './display.ts';
import { deprecationText } from './deprecation-text.ts';
import { errorText, noticeText } from './error-text.ts';

/** Warnings, deprecations and the error that came with a result: said before the result itself is shown. */
export class ResultNoticeWriter {
  readonly #display: Display;
  readonly #errorsToStderr: boolean;

  constructor(display: Display, options: { readonly errorsToStderr: boolean }) {
    this.#display = display;
    this.#errorsToStderr = options.errorsToStderr;
  }

  show(event: ResultEvent): void {
    const { warnings, deprecations } = event.remarks;
    for (const { message, origin, help } of warnings)
      this.#display.warn(noticeText({ message, origin, hint: help }));
    for (const deprecation of deprecations)
      if (!deprecation.shownBefore) this.#display.deprecate(deprecationNotice(deprecation));
    // A loop's summary brings no error of its own: its items have said theirs.
    if (!event.error || Array.isArray(event.result.get('results'))) return;
    this.#display.error(errorText(event.error), this.#errorsToStderr);
  }
}

/** A module comes as its full name, another plug-in in words. */
function pluginText(plugin: string): string {
  return plugin.includes(' ') ? plugin : `module '${plugin.split('.').at(-1) ?? ''}'`;
}

function deprecationNotice({ help, plugin, ...deprecation }: ResultDeprecation): string {
  const message = deprecationText({ ...deprecation, plugin: plugin && pluginText(plugin) });
  return noticeText({ message, origin: undefined, hint: help });
}
