import type { ResultEvent, RunEvent } from '../../events/run-event.ts';
import type { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Value } from '../../python/value.ts';
import type { Callback } from '../callback.ts';
import { callbackResult, verbosityOf } from '../callback-result.ts';
import { diffText } from '../diff-text.ts';
import type { Display } from '../display.ts';
import { ResultNoticeWriter } from '../show-result-notices.ts';
import { debugResult, resultText, type ResultFormat } from '../result-text.ts';
import { isCommand, isDebug } from '../task-kind.ts';
import { oneLine } from '../plain-text.ts';

/** The `minimal` callback, which `ansible` uses: one block of text for each host. */
export class MinimalCallback implements Callback {
  readonly #display: Display;
  readonly #format: ResultFormat;
  readonly #diffContext: number;
  readonly #messages: ResultNoticeWriter;

  constructor(display: Display, format: ResultFormat, diffContext: number) {
    this.#display = display;
    this.#format = format;
    this.#diffContext = diffContext;
    this.#messages = new ResultNoticeWriter(display, { errorsToStderr: false });
  }

  handle(event: RunEvent): void {
    if (event.kind === 'host-result') this.#result(event);
    else if (event.kind === 'diff') this.#diff(event.result.get('diff'));
  }

  #result(event: ResultEvent): void {
    this.#messages.show(event);
    const { host, task } = event;
    const result = callbackResult(event);
    const changed = isTruthy(result.get('changed') ?? false);
    switch (event.status) {
      case 'failed':
        if (isCommand(task) && !result.has('module_stderr'))
          this.#display.show(commandText(host, result, 'FAILED'), { color: 'error' });
        else
          this.#display.show(`${oneLine(host)} | FAILED! => ${this.#text(event, result)}`, {
            color: 'error',
          });
        return;
      case 'ok': {
        const word = changed ? 'CHANGED' : 'SUCCESS';
        const color = changed ? 'changed' : 'ok';
        const shown = isDebug(task) ? debugResult(result) : result;
        if (isCommand(task) && !result.has('ansible_job_id'))
          this.#display.show(commandText(host, shown, word), { color });
        else this.#display.show(`${oneLine(host)} | ${word} => ${this.#text(event, shown)}`, { color });
        return;
      }
      case 'skipped':
        return this.#display.show(`${oneLine(host)} | SKIPPED`, { color: 'skip' });
      case 'unreachable':
        return this.#display.show(`${oneLine(host)} | UNREACHABLE! => ${this.#text(event, result)}`, {
          color: 'unreachable',
        });
    }
  }

  #diff(diff: Value | undefined): void {
    if (diff === undefined || !isTruthy(diff)) return;
    this.#display.show(
      diffText(diff, { context: this.#diffContext, display: this.#display, format: this.#format }),
    );
  }

  #text(event: ResultEvent, shown: Dict): string {
    const { verboseAlways } = verbosityOf(event);
    return resultText(shown, this.#format, { indent: 4, verboseAlways });
  }
}

function commandText(host: string, result: Dict, caption: string): string {
  const part = (name: string): string => str(result.get(name) ?? '');
  return `${oneLine(host)} | ${caption} | rc=${str(result.get('rc') ?? -1)} >>\n${part('stdout')}${part('stderr')}${part('msg')}\n`;
}
