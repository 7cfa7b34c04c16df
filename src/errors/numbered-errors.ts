import { isSamePlace, type Origin } from './origin.ts';

/**
 * Errors in parts of one text or value that is shown nevertheless: a numbered mark stands in place of each, and one warning
 * tells those of one place that follow each other, as ansible-core 2.19 does.
 */
export class NumberedErrors {
  readonly #groups: { readonly origin: Origin | undefined; readonly lines: string[] }[] = [];
  #count = 0;

  /** What is shown in its place. */
  mark(message: string, origin: Origin | undefined): string {
    this.#count += 1;
    const line = `error ${this.#count} - ${message}`;
    const last = this.#groups.at(-1);
    if (last && isSamePlace(last.origin, origin)) last.lines.push(line);
    else this.#groups.push({ origin, lines: [line] });
    return `<< ${line} >>`;
  }

  tell(warn: (message: string, origin: Origin | undefined) => void): void {
    for (const { origin, lines } of this.#groups) {
      const plural = lines.length > 1 ? 's' : '';
      warn(`Encountered ${lines.length} template error${plural}.\n${lines.join('\n')}`, origin);
    }
  }
}
