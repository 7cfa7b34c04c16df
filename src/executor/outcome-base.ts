import type { Remarks } from '../events/remarks.ts';
import type { TaskView } from '../events/run-event.ts';
import type { HostTaskFields } from './running-task.ts';

/** What every outcome of a task on a host says of the task. */
export function outcomeBase({ host, task, view, runOnce }: HostTaskFields) {
  const register = task.own('register');
  return { host, task, view, runOnce, register: typeof register === 'string' ? register : undefined };
}

/** `no_log` may differ from host to host and from item to item: what is shown goes by the result's own. */
export function viewOfResult(view: TaskView, { noLog = false }: Remarks): TaskView {
  return noLog === view.noLog ? view : { ...view, noLog };
}
