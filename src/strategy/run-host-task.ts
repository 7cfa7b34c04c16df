import type { TaskView } from '../events/run-event.ts';
import type { Span } from '../events/span.ts';
import {
  isChanged,
  countsAsFailed,
  isSkipped,
  isUnreachable,
  type TaskOutcome,
} from '../executor/task-outcome.ts';
import type { TaskEdits } from '../executor/running-task.ts';
import { runTask } from '../executor/task-run.ts';
import { unlessAborted } from '../executor/unless-aborted.ts';
import type { Task } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { debugTask } from './debugger/task-debugger.ts';
import { wantsDebugger } from './debugger/wants-debugger.ts';
import type { HostCursor } from './host-cursor.ts';
import { findHandlers } from './notifications.ts';
import { type PlayRun, templarFor } from './play-run.ts';
import { readmit } from './batch-hosts.ts';
import { applyOutcome } from './outcome/apply-outcome.ts';
import { changeInventory, withInventoryChanges } from './outcome/inventory-change.ts';

/** One task that a strategy gives to one host. */
export interface HostTask {
  readonly host: string;
  readonly task: Task;
  readonly view: TaskView;
  readonly runOnce: boolean;
  /** The task's, for all of its hosts. */
  readonly span: Span;
}

/**
 * Runs a task on a host and applies its outcome; again as often as a user at the task debugger asks for it.
 * Returns the last outcome, undefined where the run was interrupted. While the debugger is open, no other
 * outcome is applied.
 */
export function runHostTask(run: PlayRun, what: HostTask): Promise<TaskOutcome | undefined> {
  return what.span.within('host', what.host, (span) => runInSpan(run, { ...what, span }));
}

/** @param what with the host's span */
async function runInSpan(run: PlayRun, what: HostTask): Promise<TaskOutcome | undefined> {
  const { services, context: play, scope } = run;
  const assigned = new Dict();
  const { jobs } = services.engine;
  run.emit({ kind: 'host-start', task: what.view, host: what.host }, what.span);
  const view = await jobs.run(() => withActionName(run, what));
  let edits: TaskEdits | undefined;
  for (;;) {
    const running = runTask({ services, play, scope, ...what, view, edits });
    run.underWay.set(what.host, view);
    const finished = await unlessAborted(running, services.signal);
    if (!finished) return undefined;
    while (run.debugger.open) await run.debugger.open;
    if (services.signal.aborted || run.debugger.hasQuit || run.isBroken) return undefined;
    const before = cursorsOf(run, what);
    run.underWay.delete(what.host);
    const outcome = await takeEffect(run, finished, what.span);
    if (!(await jobs.run(() => wantsDebugger(run, outcome)))) return outcome;
    edits = await inDebugger(run, () => debugTask(run, outcome, assigned));
    if (!edits) return outcome;
    takeBack(run, outcome, before);
  }
}

/**
 * Finds handlers and changes the inventory, which may wait, and then applies the outcome at once. Returns the
 * outcome with the inventory's changes. An error here ends the run.
 */
async function takeEffect(run: PlayRun, outcome: TaskOutcome, span: Span): Promise<TaskOutcome> {
  try {
    const handlers = await findHandlers(run, outcome);
    const inventory = await changeInventory(run, outcome);
    for (const event of applyOutcome(run, outcome, { handlers, inventory })) run.emit(event, span);
    return withInventoryChanges(outcome, inventory);
  } catch (error) {
    run.isBroken = true;
    tellUnderWay(run);
    throw error;
  }
}

/** Emits a message that names the unfinished tasks of a run that ends: their results are dropped. */
function tellUnderWay({ underWay, emit }: PlayRun): void {
  if (underWay.size === 0) return;
  const named = [...underWay].map(([host, { name }]) => `'${name}' on ${host}`).join(', ');
  emit({ kind: 'message', text: `Not waited for, as the run ends here: ${named}.`, verbosity: 1 });
}

/**
 * Renders a templated action's name, which results are shown and applied by. The banner shows the name as
 * written.
 */
function withActionName(run: PlayRun, { task, host, view }: HostTask): TaskView {
  if (typeof task.action === 'string') return view;
  return { ...view, action: str(templarFor(run, host, task).render(task.action)) };
}

/** Opens a session of the debugger. Results of other hosts wait until it ends. */
async function inDebugger<T>(run: PlayRun, work: () => Promise<T>): Promise<T> {
  const session = work();
  run.debugger.open = session.then(
    () => undefined,
    () => undefined,
  );
  try {
    return await session;
  } catch (error) {
    run.debugger.hasQuit = true;
    throw error;
  } finally {
    run.debugger.open = undefined;
  }
}

function cursorsOf(run: PlayRun, { host, runOnce }: HostTask): HostCursor[] {
  const hosts = runOnce ? run.context.batch : [host];
  return hosts.map((name) => run.iterator.cursor(name).clone());
}

/**
 * Takes back an outcome before the task runs again: the host's place in the play, and its counts. As in
 * Ansible, `ok` is taken back even where it was not counted.
 */
function takeBack(run: PlayRun, { host, result, runOnce }: TaskOutcome, before: readonly HostCursor[]): void {
  run.failed.clear();
  for (const cursor of before) {
    run.iterator.advance(cursor);
    if (runOnce && cursor.host !== host && countsAsFailed(result)) readmit(run.context, cursor.host);
  }
  if (countsAsFailed(result)) run.statistics.takeBack(host, 'failures');
  if (isUnreachable(result)) run.statistics.takeBack(host, 'unreachable');
  if (isChanged(result)) run.statistics.takeBack(host, 'changed');
  if (isSkipped(result)) run.statistics.takeBack(host, 'skipped');
  run.statistics.takeBack(host, 'ok');
}
