import type {
  PlayView,
  ResultEvent,
  ResultStatus,
  RunEvent,
  RunStats,
  TaskView,
} from '../../events/run-event.ts';
import { Dict } from '../../python/dict.ts';
import { dumpJson } from '../../python/json/dump.ts';
import { sayWhetherHidden } from '../../events/internal-keys.ts';
import type { Callback } from '../callback.ts';
import { callbackResultWithKeys } from '../callback-result.ts';
import type { Display } from '../display.ts';

/** Options of `ansible.posix.json`. */
export interface JsonCallbackOptions {
  readonly showCustomStats: boolean;
  /** Spaces per level; 0 or less: all on one line. */
  readonly indent: number;
  readonly now: () => Date;
}

/** One task's entry in the document; under `free` there is one for each host. */
interface TaskEntry {
  readonly task: Dict;
  readonly duration: Dict;
  readonly hosts: Dict;
}

/** The `ansible.posix.json` callback: the whole run as one JSON document, written at its end. */
export class JsonCallback implements Callback {
  readonly #display: Display;
  readonly #options: JsonCallbackOptions;
  readonly #plays: Dict[] = [];
  #playDuration = new Dict();
  #tasks: Dict[] = [];
  #latest: TaskEntry | undefined;
  #isLockstep = true;
  /** Under `free`: the entry of a host's task that has begun. */
  readonly #begun = new Map<string, TaskEntry>();

  constructor(display: Display, options: JsonCallbackOptions) {
    this.#display = display;
    this.#options = options;
  }

  handle(event: RunEvent): void {
    switch (event.kind) {
      case 'play-start':
        return this.#beginPlay(event.play);
      case 'task-start':
      case 'handler-task-start':
        if (this.#isLockstep) this.#beginTask(event.task);
        return;
      case 'host-start':
        if (!this.#isLockstep) this.#begun.set(entryKey(event.host, event.task), this.#beginTask(event.task));
        return;
      case 'host-result':
        return this.#record(event, event.status);
      case 'stats':
        return this.#write(event.stats);
      default:
    }
  }

  #beginPlay(play: PlayView): void {
    this.#isLockstep = play.strategy === 'linear' || play.strategy === 'debug';
    this.#tasks = [];
    this.#playDuration = Dict.of({ start: this.#now() });
    const shown = Dict.of({
      name: play.name,
      id: play.uuid,
      path: pathOf(play),
      duration: this.#playDuration,
    });
    this.#plays.push(Dict.of({ play: shown, tasks: this.#tasks }));
  }

  #beginTask(task: TaskView): TaskEntry {
    const duration = Dict.of({ start: this.#now() });
    const shown = Dict.of({ name: task.name, id: task.uuid, path: pathOf(task), duration });
    const entry = { task: shown, duration, hosts: new Dict() };
    this.#tasks.push(Dict.of({ task: entry.task, hosts: entry.hosts }));
    this.#latest = entry;
    return entry;
  }

  #record(event: ResultEvent, status: ResultStatus): void {
    const key = entryKey(event.host, event.task);
    const entry = this.#begun.get(key) ?? this.#latest;
    if (!entry) return;
    const result = callbackResultWithKeys(event);
    markPublic(result, event.task);
    if (status === 'failed' || status === 'skipped') result.set(status, true);
    result.set('action', event.task.action);
    entry.hosts.set(event.host, result);
    const end = this.#now();
    entry.duration.set('end', end);
    this.#playDuration.set('end', end);
    this.#begun.delete(key);
  }

  #write(stats: RunStats): void {
    const summary = new Dict();
    for (const [host, counts] of stats.hosts) summary.set(host, Dict.of({ ...counts }));
    const custom = new Dict(this.#options.showCustomStats ? stats.custom : []);
    const global = custom.get('_run') ?? new Dict();
    custom.delete('_run');
    const document = Dict.of({
      plays: this.#plays,
      stats: summary,
      custom_stats: custom,
      global_custom_stats: global,
    });
    const { indent } = this.#options;
    this.#display.show(dumpJson(document, { sortKeys: true, ...(indent > 0 ? { indent } : {}) }));
  }

  /** Microseconds, as Python writes them. */
  #now(): string {
    return this.#options.now().toISOString().replace('Z', '000Z');
  }
}

/** Each result says whether `no_log` hides it: the items of a loop do, and the loop as a whole only where it is hidden. */
function markPublic(result: Dict, { isLoop }: TaskView): void {
  const items = isLoop ? result.get('results') : undefined;
  for (const one of items === undefined ? [result] : Array.isArray(items) ? items : [])
    if (one instanceof Dict) sayWhetherHidden(one);
}

function entryKey(host: string, task: TaskView): string {
  return `${task.uuid} ${host}`;
}

function pathOf({ origin }: PlayView | TaskView): string {
  return origin ? `${origin.file}:${origin.line}` : '';
}
