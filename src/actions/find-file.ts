import { existsSync, readFileSync } from '../python/file-system.ts';
import { basename, dirname, isAbsolute, join, normalize } from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { expandHome } from '../python/expand-home.ts';

/**
 * The file that a task names, sought as Ansible's `_find_needle` does: for each directory of the search path first in
 * its `files/` (or `templates/`...), then in itself. Throws ACTION naming every place, where there is none.
 */
export function findUserFile(
  name: string,
  directory: 'files' | 'templates' | 'vars' | 'tasks',
  searchPath: readonly string[],
  origin: Origin | undefined,
): string {
  const places = candidatePaths(name, directory, searchPath, origin && dirname(origin.file));
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  const searched =
    absolutePath(name) === undefined ? `\nSearched in:${places.map((place) => `\n\t${place}`).join('')}` : '';
  throw new MitorunError(
    'ACTION',
    `Could not find or access '${name}'${searched} on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option`,
    { origin },
  );
}

function absolutePath(name: string): string | undefined {
  const expanded = name.startsWith('~') ? expandHome(name) : name;
  return isAbsolute(expanded) ? normalize(expanded) : undefined;
}

/**
 * The places in the order in which they are tried. The playbook's directory, the last of the search path, comes again
 * where the task's own file is in it.
 */
export function candidatePaths(
  name: string,
  directory: string,
  searchPath: readonly string[],
  taskDirectory?: string,
): string[] {
  const absolute = absolutePath(name);
  if (absolute !== undefined) return [absolute];
  const named = name.split('/')[0] === directory ? [] : [directory];
  const last = searchPath.at(-1);
  const inRoleTasks = (path: string): string[] => {
    const parent = dirname(path);
    return basename(parent) === 'tasks' ? [join(dirname(parent), directory, name), join(parent, name)] : [];
  };
  const within = (path: string): string[] => [
    ...named.map((part) => join(path, part, name)),
    join(path, name),
  ];
  return [
    ...searchPath.flatMap((path) => [...inRoleTasks(path), ...within(path)]),
    ...(last === undefined || (taskDirectory ?? last) !== last ? [] : within(last)),
  ];
}

/** A file's bytes. Throws ACTION with the system's reason. */
export function readUserFile(path: string, origin: Origin | undefined): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MitorunError('ACTION', `an error occurred while trying to read the file '${path}': ${reason}`, {
      origin,
      cause,
    });
  }
}
