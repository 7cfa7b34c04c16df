import { shortName } from '../../parsing/builtin-name.ts';
import type { PlayView, TaskView } from '../../events/run-event.ts';
import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import type { Display } from '../display.ts';

/** Options of the default callback that banners look at. */
export interface BannerOptions {
  readonly checkModeMarkers: boolean;
  readonly displayArgsToStdout: boolean;
  /** Results are shown one and all, so a banner needs not wait for one. */
  readonly isUnfiltered: boolean;
}

type Prefix = 'TASK' | 'RUNNING HANDLER' | 'CLEANUP TASK';

/** Titles of plays and tasks: at the start of a task, or before the first result that is shown under it. */
export class TaskBanner {
  readonly #display: Display;
  readonly #options: BannerOptions;
  readonly #prefixes = new Map<string, Prefix>();
  /** The task whose banner stands above: under `free` it is printed again when another task's result came between. */
  #shownFor: string | undefined;
  #isFree = false;

  constructor(display: Display, options: BannerOptions) {
    this.#display = display;
    this.#options = options;
  }

  playStart(play: PlayView): void {
    this.#isFree = ['free', 'host_pinned'].includes(shortName(play.strategy));
    const name = play.name.trim();
    this.#display.banner(`PLAY${name === '' ? '' : ` [${name}]`}${this.#marker(play)}`);
  }

  taskStart(task: TaskView, prefix: Prefix): void {
    this.#prefixes.set(task.uuid, prefix);
    if (!this.#isFree && this.#options.isUnfiltered) this.#show(task);
  }

  /** Before a result of this task is shown. */
  require(task: TaskView): void {
    if (this.#shownFor !== task.uuid) this.#show(task);
  }

  isHandler(task: TaskView): boolean {
    return this.#prefixes.get(task.uuid) === 'RUNNING HANDLER';
  }

  taskPath(task: TaskView): void {
    if (task.origin)
      this.#display.show(`task path: ${task.origin.file}:${task.origin.line}`, { color: 'debug' });
  }

  #show(task: TaskView): void {
    const prefix = this.#prefixes.get(task.uuid) ?? 'TASK';
    this.#display.banner(`${prefix} [${task.name.trim()}${this.#arguments(task)}]${this.#marker(task)}`);
    if (this.#display.verbosity >= 2) this.taskPath(task);
    this.#shownFor = task.uuid;
  }

  #marker({ checkMode }: { readonly checkMode: boolean }): string {
    return checkMode && this.#options.checkModeMarkers ? ' [CHECK MODE]' : '';
  }

  #arguments(task: TaskView): string {
    if (!this.#options.displayArgsToStdout || !(task.args instanceof Dict)) return '';
    return ` ${[...task.args].map(([name, value]) => `${str(name)}=${str(value)}`).join(', ')}`;
  }
}
