import type { ForeignTask } from '../actions/foreign-connection.ts';
import { becomeMethodNamed, connectionNamed } from '../config/connection-options/all.ts';
import type { Task } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';
import { ConnectionOptions } from './connection-options.ts';
import { connectionVariables } from './connection-variables.ts';
import type { RunServices } from './services.ts';
import { collectionsOf } from './task-collections.ts';
import type { TaskKeywords } from './task-keywords.ts';
import type { VariableScope } from './variable-scope.ts';

/** An agent needs a POSIX shell. */
const windowsShells = new Set(['powershell', 'cmd']);

/** Keywords that plug-ins take options from. */
const connectionKeywords = ['port', 'remote_user', 'become_user', 'become_exe', 'become_flags'];

/**
 * What a task needs of plug-ins that mitorun has not got; undefined where it has them.
 * @param target whose variables `templar` has: the delegate's where the task is delegated
 */
export function foreignTask(
  services: RunServices,
  { host, target, task, scope, loop }: ForeignTaskFields,
  templar: Templar,
  keywords: TaskKeywords,
): ForeignTask | undefined {
  const defaults = services.connection;
  const options = new ConnectionOptions(templar, keywords, defaults);
  const connection = options.connectionName();
  const become = options.namedBecomeMethod();
  const address = options.address();
  const shell = options.plain('ansible_shell_type');
  const isOwn = connectionNamed(connection) !== undefined && !services.foreign.overrides(connection);
  const lacksBecome = become !== undefined && becomeMethodNamed(become) === undefined;
  if (isOwn && !lacksBecome && !windowsShells.has(shell ?? '')) return undefined;
  const written = new Dict();
  for (const keyword of connectionKeywords) {
    const value = keywords.value(keyword) ?? null;
    if (value !== null) written.set(keyword, value);
  }
  written.set('become', become !== undefined);
  if (become !== undefined) written.set('become_method', become);
  return {
    missing: isOwn && lacksBecome ? `become plugin '${become}'` : `connection plugin '${connection}'`,
    host,
    address: address ?? target,
    connection,
    keywords: written,
    collections: searchedCollections(task),
    moduleDefaults: moduleDefaultsOf(task),
    passwords: { connection: defaults.connectionPassword, become: defaults.becomePassword },
    computedVariables: computedVariables(services, { host, target, task, scope, loop }),
  };
}

export interface ForeignTaskFields {
  readonly host: string;
  readonly target: string;
  readonly task: Task;
  readonly scope: VariableScope;
  readonly loop: Dict | undefined;
}

/** Collections that short names are sought in; ansible-core's own and the user's come last. */
function searchedCollections(task: Task): string[] {
  const listed = collectionsOf(task);
  const hasOwn = listed.some((name) => name === 'ansible.builtin' || name === 'ansible.legacy');
  return listed.length === 0 || hasOwn ? listed : [...listed, 'ansible.legacy'];
}

/** Groups are resolved already, into the arguments. */
function moduleDefaultsOf(task: Task): Value[] {
  return (task.collected('module_defaults').flat() as Value[])
    .filter((level) => level instanceof Dict)
    .map((level) => new Dict([...level].filter(([name]) => !str(name).startsWith('group/'))));
}

/**
 * Names of the connection variables that mitorun computed. A plug-in's options must not take them for
 * variables that the user set.
 */
function computedVariables(services: RunServices, { host, task, scope, loop }: ForeignTaskFields): string[] {
  const written = scope.variables(host, task, { connection: false });
  const computed = connectionVariables(services, host, task).keys();
  return [...computed].filter((name) => !written.has(name) && loop?.has(name) !== true);
}
