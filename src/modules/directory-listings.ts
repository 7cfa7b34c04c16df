import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathStatus } from '../python/os-path.ts';

/**
 * Lists directories, each once a run: looking for Python modules asks for many files that do not exist.
 * Remembers each directory's modification time, so that a cache can check whether a search would still end
 * the same.
 */
export class DirectoryListings {
  readonly #listings = new Map<string, Listing | undefined>();

  /**
   * Returns the names in a directory; undefined where there is no directory. Adds it to `touched` with its
   * modification time.
   */
  list(directory: string, touched?: Map<string, number>): ReadonlySet<string> | undefined {
    let listing = this.#listings.get(directory);
    if (!listing && !this.#listings.has(directory)) {
      listing = readListing(directory);
      this.#listings.set(directory, listing);
    }
    touched?.set(directory, listing?.modified ?? -1);
    return listing?.names;
  }

  /**
   * The file of the Python module `parts` below `root`: a package's `__init__.py` before a plain `.py`. With
   * `bareDirectories`, a directory that has none is a package too, and its file is undefined.
   */
  findPython(
    root: string,
    parts: readonly string[],
    bareDirectories: boolean,
    touched?: Map<string, number>,
  ): PythonFile | undefined {
    let directory = root;
    const last = parts.at(-1);
    if (last === undefined) return undefined;
    for (const part of parts.slice(0, -1)) {
      if (!this.list(directory, touched)?.has(part)) return undefined;
      directory = path.join(directory, part);
    }
    const names = this.list(directory, touched);
    if (!names) return undefined;
    const packageDirectory = path.join(directory, last);
    const inside = names.has(last) ? this.list(packageDirectory, touched) : undefined;
    if (inside?.has('__init__.py'))
      return { file: path.join(packageDirectory, '__init__.py'), isPackage: true };
    if (inside && bareDirectories) return { file: undefined, isPackage: true };
    return names.has(`${last}.py`) ? { file: `${packageDirectory}.py`, isPackage: false } : undefined;
  }
}

/** A Python module on disk. */
export interface PythonFile {
  readonly file: string | undefined;
  readonly isPackage: boolean;
}

interface Listing {
  readonly names: ReadonlySet<string>;
  readonly modified: number;
}

/** The modification time of a directory as the listings remember it: -1 where it isn't one. */
export function directoryStamp(directory: string): number {
  const stat = pathStatus(directory);
  return stat?.isDirectory() ? stat.mtimeMs : -1;
}

function readListing(directory: string): Listing | undefined {
  const modified = directoryStamp(directory);
  return modified === -1 ? undefined : { names: new Set(readdirSync(directory)), modified };
}
