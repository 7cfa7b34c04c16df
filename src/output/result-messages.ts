import type { Origin } from '../errors/origin.ts';
import type { ResultEvent } from '../events/run-event.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import type { Display } from './display.ts';
import { deprecationText } from './deprecation-text.ts';
import { errorText, noticeText } from './error-text.ts';

/** Warnings, deprecations and the error that came with a result: said before the result itself is shown. */
export class ResultMessages {
  readonly #display: Display;
  readonly #errorsToStderr: boolean;

  constructor(display: Display, options: { readonly errorsToStderr: boolean }) {
    this.#display = display;
    this.#errorsToStderr = options.errorsToStderr;
  }

  show(event: ResultEvent): void {
    const origins = event.result.get('_ansible_warning_origins');
    for (const warning of listed(event.result, 'warnings')) {
      const origin = origins instanceof Dict ? originOf(origins.get(warning)) : undefined;
      this.#display.warn(noticeText({ message: str(warning), origin, hint: undefined }));
    }
    for (const deprecation of listed(event.result, 'deprecations')) {
      this.#display.deprecate(deprecation instanceof Dict ? deprecationOf(deprecation) : str(deprecation));
    }
    // A loop's summary brings no error of its own: its items have said theirs.
    if (!event.error || Array.isArray(event.result.get('results'))) return;
    this.#display.error(errorText(event.error), this.#errorsToStderr);
  }
}

function originOf(place: Value | undefined): Origin | undefined {
  if (!(place instanceof Dict)) return undefined;
  return {
    file: str(place.get('file') ?? ''),
    line: Number(place.get('line')),
    column: Number(place.get('column')),
  };
}

function listed(result: Dict, name: string): readonly Value[] {
  const value = result.get(name);
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function deprecationOf(deprecation: Dict): string {
  const text = (name: string): string | undefined => {
    const value = deprecation.get(name);
    return value === undefined || value === null ? undefined : str(value);
  };
  const name = text('_ansible_plugin')?.split('.').at(-1);
  const message = deprecationText({
    message: text('msg') ?? '',
    collection: text('collection_name'),
    plugin: name === undefined ? undefined : `module '${name}'`,
    version: text('version'),
    date: text('date'),
  });
  return noticeText({ message, origin: undefined, hint: text('_ansible_help') });
}
