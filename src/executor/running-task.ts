import type { ForeignConnection } from '../actions/foreign-connection.ts';
import type { TaskView } from '../events/run-event.ts';
import type { Span } from '../events/span.ts';
import type { Task } from '../playbook/model.ts';
import type { Dict } from '../python/dict.ts';
import type { DiscoveryReport } from './interpreter-discovery.ts';
import type { PlayContext } from './play-context.ts';
import type { RunServices } from './services.ts';
import type { VariableScope } from './variable-scope.ts';

/** A task that one host is to run. */
export interface HostTaskFields {
  readonly services: RunServices;
  readonly play: PlayContext;
  readonly scope: VariableScope;
  readonly host: string;
  readonly task: Task;
  readonly view: TaskView;
  readonly runOnce: boolean;
  /** The task's on this host. */
  readonly span: Span;
  /** What the debugger changed before the task runs again. */
  readonly edits?: TaskEdits | undefined;
}

/** The same while it runs: what its items share. */
export interface RunningTask extends HostTaskFields {
  readonly foreign: ForeignConnection;
  readonly discovery: DiscoveryReport;
}

/** A task's arguments and variables on one host as somebody at the debugger wants them. */
export interface TaskEdits {
  /** In place of the task's own arguments. */
  readonly args: Dict | undefined;
  /** Above all other variables. */
  readonly variables: Dict;
}

/** The task, or as somebody at the debugger wants it. */
export function writtenTask({ task, edits }: HostTaskFields): Task {
  return edits?.args === undefined ? task : task.withArgs(edits.args);
}
