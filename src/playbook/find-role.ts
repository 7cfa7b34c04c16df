import { realpathSync } from '../python/file-system.ts';
import { basename, join, resolve } from 'node:path';
import type { Origin } from '../errors/origin.ts';
import type { CollectionRole, PlaybookContext } from './context.ts';
import { expandHome } from '../python/expand-home.ts';
import { playbookFault } from './playbook-fault.ts';

export interface RoleSearch {
  /** Collections to look through for a name without one. */
  readonly collections: readonly string[];
  /** The playbook's directory. */
  readonly base: string;
  /** The directory that holds the role whose dependency this one is. */
  readonly beside: string | undefined;
  readonly origin: Origin | undefined;
}

export interface FoundRole extends Omit<CollectionRole, 'collection'> {
  readonly collection: string | undefined;
}

/**
 * Finds a role: in collections, in `roles/` beside the playbook, in the configured paths, beside the role that depends on
 * it, beside the playbook, and last as a path. Throws MitorunError PLAYBOOK with the places that were looked at.
 */
export function findRole(name: string, search: RoleSearch, context: PlaybookContext): FoundRole {
  const inCollection = context.findRole(name, search.collections);
  if (inCollection) return inCollection;
  const places = [
    join(search.base, 'roles'),
    ...context.settings.rolesPath,
    ...(search.beside === undefined ? [] : [search.beside]),
    search.base,
  ];
  for (const place of places) {
    const path = resolve(place, expandHome(name));
    if (context.files.exists(path)) return { name, path: realpathSync(path), collection: undefined };
  }
  const asPath = resolve(expandHome(name));
  if (context.files.exists(asPath))
    return { name: basename(name), path: realpathSync(asPath), collection: undefined };
  throw playbookFault(
    `the role '${name}' was not found in ${[...search.collections, ...places].join(':')}`,
    search.origin,
  );
}
