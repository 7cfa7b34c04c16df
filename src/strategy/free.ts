import pLimit from 'p-limit';
import { MitorunError } from '../errors/mitorun-error.ts';
import { collectionsOf } from '../executor/task-collections.ts';
import { TaskKeywords } from '../executor/task-keywords.ts';
import { isUnreachable } from '../executor/task-outcome.ts';
import { metaAction } from '../executor/task-view.ts';
import type { Task } from '../playbook/model.ts';
import { str } from '../python/repr.ts';
import type { Templar } from '../template/templar.ts';
import { processIncludes } from './included-files.ts';
import type { StrategyResult } from './linear.ts';
import { maxFailPercentage } from './max-fail-percentage.ts';
import { runMeta } from './meta-actions.ts';
import { hostsLeft, isConfirmed, templarFor, viewOf, type PlayRun } from './play-run.ts';
import { runOnceOf } from './run-once.ts';
import { Slots } from './slots.ts';
import { throttleOf } from './throttle.ts';
import { runHostTask } from './run-host-task.ts';

/**
 * The free strategy: every host goes through the play on its own, as fast as it can; `forks` limits how many tasks run
 * at once. host_pinned lets only so many hosts be under way at all, and a host keeps its place until it is done.
 */
export async function runFree(
  run: PlayRun,
  options: { readonly hostPinned: boolean },
): Promise<StrategyResult> {
  if ((await maxFailPercentage(run)) !== undefined) {
    const message =
      'Using max_fail_percentage with the free strategy is not supported, as tasks are executed independently on each host';
    run.emit({ kind: 'warning', message });
  }
  const { forks } = run.services.options;
  const hosts = new FreeHosts(run, new Slots(options.hostPinned ? undefined : forks));
  const pinned = pLimit(forks);
  let walking = hostsLeft(run);
  while (walking.length > 0) {
    await Promise.all(
      walking.map((host) => (options.hostPinned ? pinned(() => hosts.walk(host)) : hosts.walk(host))),
    );
    // `meta: clear_host_errors` of one host lets hosts that had stopped go on.
    walking = hostsLeft(run).filter((host) => hosts.mayGoOn(host));
  }
  if (hostsLeft(run).length === 0) run.emit({ kind: 'no-hosts-remaining' });
  return { breakPlay: false };
}

/** Hosts that walk through the play each for itself. */
class FreeHosts {
  readonly #run: PlayRun;
  readonly #slots: Slots;
  readonly #warned = new Set<string>();

  constructor(run: PlayRun, slots: Slots) {
    this.#run = run;
    this.#slots = slots;
  }

  async walk(host: string): Promise<void> {
    try {
      await this.#walk(host);
    } catch (error) {
      this.#run.isBroken = true;
      throw error;
    }
  }

  /** Whether a host has a task left that nothing keeps it from. */
  mayGoOn(host: string): boolean {
    return this.#isFree(host) && this.#run.iterator.peek(host).task !== undefined;
  }

  #isFree(host: string): boolean {
    const { services, isBroken, unreachable, gone } = this.#run;
    return !services.signal.aborted && !isBroken && !unreachable.has(host) && !gone.has(host);
  }

  async #walk(host: string): Promise<void> {
    const run = this.#run;
    while (this.#isFree(host)) {
      const { task, cursor } = run.iterator.peek(host);
      if (!task) return;
      run.iterator.advance(cursor);
      if (task.isHandler) run.handlers.clear(task, host);
      const templar = templarFor(run, host, task);
      const keywords = new TaskKeywords(task, templar, run.services.setting);
      await this.#refuseRunOnce(task, keywords, host);
      if (metaAction(task) === undefined) await this.#task(task, host, templar, keywords);
      else await runMeta(run, task, host);
    }
  }

  async #task(task: Task, host: string, templar: Templar, keywords: TaskKeywords): Promise<void> {
    const run = this.#run;
    if (!(await isConfirmed(run, task, host))) return;
    const view = await templar.inJob(() => viewOf(run, host, task));
    if (keywords.isTruthyAsWritten('any_errors_fatal')) {
      this.#warn(
        'Using any_errors_fatal with the free strategy is not supported, as tasks are executed independently on each host',
      );
    }
    const work = async (): Promise<void> => {
      while (run.debugger.open) await run.debugger.open;
      if (run.services.signal.aborted) return;
      // Every host runs it, and what becomes of it on each counts for all, as in Ansible.
      const runOnce = keywords.isTruthyAsWritten('run_once');
      const outcome = await run.span.within('task', view.name, (span) => {
        run.emit({ kind: task.isHandler ? 'handler-task-start' : 'task-start', task: view }, span);
        return runHostTask(run, { host, task, view, runOnce, span });
      });
      if (!outcome) return;
      if (!isUnreachable(outcome.result)) processIncludes(run, [outcome]);
    };
    const throttle = await templar.inJob(() => throttleOf(keywords, templar));
    await this.#slots.run(task, throttle, work);
  }

  async #refuseRunOnce(task: Task, keywords: TaskKeywords, host: string): Promise<void> {
    const action =
      typeof task.action === 'string'
        ? await this.#run.services.actions.find(task.action, collectionsOf(task))
        : undefined;
    if (action?.bypassHostLoop === true) {
      throw new MitorunError(
        'PLAYBOOK',
        `The '${str(task.action)}' module bypasses the host loop, which is currently not supported in the free strategy and would instead execute for every host in the inventory list.`,
        { origin: task.origin },
      );
    }
    const templar = templarFor(this.#run, host, task);
    if (!(await templar.inJob(() => runOnceOf(keywords, templar)))) return;
    this.#warn(
      'Using run_once with the free strategy is not currently supported. This task will still be executed for every host in the inventory list.',
    );
  }

  #warn(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#run.emit({ kind: 'warning', message });
  }
}
