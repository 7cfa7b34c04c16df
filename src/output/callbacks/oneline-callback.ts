import type { ResultEvent, RunEvent } from '../../events/run-event.ts';
import type { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Callback } from '../callback.ts';
import { callbackResult, verbosityOf } from '../callback-result.ts';
import type { Display } from '../display.ts';
import { resultText, type ResultFormat } from '../result-text.ts';
import { isCommand } from '../task-kind.ts';
import { oneLine } from '../plain-text.ts';

const deprecation =
  'The oneline callback plugin is deprecated. This feature will be removed from ansible-core version 2.23.';

/** The `oneline` callback: `ansible -o`, one line for each host. */
export class OnelineCallback implements Callback {
  readonly #display: Display;
  readonly #format: ResultFormat;

  constructor(display: Display, format: ResultFormat) {
    this.#display = display;
    this.#format = format;
  }

  handle(event: RunEvent): void {
    if (event.kind === 'playbook-start') this.#display.deprecate(deprecation);
    if (event.kind === 'host-result') this.#result(event);
  }

  #result(event: ResultEvent): void {
    const { host, task } = event;
    const result = callbackResult(event);
    const changed = isTruthy(result.get('changed') ?? false);
    switch (event.status) {
      case 'failed':
        this.#failure(event, result);
        return this.#display.show(`${oneLine(host)} | FAILED! => ${this.#text(event, result)}`, {
          color: 'error',
        });
      case 'ok': {
        const word = changed ? 'CHANGED' : 'SUCCESS';
        const color = changed ? 'changed' : 'ok';
        if (isCommand(task) && !result.has('ansible_job_id'))
          this.#display.show(commandLine(host, result, word), { color });
        else this.#display.show(`${oneLine(host)} | ${word} => ${this.#text(event, result)}`, { color });
        return;
      }
      case 'skipped':
        return this.#display.show(`${oneLine(host)} | SKIPPED`, { color: 'skip' });
      case 'unreachable':
        return this.#display.show(`${oneLine(host)} | UNREACHABLE!: ${str(result.get('msg') ?? '')}`, {
          color: 'unreachable',
        });
    }
  }

  /** A failed command is told as any command, then again as the result of a failure: so does Ansible. */
  #failure({ host, task }: ResultEvent, result: Dict): void {
    const exception = result.get('exception');
    if (exception === undefined) return;
    if (isCommand(task) && !result.has('module_stderr')) {
      this.#display.show(commandLine(host, result, 'FAILED'), { color: 'error' });
      return;
    }
    const text = str(exception);
    const message =
      this.#display.verbosity < 3
        ? `An exception occurred during task execution. To see the full traceback, use -vvv. The error was: ${text.trim().split('\n').at(-1) ?? ''}`
        : `An exception occurred during task execution. The full traceback is:\n${text.replaceAll('\n', '')}`;
    this.#display.show(message, { color: 'error' });
  }

  /** One line, with the separators of a text over several. */
  #text(event: ResultEvent, shown: Dict): string {
    const { verboseAlways } = verbosityOf(event);
    return resultText(shown, this.#format, { indent: 0, verboseAlways }).replaceAll('\n', '');
  }
}

function commandLine(host: string, result: Dict, caption: string): string {
  const text = (name: string): string =>
    str(result.get(name) ?? '')
      .replaceAll('\n', '\\n')
      .replaceAll('\r', '\\r');
  const stderr = text('stderr');
  return `${oneLine(host)} | ${caption} | rc=${str(result.get('rc') ?? -1)} | (stdout) ${text('stdout')}${stderr === '' ? '' : ` (stderr) ${stderr}`}`;
}
