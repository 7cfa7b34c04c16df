import type { TaskNames } from '../executor/task-name.ts';
import { globToRegex } from '../python/fnmatch.ts';
import type { Task } from '../playbook/model.ts';
import { str } from '../python/repr.ts';
import type { PlayRun } from './play-run.ts';

/**
 * Moves every host to the first task of this name (or glob), with facts gathered before it. Returns whether
 * any host has such a task; a host without one is at the play's end. Tasks of dynamic includes are not found,
 * because they are not loaded yet.
 */
export function startAtTask(run: PlayRun, wanted: string): boolean {
  const glob = globToRegex(wanted);
  const names = run.services.taskNames;
  let found = false;
  for (const host of run.context.batch) {
    const position = run.iterator.cursor(host).clone();
    let before = position.clone();
    let task = position.next(run.iterator);
    while (task && !isNamed(names, task, wanted, glob)) {
      before = position.clone();
      task = position.next(run.iterator);
    }
    if (task) {
      before.gatherFactsFirst();
      found = true;
    }
    run.iterator.advance(task ? before : position);
  }
  return found;
}

function isNamed(names: TaskNames, task: Task, wanted: string, glob: RegExp): boolean {
  const possible = [names.full(task, undefined), task.name === undefined ? '' : str(task.name)];
  return possible.some((name) => name !== '' && (name === wanted || glob.test(name)));
}
