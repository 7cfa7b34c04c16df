import { resolve } from 'node:path';
import type { Origin } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import type { PlaybookContext } from './context.ts';
import { importRole } from './import-role.ts';
import { findTaskFile } from './include-path.ts';
import { readBoolean } from '../parsing/boolean-words.ts';
import { collectionsAt, type LoadScope, roleAround } from './load-scope.ts';
import { loadRole } from './load-role.ts';
import { loadBlocks } from './load-task-list.ts';
import { Block, type BlockInclude, Play, type Task, type PlayContent } from './model.ts';
import { playbookFault } from './playbook-fault.ts';
import { readKeywords } from './read-keywords.ts';
import { readRoleFiles } from './role-files.ts';

export interface IncludedTasksOptions {
  /** Made by the caller in the include's place: it holds the include's `vars` and the loop's. */
  readonly parent: Block;
  /** Takes the handlers and roles that the file brings. */
  readonly content: PlayContent;
  readonly isHandler: boolean;
  /** `apply`: keywords for the included tasks to inherit. */
  readonly apply?: Dict;
  /** The file as the include named it, rendered; includes inside the file that name others find them from here. */
  readonly target?: string;
}

export interface IncludedRoleOptions {
  readonly name: string;
  /** Where a user wrote the name, if that is known. */
  readonly origin?: Origin | undefined;
  /** The include's rendered arguments: `tasks_from`, `public`, `apply`... */
  readonly args: Dict;
  readonly parent: Block;
  /** Takes the role, what it imports, and their handlers. */
  readonly content: PlayContent;
  readonly task: Task;
}

/** The file that an include_tasks means by a rendered name; the last place that was looked at where none exists. */
export function findIncludedFile(target: string, task: Task, context: PlaybookContext): string {
  const { play } = task;
  if (!play || !task.parent) throw outsideOfPlay(task);
  return findTaskFile(
    target,
    { parent: task.parent, play, isHandler: task.isHandler, isStatic: false },
    context.files,
  );
}

/**
 * The tasks of a file for include_tasks, in an implicit block under `parent`. Handlers of roles that the file imports are
 * added to the content's. Throws MitorunError PARSER, PLAYBOOK or FILE_NOT_FOUND.
 */
export function loadIncludedTasks(
  path: string,
  options: IncludedTasksOptions,
  context: PlaybookContext,
): Block {
  const scope = runTimeScope(options, options.isHandler, context);
  const content = readIncluded(path, context);
  const include = { action: 'include_tasks', isStatic: false, target: options.target ?? path, file: path };
  const block = includedBlock(options.parent, include, options.apply, context);
  block.block.push(...loadBlocks(content, block, scope));
  scope.content.handlers.push(...scope.importedHandlers);
  return block;
}

/** Unlike an import's, an include's faults fail the hosts that asked for it, so they are no PARSER errors. */
function readIncluded(path: string, context: PlaybookContext): Value[] {
  const content = context.files.load(resolve(path));
  if (content === null) return [];
  if (Array.isArray(content)) return content;
  throw playbookFault('included task files must contain a list of tasks');
}

/** The tasks of a role for include_role, in an implicit block under `parent`. Throws as `loadIncludedTasks` does. */
export function loadIncludedRole(options: IncludedRoleOptions, context: PlaybookContext): Block {
  const { args, task, name } = options;
  const scope = runTimeScope(options, false, context);
  const apply = args.get('apply');
  const include = { action: 'include_role', isStatic: false, target: name, file: undefined };
  const block = includedBlock(options.parent, include, apply instanceof Dict ? apply : undefined, context);
  const loaded = loadRole(
    name,
    {
      from: readRoleFiles((option) => args.get(option)),
      isPublic: readBoolean(args.get('public') ?? null),
      isStatic: false,
      fromInclude: true,
      validateArguments: readBoolean(args.get('rolespec_validate') ?? null) ?? true,
      allowDuplicates: readBoolean(args.get('allow_duplicates') ?? null) ?? true,
      vars: ownVariables(options.parent),
      parentRole: roleAround(options.parent),
      parent: block,
      handlerParent: block,
      collections: collectionsAt(task),
      origin: options.origin ?? task.origin,
    },
    scope,
  );
  block.block.push(loaded.block);
  scope.content.roles.push(loaded.role);
  scope.content.handlers.push(...loaded.handlers, ...scope.importedHandlers);
  return block;
}

/** The include's own and those of its loop: another item makes it another use of the role. */
function ownVariables(parent: Block): Dict | undefined {
  const vars = parent.own('vars');
  return vars instanceof Dict && vars.size > 0 ? vars : undefined;
}

function runTimeScope(
  { parent, content }: Pick<IncludedTasksOptions, 'parent' | 'content'>,
  isHandler: boolean,
  context: PlaybookContext,
): LoadScope {
  const play = [...parent.lineage()].find((node) => node instanceof Play);
  if (!play) throw outsideOfPlay(parent);
  return { context, play, content, isHandler, importRole, importedHandlers: [] };
}

function outsideOfPlay(node: Block | Task): Error {
  return playbookFault('An include stands outside of any play.', node.origin);
}

function includedBlock(
  parent: Block,
  include: BlockInclude,
  apply: Dict | undefined,
  context: PlaybookContext,
): Block {
  const keywords = apply
    ? readKeywords(apply, {
        owner: 'Block',
        context,
      })
    : new Map<string, Value>();
  // The include's parameters stand on the parent; what `apply` says are vars like those of any block.
  return new Block({ keywords, origin: parent.origin, parent, implicit: true, include, isInclude: false });
}
