import { collectionsOf } from '../executor/task-collections.ts';
import { TaskKeywords } from '../executor/task-keywords.ts';
import { countsAsFailed, isUnreachable, type TaskOutcome } from '../executor/task-outcome.ts';
import { metaAction } from '../executor/task-view.ts';
import type { Task } from '../playbook/model.ts';
import { str } from '../python/repr.ts';
import { processIncludes } from './included-files.ts';
import { maxFailPercentage } from './max-fail-percentage.ts';
import { runMeta, runsOncePerBatch } from './meta-actions.ts';
import { hostsLeft, isConfirmed, templarFor, viewOf, type PlayRun } from './play-run.ts';
import { failHost } from './batch-hosts.ts';
import { runOnceOf } from './run-once.ts';
import { Slots } from './slots.ts';
import { throttleOf } from './throttle.ts';
import { runHostTask } from './run-host-task.ts';

/** What a strategy says of the batch when it is done. */
export interface StrategyResult {
  /** `max_fail_percentage` was passed: the rest of the play does not run. */
  readonly breakPlay: boolean;
}

/**
 * The linear strategy: all hosts take the same task, and the next one begins when the last of them is done (Ansible's
 * docs, "Controlling playbook execution"). Hosts that are elsewhere, in a rescue say, wait for their turn.
 */
export async function runLinear(run: PlayRun): Promise<StrategyResult> {
  let breakPlay = false;
  while (!run.services.signal.aborted) {
    const hosts = hostsLeft(run);
    const step = nextStep(run, hosts);
    if (!step) break;
    const round =
      metaAction(step.task) === undefined ? await taskRound(run, step) : await metaRound(run, step);
    if (!round) continue;
    processIncludes(run, round.outcomes);
    const failedNow = round.outcomes.filter(({ result }) => countsAsFailed(result)).map(({ host }) => host);
    const unreachableNow = round.outcomes.some(({ result }) => isUnreachable(result));
    if (round.anyErrorsFatal && (failedNow.length > 0 || unreachableNow)) failOthers(run, hosts, failedNow);
    if (round.outcomes.length > 0 && (await tooManyFailed(run))) {
      failOthers(run, hosts, failedNow);
      run.emit({ kind: 'no-hosts-remaining' });
      breakPlay = true;
    }
    if (breakPlay && run.failed.size >= hosts.length) {
      run.emit({ kind: 'no-hosts-remaining' });
      break;
    }
  }
  return { breakPlay };
}

interface Step {
  readonly task: Task;
  readonly hosts: readonly string[];
}

interface Round {
  readonly outcomes: readonly TaskOutcome[];
  readonly anyErrorsFatal: boolean;
}

/** The first task in the play's order that any host has next, with all hosts that have it. */
function nextStep(run: PlayRun, hosts: readonly string[]): Step | undefined {
  const { iterator } = run;
  const next = new Map(hosts.map((host) => [host, iterator.peek(host)] as const));
  const wanted = new Set([...next.values()].map(({ task }) => task).filter((task) => task !== undefined));
  if (wanted.size === 0) return undefined;
  const task = seek(run, wanted);
  const chosen: string[] = [];
  for (const [host, state] of next) {
    if (state.task !== task) continue;
    iterator.advance(state.cursor);
    chosen.push(host);
  }
  if (metaAction(task) === 'flush_handlers') iterator.insertTasks(run.handlers.list());
  return { task, hosts: chosen };
}

function seek(run: PlayRun, wanted: ReadonlySet<Task>): Task {
  const { iterator } = run;
  for (let rounds = 0; rounds < 2; ) {
    const task = iterator.allTasks[iterator.currentTask];
    if (task === undefined) {
      // Hosts whose errors were cleared may have to go back.
      iterator.currentTask = 0;
      rounds++;
      continue;
    }
    iterator.currentTask++;
    if (wanted.has(task)) return task;
  }
  throw new Error('the play has no such task: its cursors and its task list differ');
}

async function metaRound(run: PlayRun, { task, hosts }: Step): Promise<Round> {
  for (const host of hosts) {
    if (run.services.signal.aborted) break;
    await runMeta(run, task, host);
    if (task.isHandler) run.handlers.clear(task, host);
    if (runsOncePerBatch(task)) break;
  }
  return { outcomes: [], anyErrorsFatal: false };
}

async function taskRound(run: PlayRun, { task, hosts }: Step): Promise<Round | undefined> {
  const [first] = hosts;
  if (first === undefined) return { outcomes: [], anyErrorsFatal: false };
  const templar = templarFor(run, first, task);
  const keywords = new TaskKeywords(task, templar, run.services.setting);
  if (!(await isConfirmed(run, task, undefined))) return undefined;
  const view = await templar.inJob(() => viewOf(run, first, task));
  const { name, isWrittenOnce } = await templar.inJob(() => ({
    name: typeof task.action === 'string' ? task.action : str(templar.render(task.action)),
    isWrittenOnce: runOnceOf(keywords, templar),
  }));
  const action = await run.services.actions.find(name, collectionsOf(task));
  const runOnce = action?.bypassHostLoop === true || isWrittenOnce;
  const anyErrorsFatal =
    (runOnce || keywords.isTruthyAsWritten('any_errors_fatal')) &&
    !keywords.isTruthyAsWritten('ignore_errors');
  const running = runOnce ? [first] : hosts;
  const isOneByOne = runOnce || action?.inHostOrder === true;
  const slots = new Slots(run.services.options.forks);
  const outcomes: TaskOutcome[] = [];
  await run.span.within('task', view.name, async (span) => {
    run.emit({ kind: task.isHandler ? 'handler-task-start' : 'task-start', task: view }, span);
    if (task.isHandler) for (const host of runOnce ? [undefined] : hosts) run.handlers.clear(task, host);
    const throttle = await templar.inJob(() => throttleOf(keywords, templar));
    await Promise.all(
      running.map((host) =>
        slots.run(task, isOneByOne ? 1 : throttle, async () => {
          if (run.services.signal.aborted || run.isBroken) return;
          const outcome = await runHostTask(run, { host, task, view, runOnce: isWrittenOnce, span });
          if (outcome) outcomes.push(outcome);
        }),
      ),
    );
  });
  return { outcomes: inBatchOrder(outcomes, running), anyErrorsFatal };
}

function inBatchOrder(outcomes: readonly TaskOutcome[], hosts: readonly string[]): TaskOutcome[] {
  return outcomes.toSorted((a, b) => hosts.indexOf(a.host) - hosts.indexOf(b.host));
}

function failOthers(run: PlayRun, hosts: readonly string[], failedNow: readonly string[]): void {
  for (const host of hosts) {
    if (failedNow.includes(host)) continue;
    run.failed.add(host);
    failHost(run, host);
  }
}

async function tooManyFailed(run: PlayRun): Promise<boolean> {
  const percentage = await maxFailPercentage(run);
  if (percentage === undefined) return false;
  const limit = percentage / 100;
  return run.failed.size / run.context.batch.length > limit;
}
