import { str } from '../python/repr.ts';
import { plainActionName } from './load-task.ts';
import { Block, type Play, type Task } from './model.ts';
import { roleDisplayName } from './role-name.ts';
import { effectiveTags, shouldRun, type TagChoice, writtenTags } from './tags.ts';

export interface ListedTask {
  /** `role : name` as --list-tasks prints it; templates as written. */
  readonly label: string;
  /** Sorted. */
  readonly tags: readonly string[];
  readonly task: Task;
}

/**
 * The tasks of a play that --list-tasks shows, in the order in which they run, and whose tags --list-tags joins: those
 * that the tags choose, without mitorun's own, handlers, and what stands under `rescue` and `always`.
 */
export function listTasks(play: Play, choice: TagChoice): ListedTask[] {
  const own = writtenTags(play);
  const blocks = [...play.preTasks, ...play.roles, ...play.tasks, ...play.postTasks];
  return blocks
    .flatMap(plainTasks)
    .filter((task) => !isImplicitMeta(task) && shouldRun(task, choice))
    .map((task) => {
      const tags = new Set([...own, ...effectiveTags(task, choice.render)]);
      return { label: labelOf(task), tags: [...tags].toSorted(), task };
    });
}

/** Every tag of a play's listed tasks and its own, sorted, as --list-tags prints them. */
export function listTags(play: Play, choice: TagChoice): string[] {
  const tags = new Set(writtenTags(play));
  for (const listed of listTasks(play, choice)) for (const tag of listed.tags) tags.add(tag);
  return [...tags].toSorted();
}

function plainTasks(block: Block): Task[] {
  return block.block.flatMap((member) => (member instanceof Block ? plainTasks(member) : [member]));
}

function isImplicitMeta(task: Task): boolean {
  return task.implicit && plainActionName(task.action) === 'meta';
}

function labelOf(task: Task): string {
  if (task.name === undefined) return str(task.action);
  const name = str(task.name);
  const { role } = task;
  // Ansible names include_role tasks without the role that they stand in.
  return role && plainActionName(task.action) !== 'include_role'
    ? `${roleDisplayName(role)} : ${name}`
    : name;
}
