import { basename } from 'node:path';
import type { ResultEvent, RunEvent, RunStats, TaskView, ToldResult } from '../../events/run-event.ts';
import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Callback } from '../callback.ts';
import { callbackResult, verbosityOf } from '../callback-result.ts';
import { diffText } from '../diff-text.ts';
import type { Display } from '../display.ts';
import { hostLabel, itemLabel } from '../host-label.ts';
import { ResultNoticeWriter } from '../show-result-notices.ts';
import { debugResult, resultText, type ResultFormat } from '../result-text.ts';
import { isDebug, isInclude } from '../task-kind.ts';
import { asyncFinishedLine, asyncPollLine, retryLine } from './progress-lines.ts';
import { showCustomStats, showRecap } from './run-summary.ts';
import { TaskBanner } from './task-banner.ts';
import { oneLine } from '../plain-text.ts';

/** Options of the default callback, by Ansible's names of its documentation. */
export interface DefaultCallbackOptions {
  readonly displaySkippedHosts: boolean;
  readonly displayOkHosts: boolean;
  readonly displayFailedStderr: boolean;
  readonly showCustomStats: boolean;
  readonly showPerHostStart: boolean;
  readonly checkModeMarkers: boolean;
  readonly showTaskPathOnFailure: boolean;
  readonly displayArgsToStdout: boolean;
  /** `--check` */
  readonly checkMode: boolean;
  readonly diffContext: number;
  readonly format: ResultFormat;
}

/** The `default` stdout callback: what `ansible-playbook` prints, to the byte. */
export class DefaultCallback implements Callback {
  readonly #display: Display;
  readonly #options: DefaultCallbackOptions;
  readonly #banner: TaskBanner;
  readonly #messages: ResultNoticeWriter;

  constructor(display: Display, options: DefaultCallbackOptions) {
    this.#display = display;
    this.#options = options;
    this.#banner = new TaskBanner(display, {
      ...options,
      isUnfiltered: options.displaySkippedHosts && options.displayOkHosts,
    });
    this.#messages = new ResultNoticeWriter(display, { errorsToStderr: options.displayFailedStderr });
  }

  handle(event: RunEvent): void {
    switch (event.kind) {
      case 'playbook-start':
        return this.#playbookStart(event.path);
      case 'play-start':
        return this.#banner.playStart(event.play);
      case 'no-hosts-matched':
        return this.#display.show('skipping: no hosts matched', { color: 'skip' });
      case 'no-hosts-remaining':
        return this.#display.banner('NO MORE HOSTS LEFT');
      case 'task-start':
        return this.#banner.taskStart(event.task, 'TASK');
      case 'handler-task-start':
        return this.#banner.taskStart(event.task, 'RUNNING HANDLER');
      case 'cleanup-task-start':
        return this.#banner.taskStart(event.task, 'CLEANUP TASK');
      case 'host-start':
        return this.#hostStart(event.task, event.host);
      case 'included':
        return this.#included(event);
      case 'item-result':
        return this.#itemResult(event);
      case 'host-result':
        return this.#hostResult(event);
      case 'diff':
        return this.#diff(event);
      case 'retry':
        return this.#display.show(retryLine(event, this.#options.format), { color: 'debug' });
      case 'async-poll':
        return this.#display.show(asyncPollLine(event), { color: 'debug' });
      case 'async-ok':
      case 'async-failed':
        return this.#display.show(asyncFinishedLine(event), { color: 'debug' });
      case 'handler-notified':
        if (this.#display.verbosity > 1) {
          this.#display.show(`NOTIFIED HANDLER ${event.handler} for ${oneLine(event.host)}`, {
            color: 'verbose',
            screenOnly: true,
          });
        }
        return;
      case 'stats':
        return this.#stats(event.stats);
      default:
    }
  }

  #playbookStart(path: string): void {
    if (this.#display.verbosity > 1) this.#display.banner(`PLAYBOOK: ${basename(path)}`);
    this.#dryRun();
  }

  #dryRun(): void {
    if (this.#options.checkMode && this.#options.checkModeMarkers) this.#display.banner('DRY RUN');
  }

  #hostStart(task: TaskView, host: string): void {
    if (!this.#options.showPerHostStart) return;
    const word = this.#banner.isHandler(task) ? 'HANDLER' : 'TASK';
    this.#display.show(` [started ${word}: ${task.name} on ${oneLine(host)}]`, { color: 'ok' });
  }

  #included({ file, hosts, label }: Extract<RunEvent, { kind: 'included' }>): void {
    const item = label === undefined || !isTruthy(label) ? '' : ` => (item=${str(label)})`;
    this.#display.show(`included: ${file} for ${hosts.map(oneLine).join(', ')}${item}`, {
      color: 'included',
    });
  }

  #itemResult(event: ResultEvent): void {
    const { status, task } = event;
    const isFailure = status === 'failed' || status === 'unreachable';
    if (status === 'ok' && (isInclude(task) || !this.#showsOk(event))) return;
    if (status === 'skipped' && !this.#options.displaySkippedHosts) return;
    const result = callbackResult(event);
    this.#banner.require(task);
    this.#messages.show(event);
    const shown = isDebug(task) ? debugResult(result) : result;
    const item = `(item=${itemLabel({ ...event, result })})`;
    if (isFailure)
      return this.#showFailure(
        `failed: [${hostLabel(event)}] ${item} => ${this.#text(event, shown)}`,
        'error',
      );
    if (status === 'skipped') {
      return this.#display.show(
        `skipping: [${oneLine(event.host)}] => ${item} ${this.#verboseText(event, shown)}`,
        {
          color: 'skip',
        },
      );
    }
    const word = okWord(event);
    this.#display.show(`${word}: [${hostLabel(event)}] => ${item}${this.#verboseText(event, shown)}`, {
      color: word,
    });
  }

  #hostResult(event: ResultEvent): void {
    switch (event.status) {
      case 'ok':
        return this.#ok(event);
      case 'failed':
        return this.#failed(event);
      case 'skipped':
        return this.#skipped(event);
      case 'unreachable':
        return this.#unreachable(event);
    }
  }

  #ok(event: ResultEvent): void {
    const { task } = event;
    if (isInclude(task)) return this.#banner.require(task);
    if (!this.#showsOk(event)) return;
    this.#banner.require(task);
    this.#messages.show(event);
    const result = callbackResult(event);
    if (task.isLoop && result.has('results')) return;
    const word = okWord(event);
    const shown = isDebug(task) ? debugResult(result) : result;
    this.#display.show(`${word}: [${hostLabel(event)}]${this.#verboseText(event, shown)}`, { color: word });
  }

  #showsOk({ result }: ResultEvent): boolean {
    return this.#options.displayOkHosts || isTruthy(result.get('changed') ?? false);
  }

  #failed(event: ResultEvent): void {
    const { task } = event;
    this.#banner.require(task);
    this.#messages.show(event);
    const result = callbackResult(event);
    const shown = isDebug(task) ? debugResult(result) : result;
    // A loop's items have told of their failures, but for debug, whose results are gone from what is shown.
    if (!(task.isLoop && shown.has('results'))) {
      if (this.#display.verbosity < 2 && this.#options.showTaskPathOnFailure) this.#banner.taskPath(task);
      this.#showFailure(`fatal: [${hostLabel(event)}]: FAILED! => ${this.#text(event, shown)}`, 'error');
    }
    this.#ignoring(event);
  }

  #skipped(event: ResultEvent): void {
    if (!this.#options.displaySkippedHosts) return;
    const { task, host } = event;
    this.#banner.require(task);
    this.#messages.show(event);
    const result = callbackResult(event);
    const shown = isDebug(task) ? debugResult(result) : result;
    if (task.hasLoop) shown.delete('results');
    this.#display.show(`skipping: [${oneLine(host)}]${this.#verboseText(event, shown)}`, { color: 'skip' });
  }

  #unreachable(event: ResultEvent): void {
    this.#banner.require(event.task);
    this.#messages.show(event);
    this.#showFailure(
      `fatal: [${hostLabel(event)}]: UNREACHABLE! => ${this.#text(event, callbackResult(event))}`,
      'unreachable',
    );
    this.#ignoring(event);
  }

  #showFailure(text: string, color: 'error' | 'unreachable'): void {
    this.#display.show(text, { color, stderr: this.#options.displayFailedStderr });
  }

  #ignoring({ ignored }: ResultEvent): void {
    if (ignored) this.#display.show('...ignoring', { color: 'skip' });
  }

  #diff(event: ToldResult): void {
    const { task } = event;
    const result = callbackResult(event);
    const results = result.get('results');
    const parts = task.isLoop && Array.isArray(results) ? results : [result];
    for (const part of parts) {
      if (
        !(part instanceof Dict) ||
        !isTruthy(part.get('diff') ?? false) ||
        !isTruthy(part.get('changed') ?? false)
      )
        continue;
      const { diffContext: context, format } = this.#options;
      const text = diffText(part.get('diff') ?? null, { context, display: this.#display, format });
      if (text === '') continue;
      this.#banner.require(task);
      this.#display.show(text);
    }
  }

  #stats(stats: RunStats): void {
    showRecap(this.#display, stats);
    if (stats.custom.size > 0 && this.#options.showCustomStats)
      showCustomStats(this.#display, stats, this.#options.format);
    this.#dryRun();
  }

  #verboseText(event: ResultEvent, shown: Dict): string {
    const { verboseAlways = false, verboseOverride = false } = verbosityOf(event);
    const wanted = this.#display.verbosity > 0 || verboseAlways;
    return wanted && !verboseOverride ? ` => ${this.#text(event, shown)}` : '';
  }

  #text(event: ResultEvent, shown: Dict): string {
    const { verboseAlways } = verbosityOf(event);
    return resultText(shown, this.#options.format, { verboseAlways });
  }
}

function okWord({ result }: ResultEvent): 'ok' | 'changed' {
  return isTruthy(result.get('changed') ?? false) ? 'changed' : 'ok';
}
