import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import type { Origin } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { TemplateString } from '../python/template-string.ts';
import { isTruthy } from '../python/truth.ts';
import { unknownOrigin } from '../python/unknown-origin.ts';
import type { Value } from '../python/value.ts';
import { copyOrigins, originOf } from '../yaml/origins.ts';
import { findRole, type FoundRole } from './find-role.ts';
import { attributesOf } from './keywords/table.ts';
import { baseDirectory, type LoadScope } from './load-scope.ts';
import { loadBlocks } from './load-task-list.ts';
import { Block, type Play, type RoleInvocation, Task } from './model.ts';
import { loadedClass, parserFault, playbookFault, refuseCollection } from './playbook-fault.ts';
import { readKeywords } from './read-keywords.ts';
import { type RoleFiles, loadRoleFile, loadRoleVariables } from './role-files.ts';
import { roleIdentity } from './role-identity.ts';
import { loadRoleMetadata, type RoleDependency, type RoleMetadata } from './role-metadata.ts';
import { roleDisplayName } from './role-name.ts';
import { renderName } from './static-variables.ts';

/** A role's tasks, and its handlers with those of its dependencies before them. */
export interface LoadedRole {
  readonly block: Block;
  readonly role: RoleInvocation;
  readonly handlers: readonly Block[];
}

/** How a role is used; for `roles:` and dependencies most of it stands in the definition. */
export interface RoleUseOptions {
  readonly from?: RoleFiles;
  /** Undefined: as the settings say for imports and includes. */
  readonly isPublic?: boolean | undefined;
  readonly isStatic: boolean;
  /** Used by import_role or include_role. */
  readonly fromInclude: boolean;
  readonly validateArguments: boolean;
  /** In place of what the role's metadata say. */
  readonly allowDuplicates?: boolean;
  /** `vars` of the import_role or include_role. */
  readonly vars?: Value | undefined;
  /** The role around the use, or the one whose dependency it is. */
  readonly parentRole: RoleInvocation | undefined;
  readonly parent: Block | Play;
  /** What handlers inherit from; the same as `parent` but for dependencies. */
  readonly handlerParent: Block | Play;
  readonly collections: readonly string[];
  /** The directory that holds the role whose dependency this one is. */
  readonly beside?: string;
  readonly origin: Origin | undefined;
  /** Conditions of an `import_playbook` around the play. */
  readonly leadingWhen?: readonly Value[];
}

/**
 * Loads one use of a role: defaults, vars, metadata, dependencies, tasks, handlers. `definition` is what stands under
 * `roles:` or `dependencies:`: a name, or a mapping with keywords and parameters. Throws MitorunError PARSER or PLAYBOOK.
 */
export function loadRole(definition: Value, options: RoleUseOptions, scope: LoadScope): LoadedRole {
  const { context, play } = scope;
  const origin = definition instanceof Dict ? originOf(definition) : options.origin;
  const { name, params } = readDefinition(definition, options, origin, scope);
  const found = findRole(
    name,
    { collections: options.collections, base: baseDirectory(play), beside: options.beside, origin },
    context,
  );
  if (found.collection === undefined) context.addPluginDirectory?.(found.path);
  const keywords = readRoleKeywords(definition, params, scope);
  const metadata = loadRoleMetadata(found, context);
  const dependencies: RoleInvocation[] = [];
  const role = makeInvocation(found, params, keywords, metadata, dependencies, options, scope);
  refuseRecursion(role, origin);
  keywords.set('collections', [...role.collections]);
  const own = keywords.get('when');
  if (options.leadingWhen?.length)
    keywords.set('when', [...options.leadingWhen, ...(Array.isArray(own) ? own : [])]);
  const block = new Block({ keywords, origin, parent: options.parent, implicit: true, role });
  const handlerParent = new Block({ keywords, origin, parent: options.handlerParent, implicit: true, role });
  const handlers: Block[] = [];
  for (const dependency of metadata.dependencies) {
    const loaded = loadDependency(dependency, role, block, handlerParent, options, scope);
    dependencies.push(loaded.role);
    block.block.push(loaded.block);
    handlers.push(...loaded.handlers);
  }
  fillTasks(role, block, options, scope);
  const data = loadRoleFile(role, 'handlers', context, options.from?.handlers);
  handlers.push(
    ...loadBlocks(roleList(data, 'handlers', role), handlerParent, { ...scope, isHandler: true }),
  );
  return { block, role, handlers };
}

function readDefinition(
  definition: Value,
  options: RoleUseOptions,
  origin: Origin | undefined,
  scope: LoadScope,
): { name: string; params: Dict } {
  const isText = typeof definition === 'string' || definition instanceof TemplateString;
  if (!isText && !(definition instanceof Dict)) throw parserFault('Invalid role definition.', origin);
  if (isText && str(definition).includes(','))
    throw playbookFault(`Invalid old style role requirement: ${str(definition)}`, origin);
  const written = isText ? definition : (definition.get('role') ?? definition.get('name') ?? '');
  if (!isTruthy(written) || (typeof written !== 'string' && !(written instanceof TemplateString)))
    throw playbookFault('role definitions must contain a role name', origin);
  if (!isText) refuseCollection('name', definition.get('name'), origin);
  const name = str(renderName(written, options.parent, scope));
  return { name, params: isText ? new Dict() : paramsOf(definition) };
}

/** Keys of a role's definition that are no keywords. */
function paramsOf(definition: Dict): Dict {
  const params = new Dict([...definition].filter(([key]) => !attributesOf.RoleInclude.has(str(key))));
  copyOrigins(definition, params);
  return params;
}

function readRoleKeywords(definition: Value, params: Dict, scope: LoadScope): Map<string, Value> {
  if (!(definition instanceof Dict)) return new Map();
  const skip = new Set(['role', 'name', ...[...params.keys()].map(str)]);
  return readKeywords(definition, {
    owner: 'RoleInclude',
    skip,
    context: scope.context,
  });
}

function makeInvocation(
  found: FoundRole,
  params: Dict,
  keywords: ReadonlyMap<string, Value>,
  metadata: RoleMetadata,
  dependencies: readonly RoleInvocation[],
  options: RoleUseOptions,
  scope: LoadScope,
): RoleInvocation {
  const { context } = scope;
  const from = options.from ?? {};
  const { privateRoleVars } = context.settings;
  const entryPoint = from.tasks ?? 'main';
  const spec = metadata.argumentSpecs.get(entryPoint);
  const role = {
    uuid: randomUUID(),
    name: found.name,
    collection: found.collection,
    path: found.path,
    defaults: loadRoleVariables(found, 'defaults', context, from.defaults),
    vars: loadRoleVariables(found, 'vars', context, from.vars),
    params,
    parent: options.parentRole,
    dependencies,
    allowDuplicates: options.allowDuplicates ?? metadata.allowDuplicates,
    entryPoint,
    isPublic: options.isPublic ?? (privateRoleVars === undefined ? options.isStatic : !privateRoleVars),
    isStatic: options.isStatic,
    identity: '',
    collections: roleCollections(found, metadata),
    argumentSpec: spec instanceof Dict && spec.size > 0 ? spec : undefined,
  };
  const identity = roleIdentity({
    name: roleDisplayName(role),
    path: role.path,
    params,
    when: keywords.get('when') ?? [],
    tags: keywords.get('tags') ?? [],
    from,
    vars: options.vars ?? keywords.get('vars') ?? null,
    fromInclude: options.fromInclude,
  });
  return { ...role, identity };
}

/** A role searches its own collection and those that its metadata name; nothing from the playbook around it. */
function roleCollections(found: FoundRole, metadata: RoleMetadata): string[] {
  const own = found.collection === undefined ? [] : [found.collection];
  const collections = [...own, ...metadata.collections.filter((name) => !own.includes(name))];
  const complete = collections.some((name) => name === 'ansible.builtin' || name === 'ansible.legacy');
  if (collections.length === 0 || complete) return collections;
  return [...collections, found.collection === undefined ? 'ansible.legacy' : 'ansible.builtin'];
}

/** Refuses a role that statically includes itself by the same entry point: loading it would never end. */
function refuseRecursion(role: RoleInvocation, origin: Origin | undefined): void {
  for (let around: RoleInvocation | undefined = role; around.isStatic; ) {
    around = around.parent;
    if (!around) return;
    if (around.path !== role.path || around.entryPoint !== role.entryPoint) continue;
    throw playbookFault(
      'A recursion loop was detected with the roles specified. Make sure child roles do not have dependencies on parent roles',
      origin,
    );
  }
}

function loadDependency(
  dependency: RoleDependency,
  role: RoleInvocation,
  block: Block,
  handlerParent: Block,
  options: RoleUseOptions,
  scope: LoadScope,
): LoadedRole {
  const others = role.collections.filter((name) => name !== role.collection);
  const collections = [...(role.collection === undefined ? [] : [role.collection]), ...others];
  if (!collections.includes('ansible.legacy')) collections.push('ansible.legacy');
  return loadRole(
    dependency.definition,
    {
      isStatic: options.isStatic,
      fromInclude: false,
      validateArguments: true,
      parentRole: role,
      parent: block,
      handlerParent,
      collections,
      beside: dirname(role.path),
      origin: dependency.origin,
    },
    scope,
  );
}

function fillTasks(role: RoleInvocation, block: Block, options: RoleUseOptions, scope: LoadScope): void {
  const data = loadRoleFile(role, 'tasks', scope.context, options.from?.tasks);
  if (options.validateArguments && role.argumentSpec)
    block.block.push(validationTask(role, role.argumentSpec, block));
  block.block.push(...loadBlocks(roleList(data, 'tasks', role), block, { ...scope, isHandler: false }));
  block.block.push(roleCompleteTask(block));
}

function roleList(data: Value, kind: 'tasks' | 'handlers', role: RoleInvocation): Value[] {
  if (Array.isArray(data)) return data;
  if (!isTruthy(data)) return [];
  throw parserFault(
    `The ${kind}/main.yml file for role '${role.name}' must contain a list of tasks: ${str(data)} should be a list or None but is ${loadedClass(data)}`,
    data instanceof Dict ? originOf(data) : undefined,
  );
}

/** What checks the role's parameters and variables before its first task. Runs whatever the tags. */
function validationTask(role: RoleInvocation, spec: Dict, parent: Block): Task {
  const entryPoint = role.entryPoint ?? 'main';
  const description = spec.get('short_description');
  const name = `Validating arguments against arg spec '${entryPoint}'${description === undefined ? '' : ` - ${str(description)}`}`;
  const action = 'ansible.builtin.validate_argument_spec';
  const args = Dict.of({
    argument_spec: spec.get('options') ?? new Dict(),
    provided_arguments: role.params,
    validate_args_context: Dict.of({
      type: 'role',
      name: role.name,
      argument_spec_name: entryPoint,
      path: role.path,
    }),
  });
  const tags = ['always'];
  return new Task({
    keywords: new Map<string, Value>([
      ['name', name],
      ['tags', tags],
    ]),
    origin: unknownOrigin(Dict.of({ action, args, name, tags })),
    parent,
    uuid: randomUUID(),
    name,
    action,
    args,
    isHandler: false,
  });
}

/** Marks the end of a role, on every host, whatever the `--tags`; not with `--skip-tags tagged`. */
function roleCompleteTask(parent: Block): Task {
  return new Task({
    keywords: new Map<string, Value>([
      ['tags', ['always']],
      ['run_once', false],
    ]),
    origin: undefined,
    parent,
    uuid: randomUUID(),
    name: undefined,
    action: 'meta',
    args: Dict.of({ _raw_params: 'role_complete' }),
    isHandler: false,
    implicit: true,
  });
}
