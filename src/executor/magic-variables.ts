import { languageVersion } from '../config/language-version.ts';
import { dirname } from 'node:path';
import type { RoleInvocation, Task, PlayContent } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import { ComputedLayer } from '../vars/layered-variables.ts';
import { roleChain } from '../vars/play-scope.ts';
import type { PlayContext } from './play-context.ts';
import type { RunServices } from './services.ts';

/**
 * The variables that nobody can set (Ansible's docs, "Special variables"): what the run, the play, the host and the role
 * are. Computed when a template asks for them.
 */
export function magicVariables(services: RunServices, scope: MagicScope): ComputedLayer {
  const { play, task, hostvars } = scope;
  return new ComputedLayer([
    ...runVariables(services),
    ...(play ? playVariables(play) : []),
    ...(task ? taskVariables(task, play) : []),
    ...(hostvars ? ([['hostvars', () => hostvars]] as const) : []),
    ['groups', () => services.inventory.groupsDict()],
  ]);
}

export interface MagicScope {
  readonly play: PlayContext | undefined;
  readonly host: string | undefined;
  readonly task: Task | undefined;
  /** Undefined within `hostvars` itself: a host's variables, read by others, do not see those of others. */
  readonly hostvars: Dict | undefined;
}

type Member = readonly [string, () => Value | undefined];

function runVariables({ options, inventory }: RunServices): Member[] {
  return [
    ['ansible_check_mode', () => options.checkMode],
    ['ansible_diff_mode', () => options.diffMode],
    ['ansible_forks', () => options.forks],
    ['ansible_limit', () => options.limit],
    ['ansible_run_tags', () => [...options.tags]],
    ['ansible_skip_tags', () => [...options.skipTags]],
    ['ansible_verbosity', () => options.verbosity],
    ['ansible_config_file', () => options.configFile ?? null],
    ['ansible_playbook_python', () => options.controllerPython],
    ['ansible_inventory_sources', () => [...inventory.sources]],
    ['ansible_version', () => versionVariable(languageVersion)],
  ];
}

function versionVariable(version: string): Dict {
  const [major = 0, minor = 0, revision = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return Dict.of({ string: version, full: version, major, minor, revision });
}

function playVariables(context: PlayContext): Member[] {
  const { removed } = context;
  const remaining = (hosts: readonly string[]): Value => hosts.filter((host) => !removed.includes(host));
  const batch = (): Value => remaining(context.batch);
  return [
    ['playbook_dir', () => context.directory],
    ['ansible_play_name', () => context.name],
    ['ansible_play_hosts_all', () => [...context.allHosts]],
    ['ansible_play_hosts', () => remaining(context.allHosts)],
    ['ansible_play_batch', batch],
    ['play_hosts', batch],
    ['ansible_play_role_names', () => context.content.roles.map(fullName)],
    ['ansible_dependent_role_names', () => dependentRoles(context.content)],
    ['role_names', () => context.content.roles.map(fullName)],
    [
      'ansible_role_names',
      () => [...new Set([...dependentRoles(context.content), ...context.content.roles.map(fullName)])],
    ],
  ];
}

function dependentRoles({ roles }: PlayContent): string[] {
  const names = new Set<string>();
  const visit = (role: RoleInvocation): void => {
    for (const dependency of role.dependencies) {
      names.add(fullName(dependency));
      visit(dependency);
    }
  };
  for (const role of roles) visit(role);
  return [...names];
}

function fullName(role: RoleInvocation): string {
  return role.collection === undefined ? role.name : `${role.collection}.${role.name}`;
}

/**
 * A host's variables by its inventory. Not magic in Ansible's sense: they rank with the host's own variables,
 * so a play can override them.
 */
export function hostIdentity({ inventory }: RunServices, host: string): ComputedLayer {
  return new ComputedLayer([
    ['inventory_hostname', () => host],
    ['inventory_hostname_short', () => inventory.host(host)?.shortName() ?? host],
    ['group_names', () => inventory.host(host)?.groupNames() ?? []],
  ]);
}

function taskVariables(task: Task, play: PlayContext | undefined): Member[] {
  const role = task.role;
  const everyTask: Member[] = [
    ['ansible_search_path', () => searchPath(task, play?.directory)],
    ['environment', () => task.collected('environment').flat()],
  ];
  if (!role) return everyTask;
  return [
    ...everyTask,
    ['role_name', () => role.name],
    ['ansible_role_name', () => fullName(role)],
    ['role_path', () => role.path],
    ['role_uuid', () => role.uuid],
    ['ansible_collection_name', () => role.collection],
    ['ansible_parent_role_names', () => parentRoles(role, fullName)],
    ['ansible_parent_role_paths', () => parentRoles(role, ({ path }) => path)],
  ];
}

/** The roles whose tasks include or import this one, the innermost first; a role's dependencies have its parents. */
function includingRoles(role: RoleInvocation): RoleInvocation[] {
  const parents: RoleInvocation[] = [];
  for (let current = role; current.parent; current = current.parent)
    if (!current.parent.dependencies.includes(current)) parents.push(current.parent);
  return parents;
}

function parentRoles(role: RoleInvocation, show: (parent: RoleInvocation) => string): Value | undefined {
  const parents = includingRoles(role);
  return parents.length === 0 ? undefined : parents.map(show);
}

/** Where files named by a task are sought: its roles, the innermost first, its own file's directory, the playbook's. */
export function searchPath(task: Task, playbookDirectory: string | undefined): string[] {
  const paths = roleChain(task.role).map((role) => role.path);
  if (task.origin) paths.push(dirname(task.origin.file));
  if (playbookDirectory !== undefined) paths.push(playbookDirectory);
  return [...new Set(paths)];
}
