import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { MitorunError } from '../../errors/mitorun-error.ts';
import type { Collection, CollectionIndex } from './index.ts';
import { parseReference } from './reference.ts';
import { isDirectory } from '../../python/os-path.ts';

/** A role or playbook inside a collection. */
export interface CollectionResource {
  readonly path: string;
  /** `ns.coll`, which `collections:` of what is in there starts with. */
  readonly collection: string;
  /** The last part of its name. */
  readonly name: string;
}

/** A role's directory: `ns.coll.role`, or `role` looked for in the collections of the `collections:` keyword. */
export function findCollectionRole(
  index: CollectionIndex,
  name: string,
  collections: readonly string[] = [],
): CollectionResource | undefined {
  const reference = parseReference(name);
  const searched = reference ? [reference.collection] : collections;
  const parts = reference ? [...reference.subdirectories, reference.resource] : [name];
  for (const collection of searched) {
    const directory = usable(index, collection)?.directory;
    if (directory === undefined) continue;
    const candidate = path.join(directory, 'roles', ...parts);
    if (isDirectory(candidate)) {
      return { path: candidate, collection, name: parts.at(-1) ?? name };
    }
  }
  return undefined;
}

/** A collection that refuses this ansible-core has no roles, as Ansible sees it. */
function usable(index: CollectionIndex, name: string): Collection | undefined {
  try {
    return index.find(name);
  } catch (error) {
    if (error instanceof MitorunError && error.code === 'PLAYBOOK') return undefined;
    throw error;
  }
}

/** A playbook's file: `ns.coll.name`, with or without its extension. */
export function findCollectionPlaybook(index: CollectionIndex, name: string): CollectionResource | undefined {
  const extension = /\.(?:yml|yaml)$/.exec(name)?.[0] ?? '';
  const reference = parseReference(extension ? name.slice(0, -extension.length) : name);
  const directory = reference && index.find(reference.collection)?.directory;
  if (!reference || directory === undefined) return undefined;
  const base = path.join(directory, 'playbooks', ...reference.subdirectories, reference.resource);
  for (const candidate of extension ? [`${base}${extension}`] : [base, `${base}.yml`, `${base}.yaml`]) {
    if (existsSync(candidate)) {
      return { path: candidate, collection: reference.collection, name: `${reference.resource}${extension}` };
    }
  }
  return undefined;
}

/**
 * The Python files of a collection's plug-ins of one type, sorted; a file may define several filters or tests, so a
 * filter that no file is named after can be in any of them.
 */
export function collectionPluginFiles(index: CollectionIndex, collection: string, type: string): string[] {
  const directory = index.find(collection)?.directory;
  if (directory === undefined) return [];
  const plugins = path.join(directory, 'plugins', type);
  if (!existsSync(plugins)) return [];
  return readdirSync(plugins)
    .filter((name) => name.endsWith('.py') && name !== '__init__.py')
    .toSorted()
    .map((name) => path.join(plugins, name));
}
