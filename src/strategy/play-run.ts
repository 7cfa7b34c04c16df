import type { EventSink } from '../events/event-sink.ts';
import type { TaskView } from '../events/run-event.ts';
import type { Span } from '../events/span.ts';
import type { PlayContext } from '../executor/play-context.ts';
import type { RunServices } from '../executor/services.ts';
import { TaskKeywords } from '../executor/task-keywords.ts';
import { taskView } from '../executor/task-view.ts';
import type { VariableScope } from '../executor/variable-scope.ts';
import type { Task } from '../playbook/model.ts';
import type { Templar } from '../template/templar.ts';
import type { TaskFilter } from './compile-play.ts';
import type { DebuggerSettings } from './debugger/console.ts';
import type { Handlers } from './handlers.ts';
import type { PlayIterator } from './play-iterator.ts';
import type { RunStatistics } from './run-statistics.ts';

/** One batch of one play while it runs: everything that strategies and the processing of results share. */
export interface PlayRun {
  readonly services: RunServices;
  readonly context: PlayContext;
  readonly scope: VariableScope;
  readonly iterator: PlayIterator;
  readonly handlers: Handlers;
  readonly statistics: RunStatistics;
  readonly filter: TaskFilter;
  /** Hosts that failed in this batch, and those that cannot be reached (of the whole run). */
  readonly failed: Set<string>;
  readonly unreachable: Set<string>;
  /** `hosts:` rendered. */
  readonly pattern: readonly string[];
  /** Hosts of the batch that a refreshed inventory no longer has for this play. */
  readonly gone: Set<string>;
  /** In the play's span, where the event has none of its own. */
  readonly emit: EventSink;
  /** This batch's. */
  readonly span: Span;
  /** Asks before each task (`--step`); undefined where nobody asked for it. */
  readonly confirmStep: ((task: string, host: string | undefined) => Promise<boolean>) | undefined;
  readonly debugger: TaskDebugger;
  /** Tasks that hosts are doing, by host. */
  readonly underWay: Map<string, TaskView>;
  /** True once a fault ends the run, such as a missing handler: results that come later are dropped. */
  isBroken: boolean;
}

/** The task debugger of a batch. */
export interface TaskDebugger extends DebuggerSettings {
  /** Settled when the session that is open ends. */
  open: Promise<void> | undefined;
  /** True once a user ended the run in the debugger: results that come later are dropped. */
  hasQuit: boolean;
}

/** Hosts of the batch that can still be reached, and are still in the inventory. */
export function hostsLeft(run: PlayRun): string[] {
  return run.context.batch.filter((host) => !run.unreachable.has(host) && !run.gone.has(host));
}

export function templarFor(run: PlayRun, host: string | undefined, task: Task | undefined): Templar {
  return run.scope.templar(run.scope.variables(host, task), task);
}

/** `--step`: whether the task is to run. The question has its name as it is until then, which may hold templates. */
export async function isConfirmed(run: PlayRun, task: Task, host: string | undefined): Promise<boolean> {
  if (!run.confirmStep) return true;
  const kind = task.isHandler ? 'HANDLER' : 'TASK';
  return run.confirmStep(`${kind}: ${run.services.taskNames.full(task, undefined)}`, host);
}

export function viewOf(run: PlayRun, host: string | undefined, task: Task): TaskView {
  const templar = templarFor(run, host, task);
  return taskView(task, templar, new TaskKeywords(task, templar, run.services.setting), {
    playUuid: run.context.uuid,
    names: run.services.taskNames,
    checkMode: run.services.options.checkMode,
    diff: run.services.options.diffMode,
    warn: (message, origin) => run.emit({ kind: 'warning', message, origin }),
  });
}
