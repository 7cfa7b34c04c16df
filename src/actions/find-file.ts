import { existsSync, readFileSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { homedir } from 'node:os';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';

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
  const places = candidatePaths(name, directory, searchPath);
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  const listed = places.map((place) => `\n\t${place}`).join('');
  throw new MitorunError(
    'ACTION',
    `Could not find or access '${name}'\nSearched in:${listed} on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option`,
    { origin },
  );
}

/** The places in the order in which they are tried, each once. */
export function candidatePaths(name: string, directory: string, searchPath: readonly string[]): string[] {
  const expanded = name.startsWith('~/') ? join(homedir(), name.slice(2)) : name;
  if (isAbsolute(expanded)) return [expanded];
  const places: string[] = [];
  for (const path of searchPath) {
    if (basename(path) === 'tasks') {
      places.push(join(path, '..', directory, expanded), join(path, '..', expanded));
    }
    if (!expanded.startsWith(`${directory}/`)) places.push(join(path, directory, expanded));
    places.push(join(path, expanded));
  }
  return [...new Set(places)];
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
