import { MitorunError } from '../../errors/mitorun-error.ts';
import { isQualified } from './reference.ts';
import type { RuntimeMetadata } from './runtime.ts';

/** What resolving a group needs to know of the content tree. */
export interface GroupSources {
  /** Metadata of `ns.coll` or `ansible.builtin`; undefined where there is no such collection. */
  metadata(collection: string): RuntimeMetadata | undefined;
  /** Full name of an action or module; undefined where there is none. */
  resolveAction(name: string): string | undefined;
  /** Told what is wrong with a group that is used nevertheless, in Ansible's words. */
  complain?(message: string): void;
}

/**
 * Full names of the actions in a group of module_defaults and in the groups that it extends
 * (`playbook/base.py:_resolve_group`). Members that don't exist are left out.
 * @param group `aws`, `ns.coll.group`: what follows `group/`
 * @throws MitorunError PARSER with Ansible's text where the group doesn't exist
 */
export function resolveActionGroup(group: string, sources: GroupSources): readonly string[] {
  const members = collectMembers(group, 'ansible.builtin', sources, new Set());
  if (members) return [...new Set(members)];
  const name = isQualified(group) ? group : `ansible.builtin.${group}`;
  throw new MitorunError(
    'PARSER',
    `Error loading module_defaults: could not resolve the module_defaults group ${name}`,
  );
}

function collectMembers(
  group: string,
  owner: string,
  sources: GroupSources,
  visited: Set<string>,
): string[] | undefined {
  const name = isQualified(group) ? group : `${owner}.${group}`;
  if (visited.has(name)) return [];
  visited.add(name);
  const collection = name.split('.').slice(0, 2).join('.');
  const found = sources.metadata(collection)?.actionGroup(name);
  if (!found) return undefined;
  for (const problem of found.problems) {
    sources.complain?.(
      `Invalid metadata was found for action_group ${name} while loading module_defaults. ${problem}`,
    );
  }
  const members = found.actions.flatMap((action) => {
    const full = isQualified(action) ? action : `${collection}.${action}`;
    return sources.resolveAction(full) ?? [];
  });
  for (const extended of found.extends) {
    members.push(...(collectMembers(extended, collection, sources, visited) ?? []));
  }
  return members;
}
