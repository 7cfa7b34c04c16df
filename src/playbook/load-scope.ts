import { dirname } from 'node:path';
import type { PlaybookContext } from './context.ts';
import {
  Block,
  type Play,
  type PlaybookNode,
  type RoleInvocation,
  type Task,
  type PlayContent,
} from './model.ts';

/** What everything that is loaded at one place of a play shares. */
export interface LoadScope {
  readonly context: PlaybookContext;
  readonly play: Play;
  /** Takes the roles that are loaded: the play's own while the playbook is loaded, the batch's while it runs. */
  readonly content: PlayContent;
  readonly isHandler: boolean;
  /** Loads the role of an `import_role` task; here, so that task lists and roles need not import each other. */
  readonly importRole: (task: Task, scope: LoadScope) => Block;
  /** Takes the handlers of imported roles; they stand behind the play's own. */
  readonly importedHandlers: Block[];
}

/** Where relative names start: the directory of the playbook that the play stands in. */
export function baseDirectory(play: Play): string {
  return dirname(play.file);
}

/** The role around a node, if any. */
export function roleAround(node: PlaybookNode | undefined): RoleInvocation | undefined {
  for (const at of node?.lineage() ?? []) if (at instanceof Block && at.role) return at.role;
  return undefined;
}

/** Collections to search at a node, in order; `ansible.legacy` behind those that a person named. */
export function collectionsAt(node: PlaybookNode | undefined): string[] {
  const value = node?.inherited('collections');
  const named = Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
  const complete = named.length === 0 || named.some((name) => syntheticCollections.has(name));
  return complete ? named : [...named, 'ansible.legacy'];
}

const syntheticCollections = new Set(['ansible.builtin', 'ansible.legacy']);
