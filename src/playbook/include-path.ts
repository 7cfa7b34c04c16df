import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { baseDirectory, roleAround } from './load-scope.ts';
import { Block, type Play, type PlaybookNode } from './model.ts';
import type { PlaybookFiles } from './playbook-files.ts';

export interface TaskFilePlace {
  /** The node that the import or include stands under. */
  readonly parent: PlaybookNode;
  readonly play: Play;
  readonly isHandler: boolean;
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
  let cumulative: string | undefined;
  for (const node of place.parent.lineage()) {
    if (!(node instanceof Block) || !node.include) continue;
    const around = includeDirectory(node.include);
    cumulative = cumulative === undefined || isAbsolute(cumulative) ? around : join(around, cumulative);
    const candidates = role
      ? [
          findRelative(resolve(role.path, subdirectory, cumulative), subdirectory, target, base, files, true),
          findRelative(role.path, subdirectory, target, base, files, true),
        ]
      : [findRelative(base, cumulative, target, base, files, false)];
    const found = candidates.find((candidate) => files.exists(candidate));
    if (found !== undefined) return found;
  }
  if (role) return findRelative(role.path, subdirectory, target, base, files, true);
  return isAbsolute(target) ? target : resolve(base, expandHome(target));
}

function includeDirectory(include: NonNullable<Block['include']>): string {
  return include.file === undefined ? include.target : dirname(include.target);
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
    resolve(path, directory, source),
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

/** `~` at the beginning of a path as the home directory. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}
