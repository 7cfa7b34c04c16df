import { Block, type Play, Task } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';
import { newUuid } from '../executor/task-view.ts';

/** Whether a task takes part, by its tags. */
export type TaskFilter = (task: Task) => boolean;

/**
 * The blocks that every host of a play walks through: pre_tasks, roles, tasks, post_tasks, with a flush of the handlers
 * behind each part (behind the roles and tasks together), as `Play.compile` does it. Tasks that the tags leave out are
 * gone; a flush is tagged `always`, so it is gone with `--skip-tags tagged`. With force_handlers each part's flush stands in an `always`, so that it is reached after a failure too.
 */
export function compilePlay(
  play: Play,
  options: { readonly forceHandlers: boolean; readonly filter: TaskFilter },
): Block[] {
  const parts = [play.preTasks, [...play.roles, ...play.tasks], play.postTasks];
  const compiled: Block[] = [];
  for (const part of parts) {
    const blocks = filterBlocks(part, options.filter);
    const flush = filterBlocks([implicitBlock(play, [metaTask(play, 'flush_handlers')])], options.filter);
    if (options.forceHandlers) {
      const forced = implicitBlock(play, blocks.length > 0 ? blocks : [metaTask(play, 'noop')]);
      forced.always.push(...flush);
      compiled.push(forced);
    } else compiled.push(...blocks, ...flush);
  }
  return compiled;
}

/** The blocks without the tasks that the filter leaves out; blocks that become empty are dropped. */
export function filterBlocks(blocks: readonly Block[], filter: TaskFilter): Block[] {
  return blocks.map((block) => filterBlock(block, filter)).filter((block) => tasksOf(block).length > 0);
}

function filterBlock(block: Block, filter: TaskFilter): Block {
  const copy = new Block({
    keywords: block.keywords,
    origin: block.origin,
    parent: block.parent,
    implicit: block.implicit,
    role: block.role,
    isInclude: block.isInclude,
  });
  copy.block.push(...filterList(block.block, filter));
  copy.rescue.push(...filterList(block.rescue, filter));
  copy.always.push(...filterList(block.always, filter));
  return copy;
}

function filterList(list: readonly (Block | Task)[], filter: TaskFilter): (Block | Task)[] {
  const kept: (Block | Task)[] = [];
  for (const entry of list) {
    if (entry instanceof Task) {
      if (filter(entry)) kept.push(entry);
    } else {
      const block = filterBlock(entry, filter);
      if (tasksOf(block).length > 0) kept.push(block);
    }
  }
  return kept;
}

/** Every task of a block in the order of the file: tasks, rescue, always. */
export function tasksOf(block: Block): Task[] {
  const tasks: Task[] = [];
  const visit = (entry: Block | Task): void => {
    if (entry instanceof Task) tasks.push(entry);
    else for (const child of [...entry.block, ...entry.rescue, ...entry.always]) visit(child);
  };
  visit(block);
  return tasks;
}

/** A `meta` task that nobody wrote. */
function metaTask(parent: Block | Play, word: string): Task {
  return new Task({
    keywords: new Map([['tags', ['always']]]),
    origin: undefined,
    parent,
    uuid: newUuid(),
    name: undefined,
    action: 'meta',
    args: Dict.of({ _raw_params: word }),
    isHandler: false,
    implicit: true,
  });
}

function implicitBlock(play: Play, children: readonly (Block | Task)[]): Block {
  const block = new Block({ keywords: new Map(), origin: undefined, parent: play, implicit: true });
  block.block.push(...children);
  return block;
}
