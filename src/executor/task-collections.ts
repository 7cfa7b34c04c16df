import type { Task } from '../playbook/model.ts';
import { str } from '../python/repr.ts';

/** Collections that short names of modules and actions are sought in: `collections:` of the task, then the role's. */
export function collectionsOf(task: Task): string[] {
  const written = task.inherited('collections');
  const listed = Array.isArray(written) ? written.map(str) : [];
  return [...listed, ...(task.role?.collections ?? [])];
}
