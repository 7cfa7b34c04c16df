import { basename } from 'node:path';
import type { PlayView, ResultEvent, RunEvent, RunStats, TaskView } from '../events/run-event.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import { diffText } from './diff-text.ts';
import type { Display } from './display.ts';
import { showMessages } from './result-messages.ts';
import { callbackResult, debugResult, resultText } from './result-text.ts';
import { recapLine } from './recap.ts';

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
  readonly checkMode: boolean;
  readonly diffContext: number;
  readonly resultFormat: 'json' | 'yaml';
  readonly prettyResults: boolean | undefined;
}

/** The `default` stdout callback: what `ansible-playbook` prints, to the byte. */
export class DefaultCallback {
  readonly #display: Display;
  readonly #options: DefaultCallbackOptions;
  #play: PlayView | undefined;
  /** The task whose banner stands above: under `free` it is printed again when another task's result came between. */
  #bannerOf: string | undefined;
  readonly #titles = new Map<string, string>();

  constructor(display: Display, options: DefaultCallbackOptions) {
    this.#display = display;
    this.#options = options;
  }

  handle(event: RunEvent): void {
    switch (event.kind) {
      case 'playbook-start':
        return this.#playbookStart(event.path);
      case 'play-start':
        return this.#playStart(event.play);
      case 'no-hosts-matched':
        return this.#display.show('skipping: no hosts matched', { color: 'skip' });
      case 'no-hosts-remaining':
        return this.#display.banner('NO MORE HOSTS LEFT');
      case 'task-start':
        return this.#taskStart(event.task, 'TASK');
      case 'handler-task-start':
        return this.#taskStart(event.task, 'RUNNING HANDLER');
      case 'cleanup-task-start':
        return this.#taskStart(event.task, 'CLEANUP TASK');
      case 'host-start':
        if (this.#options.showPerHostStart) this.#display.show(` [started TASK: ${event.task.name} on ${event.host}]`, { color: 'ok' });
        return;
      case 'included':
        return this.#included(event);
      case 'item-result':
        return this.#itemResult(event);
      case 'host-result':
        return this.#hostResult(event);
      case 'diff':
        return this.#diff(event.task, event.result);
      case 'retry':
        return this.#retry(event.task, event.host, event.result);
      case 'async-poll':
        return this.#asyncPoll(event.host, event.result);
      case 'async-ok':
        return this.#display.show(`ASYNC OK on ${event.host}: jid=${jobId(event.result)}`, { color: 'debug' });
      case 'async-failed':
        return this.#display.show(`ASYNC FAILED on ${event.host}: jid=${jobId(event.result)}`, { color: 'debug' });
      case 'handler-notified':
        if (this.#display.verbosity > 1) {
          this.#display.show(`NOTIFIED HANDLER ${event.handler} for ${event.host}`, { color: 'verbose', screenOnly: true });
        }
        return;
      case 'stats':
        return this.#stats(event.stats);
      default:
    }
  }

  #playbookStart(path: string): void {
    if (this.#display.verbosity > 1) this.#display.banner(`PLAYBOOK: ${basename(path)}`);
    if (this.#options.checkMode && this.#options.checkModeMarkers) this.#display.banner('DRY RUN');
  }

  #playStart(play: PlayView): void {
    this.#play = play;
    const name = play.name.trim();
    const marker = play.checkMode && this.#options.checkModeMarkers ? ' [CHECK MODE]' : '';
    this.#display.banner(name === '' ? `PLAY${marker}` : `PLAY [${name}]${marker}`);
  }

  #taskStart(task: TaskView, prefix: string): void {
    this.#titles.set(task.uuid, prefix);
    if (!this.#isFree && this.#options.displaySkippedHosts && this.#options.displayOkHosts) this.#banner(task);
  }

  get #isFree(): boolean {
    return /(^|[._])(free|host_pinned)$/.test(this.#play?.strategy ?? '');
  }

  #needBanner(task: TaskView): void {
    if (this.#bannerOf !== task.uuid) this.#banner(task);
  }

  #banner(task: TaskView): void {
    const prefix = this.#titles.get(task.uuid) ?? 'TASK';
    const marker = task.checkMode && this.#options.checkModeMarkers ? ' [CHECK MODE]' : '';
    this.#display.banner(`${prefix} [${task.name.trim()}${this.#arguments(task)}]${marker}`);
    if (this.#display.verbosity >= 2) this.#taskPath(task);
    this.#bannerOf = task.uuid;
  }

  #arguments(task: TaskView): string {
    if (!this.#options.displayArgsToStdout || !(task.args instanceof Dict)) return '';
    return ` ${[...task.args].map(([name, value]) => `${str(name)}=${str(value)}`).join(', ')}`;
  }

  #taskPath(task: TaskView): void {
    if (task.origin) this.#display.show(`task path: ${task.origin.file}:${task.origin.line}`, { color: 'debug' });
  }

  #included({ file, hosts, label }: Extract<RunEvent, { kind: 'included' }>): void {
    const item = label === undefined || !isTruthy(label) ? '' : ` => (item=${str(label)})`;
    this.#display.show(`included: ${file} for ${hosts.join(', ')}${item}`, { color: 'included' });
  }

  #itemResult(event: ResultEvent): void {
    const { status, task, host } = event;
    if (isInclude(task)) {
      if (status !== 'failed' && status !== 'unreachable' && status !== 'skipped') return;
    }
    const result = callbackResult(event.result, isDebug(task));
    const changed = isTruthy(result.get('changed') ?? false);
    if (status === 'skipped' && !this.#options.displaySkippedHosts) return;
    if (status === 'ok' && !changed && !this.#options.displayOkHosts) return;
    this.#needBanner(task);
    showMessages(this.#display, event, this.#options.displayFailedStderr);
    const label = itemLabel(result);
    if (status === 'failed' || status === 'unreachable') {
      const text = this.#resultText(isDebug(task) ? debugResult(result) : result);
      this.#display.show(`failed: [${hostLabel(host, result)}] (item=${label}) => ${text}`, {
        color: 'error',
        stderr: this.#options.displayFailedStderr,
      });
      return;
    }
    const word = status === 'skipped' ? 'skipping' : changed ? 'changed' : 'ok';
    const shown = isDebug(task) ? debugResult(result) : result;
    const name = status === 'skipped' ? host : hostLabel(host, result);
    const text = `${word}: [${name}] => (item=${label})${status === 'skipped' ? ' ' : ''}${this.#verboseResult(shown)}`;
    this.#display.show(text, { color: status === 'skipped' ? 'skip' : word });
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
    const { task, host } = event;
    const result = callbackResult(event.result, isDebug(task));
    const changed = isTruthy(result.get('changed') ?? false);
    if (isInclude(task)) return this.#needBanner(task);
    if (!changed && !this.#options.displayOkHosts) return;
    this.#needBanner(task);
    showMessages(this.#display, event, this.#options.displayFailedStderr);
    if (task.isLoop && result.has('results')) return;
    const word = changed ? 'changed' : 'ok';
    const shown = isDebug(task) ? debugResult(result) : result;
    this.#display.show(`${word}: [${hostLabel(host, result)}]${this.#verboseResult(shown)}`, { color: word });
  }

  #failed(event: ResultEvent): void {
    const { task, host, ignored } = event;
    const result = callbackResult(event.result, isDebug(task));
    this.#needBanner(task);
    const isLoop = task.isLoop && result.has('results');
    if (!isLoop) showMessages(this.#display, event, this.#options.displayFailedStderr);
    if (!isLoop) {
      if (this.#display.verbosity < 2 && this.#options.showTaskPathOnFailure) this.#taskPath(task);
      const text = this.#resultText(isDebug(task) ? debugResult(result) : result);
      this.#display.show(`fatal: [${hostLabel(host, result)}]: FAILED! => ${text}`, {
        color: 'error',
        stderr: this.#options.displayFailedStderr,
      });
    }
    if (ignored) this.#display.show('...ignoring', { color: 'skip' });
  }

  #skipped(event: ResultEvent): void {
    if (!this.#options.displaySkippedHosts) return;
    const { task, host } = event;
    const result = callbackResult(event.result, isDebug(task));
    this.#needBanner(task);
    showMessages(this.#display, event, this.#options.displayFailedStderr);
    const shown = isDebug(task) ? debugResult(result) : result;
    if (task.isLoop) shown.delete('results');
    this.#display.show(`skipping: [${host}]${this.#verboseResult(shown)}`, { color: 'skip' });
  }

  #unreachable(event: ResultEvent): void {
    const { task, host, ignored } = event;
    const result = callbackResult(event.result, isDebug(task));
    this.#needBanner(task);
    showMessages(this.#display, event, this.#options.displayFailedStderr);
    this.#display.show(`fatal: [${hostLabel(host, result)}]: UNREACHABLE! => ${this.#resultText(result)}`, {
      color: 'unreachable',
      stderr: this.#options.displayFailedStderr,
    });
    if (ignored) this.#display.show('...ignoring', { color: 'skip' });
  }

  #retry(task: TaskView, host: string, raw: Dict): void {
    const result = callbackResult(raw, isDebug(task));
    const left = Number(raw.get('retries')) - Number(raw.get('attempts'));
    const verbose = this.#display.verbosity >= 2 ? `Result was: ${this.#resultText(result)}` : '';
    this.#display.show(`FAILED - RETRYING: [${hostLabel(host, result)}]: ${task.name} (${left} retries left).${verbose}`, { color: 'debug' });
  }

  #asyncPoll(host: string, result: Dict): void {
    const value = (name: string): string => str(result.get(name) ?? null);
    this.#display.show(
      `ASYNC POLL on ${host}: jid=${value('ansible_job_id')} started=${value('started')} finished=${value('finished')}`,
      { color: 'debug' },
    );
  }

  #diff(task: TaskView, raw: Dict): void {
    const result = callbackResult(raw, false);
    const results = result.get('results');
    const changed = (task.isLoop && Array.isArray(results) ? results : [result]).filter(
      (part): part is Dict => part instanceof Dict && isTruthy(part.get('diff') ?? false) && isTruthy(part.get('changed') ?? false),
    );
    for (const part of changed) {
      const text = diffText(part.get('diff') ?? null, { context: this.#options.diffContext, display: this.#display });
      if (text === '') continue;
      this.#needBanner(task);
      this.#display.show(text);
    }
  }

  #stats(stats: RunStats): void {
    this.#display.banner('PLAY RECAP');
    for (const [host, counts] of [...stats.hosts].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      this.#display.show(recapLine(host, counts, this.#display.settings));
    }
    this.#display.show('', { screenOnly: true });
    if (stats.custom.size > 0 && this.#options.showCustomStats) this.#customStats(stats);
    if (this.#options.checkMode && this.#options.checkModeMarkers) this.#display.banner('DRY RUN');
  }

  #customStats(stats: RunStats): void {
    const text = (data: Dict): string => resultText(data, { verbosity: 0, indent: 1 }).replaceAll('\n', '');
    this.#display.banner('CUSTOM STATS: ');
    for (const [owner, data] of [...stats.custom].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      if (owner !== '_run') this.#display.show(`\t${owner}: ${text(data)}`);
    }
    const run = stats.custom.get('_run');
    if (run) {
      this.#display.show('', { screenOnly: true });
      this.#display.show(`\tRUN: ${text(run)}`);
    }
    this.#display.show('', { screenOnly: true });
  }

  #verboseResult(result: Dict): string {
    const wanted =
      (this.#display.verbosity > 0 || result.get('_ansible_verbose_always') === true) && result.get('_ansible_verbose_override') !== true;
    return wanted ? ` => ${this.#resultText(result)}` : '';
  }

  #resultText(result: Dict): string {
    return resultText(result, { verbosity: this.#display.verbosity });
  }
}

function isDebug(task: TaskView): boolean {
  return /^(ansible\.(builtin|legacy)\.)?debug$/.test(task.action);
}
function isInclude(task: TaskView): boolean {
  return /^(ansible\.(builtin|legacy)\.)?include_(tasks|role)$/.test(task.action);
}

/** `host -> delegate(address)` where the task is delegated. */
export function hostLabel(host: string, result: Dict): string {
  const delegated = result.get('_ansible_delegated_vars');
  const delegate = delegated instanceof Dict ? delegated.get('ansible_delegated_host') : undefined;
  if (!(delegated instanceof Dict) || delegate === undefined) return host;
  const address = delegated.get('ansible_host');
  const shown = address === undefined || address === null || address === delegate ? str(delegate) : `${str(delegate)}(${str(address)})`;
  return `${host} -> ${shown}`;
}

function itemLabel(result: Dict): string {
  if (result.get('_ansible_no_log') === true) return '(censored due to no_log)';
  return str(result.get('_ansible_item_label') ?? result.get('item') ?? null);
}

function jobId(result: Dict): string {
  const direct = result.get('ansible_job_id');
  if (direct !== undefined) return str(direct);
  const nested = result.get('async_result');
  return str((nested instanceof Dict ? nested.get('ansible_job_id') : undefined) ?? null);
}
