import { repr, str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import { valueOriginOf } from '../yaml/origins.ts';
import { inheritedByImport } from './import-keywords.ts';
import { readBoolean } from '../parsing/boolean-words.ts';
import { collectionsAt, type LoadScope, roleAround } from './load-scope.ts';
import { loadRole } from './load-role.ts';
import { Block, type Task } from './model.ts';
import { parserFault } from './playbook-fault.ts';
import { readRoleFiles } from './role-files.ts';
import { renderName } from './static-variables.ts';

/**
 * The role of an `import_role` task, in an implicit block that holds the task's keywords for the role's tasks to inherit.
 * The role's handlers join those of the play. Throws MitorunError PARSER or PLAYBOOK.
 */
export function importRole(task: Task, scope: LoadScope): Block {
  const parent = task.parent ?? scope.play;
  const option = (name: string): Value | undefined => {
    const value = task.args.get(name);
    return value === undefined ? undefined : renderName(value, task, scope);
  };
  const truth = (name: string): boolean | undefined => {
    const value = option(name) ?? null;
    if (value === null) return undefined;
    const converted = readBoolean(value);
    if (converted !== undefined) return converted;
    throw parserFault(
      `Error processing keyword '${name}': The value ${repr(value)} could not be converted to 'bool'.`,
      valueOriginOf(task.args, name),
    );
  };
  const key = task.args.has('name') ? 'name' : 'role';
  const name = str(option(key) ?? '');
  const isPublic = truth('public');
  const validateArguments = truth('rolespec_validate') ?? true;
  const allowDuplicates = truth('allow_duplicates') ?? true;
  const keywords = inheritedByImport(task.keywords);
  const outer = new Block({
    keywords,
    origin: task.origin,
    parent,
    implicit: true,
    include: { action: 'import_role', isStatic: true, target: name, file: undefined },
  });
  const loaded = loadRole(
    name,
    {
      from: readRoleFiles(option),
      isPublic,
      isStatic: true,
      fromInclude: true,
      validateArguments,
      allowDuplicates,
      vars: task.own('vars'),
      parentRole: roleAround(parent),
      parent: outer,
      handlerParent: outer,
      collections: collectionsAt(task),
      origin: valueOriginOf(task.args, key) ?? task.origin,
    },
    scope,
  );
  outer.block.push(loaded.block);
  scope.content.roles.push(loaded.role);
  scope.importedHandlers.push(...loaded.handlers);
  return outer;
}
