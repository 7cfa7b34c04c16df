import { expandHome } from '../python/expand-home.ts';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { baseDirectory, roleAround } from './load-scope.ts';
import { Block, type Play, type PlaybookNode } from './model.ts';
import type { PlaybookFiles } from './playbook-files.ts';

export interface TaskFilePlace {
  /** The node that the import or include stands under. */
  readonly parent: PlaybookNode;
  readonly play: Play;
  readonly isHandler: boolean;
  readonly isStatic: boolean;
}

/**
 * The file that `import_tasks` or `include_tasks` means: beside the file that includes it, seen from each include
 * around it in turn, then in the role's tasks (or handlers), then beside the playbook. Where none exists, the last place
 * that was looked at, for the message. `target` is rendered.
 */
export function findTaskFile(target: string, place: TaskFilePlace, files: PlaybookFiles): string {
  const { play } = place;
  const base = baseDirectory(play);
  const role = roleAround(place.parent);
  const subdirectory = place.isHandler ? 'handlers' : 'tasks';
  const inRole = (path: string): string => findRelative(path, subdirectory, target, base, files, true);
  let cumulative: string | undefined;
  let innerRolePath = '';
  for (const node of place.parent.lineage()) {
    if (!(node instanceof Block)) continue;
    if (node.role) innerRolePath = node.role.path;
    if (!node.include) continue;
    const around = node.include.file === undefined ? innerRolePath : directoryOf(node.include.target);
    cumulative = cumulative === undefined || isAbsolute(cumulative) ? around : join(around, cumulative);
    const found = role
      ? rolePlaces(role.path, resolve(role.path, subdirectory, cumulative), place.isStatic).map(inRole)
      : [findRelative(base, cumulative, target, base, files, false)];
    const existing = found.find((candidate) => files.exists(candidate));
    if (existing !== undefined) return existing;
  }
  if (role) return inRole(role.path);
  return isAbsolute(target) ? target : resolve(base, expandHome(target));
}

/** A dynamic include looks into the role's tasks before it looks beside the including file. */
function rolePlaces(rolePath: string, beside: string, isStatic: boolean): string[] {
  return isStatic ? [beside] : [rolePath, beside];
}

/** As Python has it: empty, not `.`, for a name alone. */
function directoryOf(path: string): string {
  return path.includes('/') ? dirname(path) : '';
}

/** Ansible's `path_dwim_relative`: a file of a role or a playbook, with or without the usual directory's name. */
function findRelative(
  path: string,
  directory: string,
  source: string,
  base: string,
  files: PlaybookFiles,
  isRole: boolean,
): string {
  if (isAbsolute(source) || source.startsWith('~')) return expandHome(source);
  const inTasks = isRole && /(?:^|\/)tasks\/?$/.test(path);
  const around = inTasks ? dirname(path) : path;
  const candidates = [
    joinAsWritten(path, directory, source),
    resolve(around, directory, source),
    ...(isRole && !source.endsWith(directory) ? [resolve(around, 'tasks', source)] : []),
    resolve(directory, source),
    resolve(around, source),
    resolve(base, directory, source),
    resolve(base, source),
  ];
  const last = resolve(base, source);
  return candidates.find((candidate) => files.exists(candidate)) ?? last;
}

/** Without resolving `..`, since the output shows this path. */
function joinAsWritten(...parts: readonly string[]): string {
  return parts.reduce((path, part) =>
    isAbsolute(part) ? part : path.endsWith('/') ? path + part : `${path}/${part}`,
  );
}
