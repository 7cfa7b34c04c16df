import type { TaskView } from '../events/run-event.ts';
import type { Task } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';

/** The rendered name without the role before it. */
function ownName({ name, role }: TaskView): string {
  const at = role === undefined ? -1 : name.indexOf(`${role} : `);
  return at < 0 || role === undefined ? name : name.slice(at + role.length + ' : '.length);
}

/** `ansible_failed_task`: the task as the rescue part of a block may look at it. */
export function serializeTask(task: Task, view: TaskView): Dict {
  const shown = new Dict();
  for (const [keyword, value] of task.keywords) shown.set(keyword, value);
  shown.set('name', task.name === undefined ? '' : ownName(view));
  shown.set('action', view.action);
  shown.set('args', task.args);
  shown.set('uuid', task.uuid);
  if (view.role !== undefined) shown.set('role', Dict.of({ _role_name: view.role }));
  return shown;
}
