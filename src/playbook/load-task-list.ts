import { resolve } from 'node:path';
import { Dict } from '../python/dict.ts';
import { repr, str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import { originOf } from '../yaml/origins.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { TaskAction } from './find-task-action.ts';
import { findTaskFile } from './include-path.ts';
import { modernInclude } from './legacy-include.ts';
import { inheritedByImport } from './import-keywords.ts';
import type { LoadScope } from './load-scope.ts';
import { checkRoleOptions, makeTask, plainActionName, readTaskAction, taskFileOption } from './load-task.ts';
import { Block, type Play, type Task } from './model.ts';
import { loadedClass, parserFault } from './playbook-fault.ts';
import { readKeywords } from './read-keywords.ts';
import { renderName } from './static-variables.ts';

/**
 * A list of tasks and blocks, as plays, role files and included files hold it. Tasks in a row share an implicit block.
 * Imports are expanded; dynamic includes stay tasks. `leadingWhen` are conditions of an `import_playbook` for the
 * outermost blocks. Throws MitorunError PARSER; the caller has checked that `data` is a list.
 */
export function loadBlocks(
  data: readonly Value[],
  parent: Block | Play,
  scope: LoadScope,
  leadingWhen: readonly Value[] = [],
): Block[] {
  const blocks: Block[] = [];
  let plain: Value[] = [];
  const endPlain = (): void => {
    if (plain.length > 0) blocks.push(implicitBlock(plain, data, parent, scope, leadingWhen));
    plain = [];
  };
  for (const member of data) {
    if (member === null) endPlain();
    else if (isBlock(member)) {
      endPlain();
      blocks.push(loadBlock(member, parent, scope, leadingWhen));
    } else plain.push(member);
  }
  endPlain();
  return blocks;
}

function isBlock(data: Value): data is Dict {
  return data instanceof Dict && ['block', 'rescue', 'always'].some((key) => data.has(key));
}

function implicitBlock(
  tasks: readonly Value[],
  list: readonly Value[],
  parent: Block | Play,
  scope: LoadScope,
  leadingWhen: readonly Value[],
): Block {
  const keywords = new Map<string, Value>();
  if (leadingWhen.length > 0) keywords.set('when', [...leadingWhen]);
  const block = new Block({ keywords, origin: undefined, parent, implicit: true });
  for (const task of tasks) {
    if (!(task instanceof Dict)) {
      throw parserFault(
        `A malformed block was encountered while loading a block: The ds (${repr([...tasks])}) should be a dict but was a <class 'list'>`,
        originOf(list as Value[], list.indexOf(task)),
      );
    }
    block.block.push(...loadMember(task, block, scope));
  }
  return block;
}

const sections = ['block', 'rescue', 'always'] as const;
const sectionKeys: ReadonlySet<string> = new Set(sections);
const whileLoading = { block: 'a block', rescue: 'rescue', always: 'always' } as const;

function loadBlock(
  data: Dict,
  parent: Block | Play,
  scope: LoadScope,
  leadingWhen: readonly Value[] = [],
): Block {
  const keywords = readKeywords(data, {
    owner: 'Block',
    skip: sectionKeys,
    context: scope.context,
  });
  if (leadingWhen.length > 0) {
    const own = keywords.get('when');
    keywords.set('when', [...leadingWhen, ...(Array.isArray(own) ? own : [])]);
  }
  const block = new Block({ keywords, origin: originOf(data), parent, implicit: false });
  for (const section of sections) {
    const members = data.get(section);
    if (members !== undefined) block[section].push(...loadSection(section, members, data, block, scope));
  }
  for (const section of ['rescue', 'always'] as const) {
    if (block[section].length > 0 && block.block.length === 0)
      throw parserFault(`'${section}' keyword cannot be used without 'block'`, originOf(data));
  }
  return block;
}

function loadSection(
  section: (typeof sections)[number],
  members: Value,
  data: Dict,
  block: Block,
  scope: LoadScope,
): (Block | Task)[] {
  const malformed = (expected: string, isClass: Value): Error =>
    parserFault(
      `A malformed block was encountered while loading ${whileLoading[section]}: The ds (${str(members)}) should be a ${expected} but was a ${loadedClass(isClass)}`,
      originOf(data),
    );
  if (!Array.isArray(members)) throw malformed('list', members);
  return members.flatMap((member) => {
    if (!(member instanceof Dict)) throw malformed('dict', members);
    return loadMember(member, block, scope);
  });
}

/** One member of a block: a nested block, a task, or what an import stands for. */
function loadMember(data: Dict, parent: Block, scope: LoadScope): (Block | Task)[] {
  if (data.has('block')) {
    if (scope.isHandler) throw parserFault('Using a block as a handler is not supported.', originOf(data));
    return [loadBlock(data, parent, scope)];
  }
  const found = readTaskAction(data, parent, scope);
  const action = plainActionName(found.action);
  switch (action) {
    case 'include':
      scope.context.deprecate('"include" is deprecated, use include_tasks/import_tasks instead.', '2.16', {
        origin: originOf(data),
      });
      return loadOldInclude(data, found, parent, scope);
    case 'include_tasks':
    case 'import_tasks':
      return loadTasksFile(data, found, parent, scope, { varsAreParameters: false });
    case 'include_role':
    case 'import_role': {
      if (scope.isHandler)
        throw parserFault(`Using '${str(found.action)}' as a handler is not supported.`, originOf(data));
      const task = makeTask(data, found, parent, scope);
      checkRoleOptions(data, found);
      if (action === 'include_role') return [task];
      refuseLoop(task, data, 'import_role', 'include_role');
      return [scope.importRole(task, scope)];
    }
    default: {
      const task = makeTask(data, found, parent, scope);
      if (action === 'meta' && str(found.args.get('_raw_params') ?? '') === 'end_role')
        checkEndRole(task, scope);
      return [task];
    }
  }
}

function checkEndRole(task: Task, scope: LoadScope): void {
  if (scope.isHandler) throw parserFault("Cannot execute 'end_role' from a handler", task.origin);
  if (!task.role) throw parserFault("Cannot execute 'end_role' from outside of a role", task.origin);
}

function refuseLoop(task: Task, data: Dict, statement: string, instead: string): void {
  if (!task.loop) return;
  throw parserFault(
    `You cannot use loops on '${statement}' statements. You should use '${instead}' instead.`,
    originOf(data),
  );
}

/** Unlike import_tasks, the old include has its `vars` (not its `file.yml name=value`) above facts where it is static too. */
function loadOldInclude(data: Dict, found: TaskAction, parent: Block, scope: LoadScope): (Block | Task)[] {
  const modern = modernInclude(data, found, parent);
  const meant = readTaskAction(modern, parent, scope);
  return loadTasksFile(modern, meant, parent, scope, { varsAreParameters: data.has('vars') });
}

function loadTasksFile(
  data: Dict,
  found: TaskAction,
  parent: Block,
  scope: LoadScope,
  options: ImportOptions,
): (Block | Task)[] {
  const { args, target } = taskFileOption(data, found);
  const task = makeTask(data, { ...found, args }, parent, scope);
  return plainActionName(found.action) === 'include_tasks'
    ? [task]
    : importTasks(task, target, data, parent, scope, options);
}

interface ImportOptions {
  /** The task's `vars` count as an include's parameters. */
  readonly varsAreParameters: boolean;
}

function importTasks(
  task: Task,
  target: Value,
  data: Dict,
  parent: Block,
  scope: LoadScope,
  options: ImportOptions,
): (Block | Task)[] {
  refuseLoop(task, data, 'import_tasks', 'include_tasks');
  const { context, play, isHandler } = scope;
  const name = str(renderImportName(task, target, data, scope));
  const file = resolve(findTaskFile(name, { parent, play, isHandler, isStatic: true }, context.files));
  refuseRecursion(file, parent, data);
  const content = context.files.load(file);
  if (!isTruthy(content)) {
    context.warn(`file ${file} is empty and had no tasks to include`);
    return [];
  }
  const tasks = taskList(content, file);
  context.tellImported?.(file);
  const block = new Block({
    keywords: inheritedByImport(task.keywords),
    origin: task.origin,
    parent,
    implicit: true,
    include: { action: 'import_tasks', isStatic: true, target: name, file },
    isInclude: options.varsAreParameters,
  });
  block.block.push(...loadBlocks(tasks, block, scope));
  // Handlers are not looked for inside nested blocks, so those of an imported file stand side by side.
  return isHandler
    ? block.block.flatMap((member) => (member instanceof Block ? member.block : [member]))
    : [block];
}

function taskList(content: Value, file: string): Value[] {
  if (Array.isArray(content)) return content;
  throw parserFault(
    'included task files must contain a list of tasks',
    (content instanceof Dict && originOf(content)) || { file, line: 1, column: 1 },
  );
}

function renderImportName(task: Task, target: Value, data: Dict, scope: LoadScope): Value {
  try {
    return renderName(target, task, scope);
  } catch (fault) {
    if (!(fault instanceof MitorunError) || fault.code !== 'TEMPLATE_UNDEFINED') throw fault;
    throw parserFault(
      `Error when evaluating variable in import path ${repr(target)}: ${fault.message}`,
      originOf(data),
      'When using static imports, ensure that any variables used in their names are defined in vars/vars_files\n' +
        'or extra-vars passed in from the command line. Static imports cannot use variables from facts or inventory\n' +
        'sources like group or host vars.',
    );
  }
}

/** A file that imports itself, directly or through others, would be loaded for ever. */
function refuseRecursion(file: string, parent: Block, data: Dict): void {
  for (const node of parent.lineage()) {
    if (!(node instanceof Block) || !node.include) continue;
    if (!node.include.isStatic) return;
    if (node.include.file !== file) continue;
    throw parserFault(
      `A recursion loop was detected: ${file} imports itself.`,
      originOf(data),
      'Use include_tasks with a condition.',
    );
  }
}
