import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import type { PlaybookContext } from './context.ts';
import { importRole } from './import-role.ts';
import { findTaskFile } from './include-path.ts';
import { collectionsAt, type LoadScope, roleAround } from './load-scope.ts';
import { loadRole } from './load-role.ts';
import { plainActionName } from './load-task.ts';
import { loadBlocks, taskList } from './load-task-list.ts';
import { Block, type Play, type RoleInvocation, type Task } from './model.ts';
import { playbookFault } from './playbook-fault.ts';
import { readKeywords } from './read-keywords.ts';
import type { RoleFiles } from './role-files.ts';
import { combineVars } from './variables.ts';

/** What include_tasks and include_role have in common when the executor has rendered their options. */
export interface IncludeOptions {
  /** The include: what it loads stands under the same parent, with the task's own `vars`. */
  readonly task: Task;
  /** Variables beside the task's `vars`, above them: the loop's item and its like. */
  readonly vars?: Dict;
  /** `apply`, as written or rendered. */
  readonly apply?: Dict | undefined;
}

export interface IncludedTasksOptions extends IncludeOptions {
  /** The file as the include names it, rendered; for includes inside the file that name others relative to it. */
  readonly target?: string;
  /** Whether the tasks are handlers; as the include itself unless given. */
  readonly isHandler?: boolean;
}

export interface IncludedRoleOptions extends IncludeOptions {
  readonly name: string;
  /** `tasks_from`, `vars_from`... */
  readonly from?: RoleFiles;
  readonly isPublic?: boolean | undefined;
  readonly allowDuplicates?: boolean;
  /** `rolespec_validate` */
  readonly validateArguments?: boolean;
}

export interface IncludedRole {
  /** Implicit; holds the include's vars, and the role's tasks. */
  readonly block: Block;
  /** Those of its dependencies first, all of them to be added to the play's. */
  readonly handlers: readonly Block[];
  readonly role: RoleInvocation;
}

/** The file that an include_tasks means by a rendered name; the last place that was looked at where none exists. */
export function findIncludedFile(target: string, task: Task, context: PlaybookContext): string {
  const play = playOf(task);
  return findTaskFile(
    target,
    { parent: task.parent ?? play, play, isHandler: task.isHandler },
    context.files,
  );
}

/**
 * The tasks of a file for include_tasks, in an implicit block under the include's parent. Of the include's keywords they
 * take its `vars` alone, and what `apply` says. Handlers of roles that the file imports are added to the play's.
 * Throws MitorunError PARSER, PLAYBOOK or FILE_NOT_FOUND.
 */
export function loadIncludedTasks(
  path: string,
  options: IncludedTasksOptions,
  context: PlaybookContext,
): Block {
  const { task } = options;
  const scope = runTimeScope(task, options.isHandler ?? task.isHandler, context);
  const content = context.files.load(path);
  const { outer, inner } = includeBlocks(options, scope, {
    target: options.target ?? path,
    file: path,
  });
  if (isTruthy(content)) inner.block.push(...loadBlocks(taskList(content), inner, scope));
  scope.play.handlers.push(...scope.importedHandlers);
  return outer;
}

/**
 * A role for include_role, in an implicit block under the include's parent. Handlers of roles that its tasks import are
 * among its own. Throws MitorunError PARSER, PLAYBOOK or FILE_NOT_FOUND.
 */
export function loadIncludedRole(options: IncludedRoleOptions, context: PlaybookContext): IncludedRole {
  const { task } = options;
  const scope = runTimeScope(task, false, context);
  const { outer, inner } = includeBlocks(options, scope, { target: options.name, file: undefined });
  const loaded = loadRole(
    options.name,
    {
      ...(options.from ? { from: options.from } : {}),
      isPublic: options.isPublic,
      isStatic: false,
      fromInclude: true,
      validateArguments: options.validateArguments ?? true,
      allowDuplicates: options.allowDuplicates ?? true,
      parentRole: roleAround(task.parent),
      parent: inner,
      handlerParent: inner,
      collections: collectionsAt(task),
      origin: task.origin,
    },
    scope,
  );
  inner.block.push(loaded.block);
  scope.play.loadedRoles.push(loaded.role);
  return { block: outer, handlers: [...loaded.handlers, ...scope.importedHandlers], role: loaded.role };
}

function runTimeScope(task: Task, isHandler: boolean, context: PlaybookContext): LoadScope {
  return { context, play: playOf(task), isHandler, importRole, importedHandlers: [] };
}

function playOf(task: Task): Play {
  const { play } = task;
  if (!play) throw playbookFault('An include stands outside of any play.', task.origin);
  return play;
}

/** The block that stands in the include's place, and the one inside it where there is an `apply`. */
function includeBlocks(
  options: IncludeOptions,
  scope: LoadScope,
  included: { target: string; file: string | undefined },
): { outer: Block; inner: Block } {
  const { task } = options;
  const keywords = new Map<string, Value>();
  const own = task.own('vars');
  const vars = combineVars(own instanceof Dict ? own : new Dict(), options.vars ?? new Dict(), false);
  if (vars.size > 0) keywords.set('vars', vars);
  const outer = new Block({
    keywords,
    origin: task.origin,
    parent: task.parent ?? scope.play,
    implicit: true,
    include: {
      action: plainActionName(task.action) ?? str(task.action),
      isStatic: false,
      ...included,
    },
  });
  if (!options.apply || options.apply.size === 0) return { outer, inner: outer };
  const applied = readKeywords(options.apply, {
    owner: 'Block',
    deprecate: (message, removedIn) => scope.context.deprecate(message, removedIn),
  });
  const inner = new Block({ keywords: applied, origin: task.origin, parent: outer, implicit: true });
  outer.block.push(inner);
  return { outer, inner };
}
