import { shortName } from '../parsing/builtin-name.ts';
import { randomUUID } from 'node:crypto';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { templateOrString, TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import { copyOrigins, originOf, valueOriginOf } from '../yaml/origins.ts';
import { findTaskAction, type TaskAction } from './find-task-action.ts';
import type { AttributeOwner } from './keywords/table.ts';
import { attributesOf } from './keywords/table.ts';
import { collectionsAt, type LoadScope, roleAround } from './load-scope.ts';
import { type Block, type Play, Task, type TaskLoop } from './model.ts';
import { loadedClass, parserFault, playbookFault } from './playbook-fault.ts';
import { readKeywords, unknownKeyword } from './read-keywords.ts';
import { roleDisplayName } from './role-name.ts';
import { invalidVariableName } from './variables.ts';

/** The action of a task that is about to be loaded under `parent`. Throws MitorunError PARSER. */
export function readTaskAction(data: Dict, parent: Block | Play, scope: LoadScope): TaskAction {
  const { context } = scope;
  const own = data.get('collections');
  const collections = Array.isArray(own)
    ? own.filter((name) => typeof name === 'string')
    : collectionsAt(parent);
  return findTaskAction(data, {
    resolves: (name) => placed(() => context.resolveAction(name, collections), originOf(data)),
    unresolved: (name) => {
      const missing = context.missingPackage?.(name);
      if (missing !== undefined) context.warn(`Error loading plugin '${name}': No module named '${missing}'`);
    },
    deprecate: (message, removedIn, details) => context.deprecate(message, removedIn, details),
  });
}

/** What is wrong with an action stands at its task: that it has been removed, say. */
function placed<T>(find: () => T, origin: Origin | undefined): T {
  try {
    return find();
  } catch (fault) {
    if (!(fault instanceof MitorunError) || fault.origin) throw fault;
    throw new MitorunError(fault.code, fault.message, { origin, cause: fault.cause });
  }
}

/** The action without `ansible.builtin.` or `ansible.legacy.` before it; undefined for a template. */
export function plainActionName(action: string | TemplateString): string | undefined {
  return typeof action === 'string' ? shortName(action) : undefined;
}

/** One task from its mapping; what its action needs beyond that is the caller's matter. Throws MitorunError PARSER. */
export function makeTask(data: Dict, found: TaskAction, parent: Block | Play, scope: LoadScope): Task {
  const owner = ownerOf(plainActionName(found.action), scope.isHandler);
  const loop = readLoop(data, scope);
  checkRegister(data);
  const keywords = readKeywords(data, {
    owner: owner.attributes,
    ownerName: owner.name,
    skip: keysReadHere(data, found, scope),
    onUnknown: (key) => refuseOrIgnore(key, data, owner, scope),
    context: scope.context,
  });
  if (found.isLocal) keywords.set('delegate_to', 'localhost');
  if (scope.isHandler) addRoleTopics(keywords, parent);
  return new Task({
    keywords,
    origin: originOf(data),
    parent,
    uuid: randomUUID(),
    name: nameOf(keywords.get('name')),
    action: found.action,
    actionOrigin: found.actionOrigin,
    args: found.args,
    argsTemplate: found.argsTemplate,
    loop,
    isHandler: scope.isHandler,
    registerOrigin: valueOriginOf(data, 'register'),
  });
}

interface Owner {
  readonly attributes: AttributeOwner;
  /** Its class in Ansible's messages. */
  readonly name: string;
}

function ownerOf(action: string | undefined, isHandler: boolean): Owner {
  switch (action) {
    case 'include_tasks':
      return isHandler
        ? { attributes: 'HandlerTaskInclude', name: 'HandlerTaskInclude' }
        : { attributes: 'TaskInclude', name: 'TaskInclude' };
    case 'import_tasks':
      return {
        attributes: isHandler ? 'Handler' : 'Task',
        name: isHandler ? 'HandlerTaskInclude' : 'TaskInclude',
      };
    case 'include_role':
      return { attributes: 'IncludeRole', name: 'IncludeRole' };
    case 'import_role':
      return { attributes: 'Task', name: 'IncludeRole' };
    default:
      return isHandler ? { attributes: 'Handler', name: 'Handler' } : { attributes: 'Task', name: 'Task' };
  }
}

function refuseOrIgnore(key: string, data: Dict, owner: Owner, scope: LoadScope): void {
  if (!scope.context.settings.invalidTaskAttributeFails) {
    scope.context.warn(`Ignoring invalid attribute: ${key}`);
    return;
  }
  const known = attributesOf[owner.attributes].keys();
  // Ansible looks at the keywords of dynamic includes by themselves, before and beside those of tasks.
  if (owner.attributes !== 'Task' && owner.attributes !== 'Handler')
    throw unknownKeyword(key, owner.name, originOf(data), known);
  throw parserFault(
    `'${key}' is not a valid attribute for a ${owner.name}\n` +
      'This error can be suppressed as a warning using the "invalid_task_attribute_failed" configuration',
    originOf(data, key),
  );
}

function keysReadHere(data: Dict, found: TaskAction, scope: LoadScope): ReadonlySet<string> {
  const keys = ['action', 'local_action', 'args', 'loop', str(found.action)];
  for (const key of data.keys()) if (lookupOf(key, scope) !== undefined) keys.push(str(key));
  return new Set(keys);
}

function lookupOf(key: Value, scope: LoadScope): string | undefined {
  if (typeof key !== 'string' || !key.startsWith('with_')) return undefined;
  const name = key.slice('with_'.length);
  return scope.context.isLookup(name) ? name : undefined;
}

/** `loop` or `with_<lookup>`. A `loop` written behind a `with_` gives that lookup its terms, as it does in Ansible. */
function readLoop(data: Dict, scope: LoadScope): TaskLoop | undefined {
  let lookup: string | undefined;
  let terms: Value | undefined;
  let origin: Origin | undefined;
  for (const [key, value] of data) {
    if (key === 'loop') {
      terms = value ?? undefined;
      origin = valueOriginOf(data, key);
      continue;
    }
    const name = lookupOf(key, scope);
    if (name === undefined) continue;
    if (terms !== undefined || lookup !== undefined)
      throw playbookFault(`duplicate loop in task: ${name}`, originOf(data));
    if (value === null)
      throw playbookFault(`you must specify a value when using ${str(key)}`, originOf(data));
    lookup = name;
    terms = value;
    origin = valueOriginOf(data, key);
  }
  return terms === undefined ? undefined : { lookup, terms, origin };
}

function nameOf(value: Value | undefined): string | TemplateString | undefined {
  if (value === undefined || value === '') return undefined;
  return value instanceof TemplateString ? value : str(value);
}

function checkRegister(data: Dict): void {
  const register = data.get('register');
  if (register === undefined || register === null) return;
  const origin = valueOriginOf(data, 'register');
  const fault = invalidVariableName(register instanceof TemplateString ? register.source : register, origin);
  if (fault) throw parserFault("Invalid 'register' specified.", fault.origin, undefined, fault);
}

/** Topics of a role's handler are also known with the role's name before them. */
function addRoleTopics(keywords: Map<string, Value>, parent: Block | Play): void {
  const role = roleAround(parent);
  const topics = keywords.get('listen');
  if (!role || !Array.isArray(topics)) return;
  const prefixes = [...new Set([roleDisplayName(role), role.name])];
  const prefixed = topics.flatMap((topic) =>
    prefixes.map((prefix) =>
      topic instanceof TemplateString
        ? templateOrString(`${prefix} : ${topic.source}`, topic.origin)
        : `${prefix} : ${str(topic)}`,
    ),
  );
  keywords.set('listen', [...topics, ...prefixed]);
}

/** Checks the options of include_tasks and import_tasks; gives the file's name as written. */
export function taskFileOption(data: Dict, found: TaskAction): { target: Value; args: Dict } {
  const action = str(found.action);
  const isImport = plainActionName(found.action) === 'import_tasks';
  const unknown = [...found.args.keys()]
    .map(str)
    .filter((key) => !['file', '_raw_params', 'apply'].includes(key));
  if (unknown.length > 0)
    throw parserFault(`Invalid options for ${action}: ${unknown.join(',')}`, originOf(data));
  const free = found.args.get('_raw_params');
  const target = free === undefined || free === null || free === '' ? found.args.get('file') : free;
  if (target === undefined || target === null || target === '')
    throw parserFault(`No file specified for ${action}`, originOf(data));
  const args = new Dict([['_raw_params', target]]);
  const apply = readApply(data, found, isImport);
  if (apply) args.set('apply', apply);
  copyOrigins(found.args, args);
  return { target, args };
}

const roleFileOptions = ['tasks_from', 'vars_from', 'defaults_from', 'handlers_from'];
const roleOptions = new Set([
  'name',
  'role',
  'apply',
  'public',
  'allow_duplicates',
  'rolespec_validate',
  ...roleFileOptions,
]);

/** Checks the options of include_role and import_role. */
export function checkRoleOptions(data: Dict, found: TaskAction): void {
  const action = str(found.action);
  const name = found.args.get('name') ?? found.args.get('role') ?? null;
  if (name === null) throw parserFault(`'name' is a required field for ${action}.`, originOf(data));
  const unknown = [...found.args.keys()].map(str).filter((key) => !roleOptions.has(key));
  if (unknown.length > 0)
    throw parserFault(`Invalid options for ${action}: ${unknown.join(',')}`, originOf(data));
  for (const option of roleFileOptions) {
    const value = found.args.get(option);
    if (value === undefined || typeof value === 'string' || value instanceof TemplateString) continue;
    throw parserFault(
      `Expected a string for ${option} but got ${loadedClass(value)} instead`,
      originOf(data),
    );
  }
  readApply(data, found, plainActionName(found.action) === 'import_role');
}

function readApply(data: Dict, found: TaskAction, isImport: boolean): Dict | undefined {
  const apply = found.args.get('apply');
  if (apply === undefined) return undefined;
  const isEmpty = apply === null || apply === '' || (apply instanceof Dict && apply.size === 0);
  if (isImport && !isEmpty)
    throw parserFault(`Invalid options for ${str(found.action)}: apply`, originOf(data));
  if (!(apply instanceof Dict))
    throw parserFault(`Expected a dict for apply but got ${loadedClass(apply)} instead`, originOf(data));
  return apply;
}
