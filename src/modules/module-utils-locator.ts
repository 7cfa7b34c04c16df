import path from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { PythonFile } from './directory-listings.ts';

/** A piece of module_utils, found. */
export interface LocatedModule {
  /** Dotted Python name: an import of `basic.AnsibleModule` is found as `basic`. */
  readonly name: readonly string[];
  readonly isPackage: boolean;
  /** Below it a collection's redirect was followed, so that packages on the way may be missing on disk. */
  readonly redirected: boolean;
  /** The file, or undefined where the text is generated. */
  readonly file: string | undefined;
  readonly bytes: Buffer;
}

/** Where module_utils are looked for. */
export interface ModuleUtilsSearch {
  /** Directories that stand for `ansible/module_utils`, first match wins; the content tree's own is the last. */
  readonly directories: readonly string[];
  /** The directory of the collection `ns.name`, or undefined. */
  collectionDirectory(collection: string): string | undefined;
  /** Where `plugin_routing.module_utils.<name>.redirect` of the collection (`ansible.builtin` too) leads. */
  redirect(collection: string, name: string): string | undefined;
  /** The file of a Python module below a directory (`DirectoryListings.findPython`). */
  findPython(root: string, parts: readonly string[], bareDirectories: boolean): PythonFile | undefined;
  /** The bytes of a file; read once for all the modules that share it. */
  read(file: string): Buffer;
  /** Imports found so far, by name and file: most modules share most of their closure. */
  readonly scanned: Map<string, readonly WantedImport[]>;
}

/** An import to find. `ambiguous`: the last part may be a name inside a module. */
export interface WantedImport {
  readonly name: readonly string[];
  readonly ambiguous: boolean;
  readonly optional: boolean;
  readonly belowRedirect: boolean;
}

/**
 * Finds what an import of `ansible.module_utils…` or `ansible_collections…` means, as ModuleUtilLocatorBase and its two
 * children do in `executor/module_common.py` (2.14 and 2.19 agree). Undefined where nothing is there.
 */
export function locateModule(wanted: WantedImport, search: ModuleUtilsSearch): LocatedModule | undefined {
  const { name } = wanted;
  const isCore = name[0] === 'ansible';
  const prefix = isCore ? 2 : 5;
  if (!isCore && name.length >= 6 && (name[3] !== 'plugins' || name[4] !== 'module_utils')) {
    throw new MitorunError(
      'ACTION',
      `a module may only import from a collection's plugins.module_utils, not ${name.join('.')}`,
    );
  }
  // six makes its submodules at run time: whatever is imported from it is six itself.
  const isSix = isCore && name[2] === 'six';
  const candidates: (readonly string[])[] = isSix
    ? [name.slice(0, 3)]
    : wanted.ambiguous && name.length - prefix > 1
      ? [name, name.slice(0, -1)]
      : [name];
  for (const candidate of candidates) {
    const found = isCore
      ? (findCore(candidate, search) ?? findRedirect(candidate, 'ansible.builtin', prefix, search))
      : (findRedirect(candidate, `${candidate[1]}.${candidate[2]}`, prefix, search) ??
        findInCollection(candidate, search));
    if (found) return found;
  }
  if (!wanted.belowRedirect) return undefined;
  return {
    name: candidates.at(-1) ?? name,
    isPackage: true,
    redirected: false,
    file: undefined,
    bytes: Buffer.alloc(0),
  };
}

function findCore(name: readonly string[], search: ModuleUtilsSearch): LocatedModule | undefined {
  for (const directory of search.directories) {
    const found = search.findPython(directory, name.slice(2), false);
    if (found) return readModule(found, name, search);
  }
  return undefined;
}

function findInCollection(name: readonly string[], search: ModuleUtilsSearch): LocatedModule | undefined {
  // Packages above module_utils exist on the target, but what a collection has in their __init__ stays here.
  if (name.length < 6) {
    return { name, isPackage: true, redirected: false, file: undefined, bytes: Buffer.alloc(0) };
  }
  const directory = search.collectionDirectory(`${name[1]}.${name[2]}`);
  // Ansible's collection loader makes up an empty package for a directory without __init__.py.
  const found =
    directory && search.findPython(path.join(directory, 'plugins', 'module_utils'), name.slice(5), true);
  return found ? readModule(found, name, search) : undefined;
}

function readModule(found: PythonFile, name: readonly string[], search: ModuleUtilsSearch): LocatedModule {
  const bytes = found.file === undefined ? Buffer.alloc(0) : search.read(found.file);
  return { name, isPackage: found.isPackage, redirected: false, file: found.file, bytes };
}

function findRedirect(
  name: readonly string[],
  collection: string,
  prefix: number,
  search: ModuleUtilsSearch,
): LocatedModule | undefined {
  const remainder = name.slice(prefix);
  if (remainder.length === 0) return undefined;
  const target = search.redirect(collection, remainder.join('.'));
  if (target === undefined) return undefined;
  // The target's own text of AnsiballZ, in effect: importing the old name gives the module that has it now.
  const text = `\nimport sys\nimport ${expandRedirect(target)} as mod\n\nsys.modules['${name.join('.')}'] = mod\n`;
  return { name, isPackage: true, redirected: true, file: undefined, bytes: Buffer.from(text) };
}

/** `ns.coll.sub.name` is short for `ansible_collections.ns.coll.plugins.module_utils.sub.name`. */
function expandRedirect(target: string): string {
  if (target.startsWith('ansible_collections')) return target;
  const [namespace, collection, ...rest] = target.split('.');
  if (namespace === undefined || collection === undefined || rest.length === 0) {
    throw new MitorunError('CONTENT', `invalid redirect of a module_util to '${target}'`);
  }
  return `ansible_collections.${namespace}.${collection}.plugins.module_utils.${rest.join('.')}`;
}
