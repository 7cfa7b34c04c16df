import type { TaskSource } from '../events/run-event.ts';
import { Play, type Task } from '../playbook/model.ts';
import type { Value } from '../python/value.ts';

/** A task as it was written, for subscribers that look at more than its view. Computed when it is read: few do. */
export function taskSource(task: Task, ownName: () => string): TaskSource {
  const { args, isHandler, role } = task;
  return {
    get ownName() {
      return ownName();
    },
    args,
    get keywords() {
      return keywordsAsWritten(task);
    },
    role: role && { path: role.path, collection: role.collection },
    isHandler,
  };
}

/** What stands on the play is not among them: subscribers have the play. */
function keywordsAsWritten(task: Task): ReadonlyMap<string, Value> {
  const keywords = new Map(task.keywords);
  for (const name of ['tags', 'when']) {
    const nodes = [...task.lineage()].filter((node) => !(node instanceof Play));
    const all = nodes.map((node) => node.own(name) ?? []).flat();
    if (all.length > 0) keywords.set(name, [...new Set(all)]);
  }
  if (task.loop) {
    keywords.set('loop', task.loop.terms);
    if (task.loop.lookup !== undefined) keywords.set('loop_with', task.loop.lookup);
  }
  return keywords;
}
