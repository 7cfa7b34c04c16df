import { realpathSync } from '../../python/file-system.ts';
import { posix, resolve, sep } from 'node:path';
import { typeError, valueError } from '../../python/python-error.ts';
import { decodeEscaping } from '../../python/bytes-text.ts';
import { Bytes } from '../../python/bytes.ts';
import { Tuple } from '../../python/tuple.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { expandHome } from '../../python/expand-home.ts';
import { glob } from '../../python/glob.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { CallContext, FilterDefinition } from '../registry.ts';
import { classText, sequenceOf, stringOf } from '../text-argument.ts';
import { isFile, splitExtension } from '../../python/os-path.ts';

/** Ansible's filters of paths on the controller, as `os.path` has them. */
export const pathFilters: readonly FilterDefinition[] = [
  ofPath('basename', (path) => path.slice(path.lastIndexOf('/') + 1)),
  ofPath('dirname', dirname),
  ofPath('splitext', (path) => new Tuple(splitExtension(path, '/'))),
  ofPath('normpath', normalize),
  ofPath('expanduser', (path, context) => expandHome(path, context.lookups.environment['HOME'])),
  ofPath('expandvars', (path, context) => expandVariables(path, context.lookups.environment)),
  ofPath('realpath', (path) => realPath(resolve(path)), true),
  {
    name: 'relpath',
    signature: signature('path, start=None'),
    call: (_context, path, start) => {
      const text = requirePath(path as Value);
      if (text === '') throw valueError('no path specified');
      const from = start === null ? resolve('.') : resolve(requirePath(start as Value));
      return posix.relative(from, resolve(text)) || '.';
    },
  },
  {
    name: 'path_join',
    signature: signature('paths'),
    call: (_context, paths) => {
      const text = stringOf(paths as Value);
      if (text !== undefined) return text;
      const parts = sequenceOf(paths as Value);
      if (!parts)
        throw pluginFailure(
          `|path_join expects string or sequence, got ${classText(paths as Value)} instead.`,
        );
      if (parts.length === 0) throw typeError("join() missing 1 required positional argument: 'a'");
      return joinPaths(parts.map((part) => joinable(part, parts)));
    },
  },
  {
    name: 'commonpath',
    signature: signature('paths'),
    call: (_context, paths) => {
      const parts = sequenceOf(paths as Value);
      if (!parts)
        throw pluginFailure(`|commonpath expects sequence, got ${classText(paths as Value)} instead.`);
      return commonPath(parts.map(requirePath));
    },
  },
  {
    name: 'fileglob',
    signature: signature('pathname'),
    impure: true,
    call: (_context, pattern) =>
      glob(requirePath(pattern as Value), resolve('.')).filter((path) => isFile(resolve(path))),
  },
];

function ofPath(
  name: string,
  compute: (path: string, context: CallContext) => Value,
  impure = false,
): FilterDefinition {
  return {
    name,
    signature: signature('path'),
    impure,
    call: (context, path) => compute(requirePath(path as Value), context),
  };
}

function requirePath(value: Value): string {
  const text = stringOf(value);
  if (text !== undefined) return text;
  if (value instanceof Bytes) return decodeEscaping(value.data);
  throw typeError(`expected str, bytes or os.PathLike object, not ${pathTypeName(value)}`);
}

/** The class of a value as ansible-core hands it to filters. */
function pathTypeName(value: Value): string {
  if (Array.isArray(value)) return '_AnsibleLazyTemplateList';
  const type = typeName(value);
  return type === 'dict' ? '_AnsibleLazyTemplateDict' : type;
}

function joinable(part: Value, parts: readonly Value[]): string {
  const text = stringOf(part);
  if (text !== undefined) return text;
  if (part === parts[0]) return requirePath(part);
  throw typeError(`join() argument must be str, bytes, or os.PathLike object, not '${pathTypeName(part)}'`);
}

/** `os.path.join`: an absolute part starts anew. */
export function joinPaths(parts: readonly string[]): string {
  return parts.reduce((path, part) => {
    if (part.startsWith('/')) return part;
    return path === '' || path.endsWith('/') ? path + part : `${path}/${part}`;
  });
}

/** `os.path.dirname`. */
export function dirname(path: string): string {
  const head = path.slice(0, path.lastIndexOf('/') + 1);
  return /^\/*$/.test(head) ? head : head.replace(/\/+$/, '');
}

/** `os.path.normpath`: two leading slashes stay, as POSIX allows. */
function normalize(path: string): string {
  if (path === '') return '.';
  const normal = posix.normalize(path);
  const bare = normal.length > 1 ? normal.replace(/\/+$/, '') : normal;
  return /^\/\/(?!\/)/.test(path) ? `/${bare === '' ? '/' : bare}` : bare || '/';
}

function expandVariables(path: string, environment: Readonly<Record<string, string | undefined>>): string {
  return path.replace(/\$(?:([A-Za-z0-9_]+)|\{([^}]*)\})/g, (whole, bare?: string, braced?: string) => {
    const name = bare ?? (braced as string);
    return Object.hasOwn(environment, name) ? (environment[name] ?? whole) : whole;
  });
}

/** `os.path.realpath`: parts that are not there are kept as they are. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = posix.dirname(path);
    return parent === path ? path : posix.join(realPath(parent), posix.basename(path));
  }
}

function commonPath(paths: readonly string[]): string {
  if (paths.length === 0) throw valueError('commonpath() arg is an empty sequence');
  const absolute = paths.map((path) => path.startsWith('/'));
  if (new Set(absolute).size > 1) throw valueError("Can't mix absolute and relative paths");
  const split = paths.map((path) => path.split(sep).filter((part) => part !== '' && part !== '.'));
  const [first = [], ...others] = split;
  const end = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  const shared = end < 0 ? first : first.slice(0, end);
  return (absolute[0] ? '/' : '') + shared.join('/');
}

/** Windows paths, whatever the controller runs on: Python's `ntpath`. */
export const windowsPathFilters: readonly FilterDefinition[] = [
  ofPath('win_basename', (path) => {
    const [, rest] = splitDrive(path);
    return rest.slice(lastSeparator(rest) + 1);
  }),
  ofPath('win_dirname', (path) => {
    const [drive, rest] = splitDrive(path);
    const head = rest.slice(0, lastSeparator(rest) + 1);
    return drive + (/^[\\/]*$/.test(head) ? head : head.replace(/[\\/]+$/, ''));
  }),
  ofPath('win_splitdrive', (path) => new Tuple(splitDrive(path))),
];

const lastSeparator = (path: string): number => Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/'));

/** Drive letter or `\\host\share`, and the rest. */
function splitDrive(path: string): [string, string] {
  if (!/^[\\/]{2}/.test(path)) return path[1] === ':' ? [path.slice(0, 2), path.slice(2)] : ['', path];
  const [host, share] = [...path.matchAll(/[\\/]/g)].slice(2).map((separator) => separator.index);
  if (host === undefined || share === undefined) return [path, ''];
  return [path.slice(0, share), path.slice(share)];
}
