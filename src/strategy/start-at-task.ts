import { matchesGlob } from 'node:path';
import { taskName } from '../executor/task-view.ts';
import { str } from '../python/repr.ts';
import type { PlayRun } from './play-run.ts';

/**
 * Moves every host to the first task of this name (or glob). Whether there was one; hosts are where they were if not.
 * Tasks of dynamic includes cannot be found, since they are not loaded yet.
 */
export function startAtTask(run: PlayRun, wanted: string): boolean {
  let found = false;
  for (const host of run.context.batch) {
    const start = run.iterator.cursor(host).clone();
    let before = start.clone();
    for (let task = start.next(run.iterator); task; task = start.next(run.iterator)) {
      const names = [taskName(task, undefined), task.name === undefined ? '' : str(task.name)];
      if (names.some((name) => name === wanted || (name !== '' && matchesGlob(name, wanted)))) {
        run.iterator.advance(before);
        found = true;
        break;
      }
      before = start.clone();
    }
  }
  return found;
}
