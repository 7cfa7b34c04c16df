import { join, resolve, sep } from 'node:path';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import type { PlaybookContext } from './context.ts';
import { parserFault } from './playbook-fault.ts';
import { combineVars } from './variables.ts';

export interface RoleDirectory {
  readonly name: string;
  readonly path: string;
}

/** Files to use in place of `main`: `tasks_from`, `vars_from`... */
export interface RoleFiles {
  readonly tasks?: string | undefined;
  readonly vars?: string | undefined;
  readonly defaults?: string | undefined;
  readonly handlers?: string | undefined;
}

/** Reads the `_from` options of import_role and include_role. */
export function readRoleFiles(option: (name: string) => Value | undefined): RoleFiles {
  const file = (name: string): string | undefined => {
    const value = option(name) ?? null;
    return value === null ? undefined : str(value);
  };
  return {
    tasks: file('tasks_from'),
    vars: file('vars_from'),
    defaults: file('defaults_from'),
    handlers: file('handlers_from'),
  };
}

const extensions = ['.yml', '.yaml', '.json'];

/**
 * What a role has in one of its directories: `main` or the file that was asked for, with or without extension. Null
 * where there is none. Throws MitorunError PARSER for a file that was asked for and is not there, or stands outside.
 */
export function loadRoleFile(
  role: RoleDirectory,
  subdirectory: string,
  context: PlaybookContext,
  wanted?: string,
): Value {
  const [file] = findRoleFiles(role, subdirectory, context, wanted, false);
  return file === undefined ? null : context.files.load(file);
}

/** Variables in `vars/` or `defaults/`: of one file, or of all files below a directory of that name, in order. */
export function loadRoleVariables(
  role: RoleDirectory,
  subdirectory: 'vars' | 'defaults',
  context: PlaybookContext,
  wanted?: string,
): Dict {
  let merged: Value | undefined;
  const files = findRoleFiles(role, subdirectory, context, wanted, true);
  for (const file of files) {
    const content = context.files.load(file);
    if (!isTruthy(content)) continue;
    merged =
      merged instanceof Dict && content instanceof Dict
        ? combineVars(merged, content, context.settings.mergeHashes)
        : content;
  }
  if (merged === undefined) return new Dict();
  if (merged instanceof Dict) return merged;
  const [file = role.path] = files;
  throw parserFault(
    `The ${subdirectory}/main.yml file for role '${role.name}' must contain a dictionary of variables`,
    { file, line: 1, column: 1 },
  );
}

function findRoleFiles(
  role: RoleDirectory,
  subdirectory: string,
  context: PlaybookContext,
  wanted: string | undefined,
  wholeDirectory: boolean,
): string[] {
  const directory = join(role.path, subdirectory);
  if (!context.files.isDirectory(directory)) return [];
  const found = findNamed(directory, wanted, context, wholeDirectory);
  if (found.length === 0 && wanted !== undefined)
    throw parserFault(`Could not find specified file in role: ${subdirectory}/${wanted}`);
  for (const file of found) {
    if (resolve(file).startsWith(directory + sep)) continue;
    throw parserFault(
      `Failed loading '${file}' for role (${role.name}) as it is not inside the expected role path: '${directory}'`,
    );
  }
  return found;
}

function findNamed(
  directory: string,
  wanted: string | undefined,
  context: PlaybookContext,
  wholeDirectory: boolean,
): string[] {
  // A name that was asked for may carry its extension; `main` without one is the last resort.
  const endings = wanted === undefined ? [...extensions, ''] : ['', ...extensions];
  const name = wanted ?? 'main';
  const base = name.startsWith('/') ? name : `${directory}/${name}`;
  for (const ending of endings) {
    const path = base + ending;
    if (!context.files.exists(path)) continue;
    if (!context.files.isDirectory(path)) return [path];
    if (wholeDirectory) return filesBelow(path, context, endings);
  }
  return [];
}

/** Files of variables below a directory; hidden files, backups and other extensions are passed over. */
function filesBelow(directory: string, context: PlaybookContext, endings: readonly string[]): string[] {
  return context.files.list(directory).flatMap((name) => {
    if (name.startsWith('.') || name.endsWith('~')) return [];
    const path = join(directory, name);
    const dot = name.lastIndexOf('.');
    const ending = dot > 0 ? name.slice(dot) : '';
    if (context.files.isDirectory(path)) return ending === '' ? filesBelow(path, context, endings) : [];
    return context.files.isFile(path) && endings.includes(ending) ? [path] : [];
  });
}
