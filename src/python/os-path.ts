import { type BigIntStats, lstatSync, type Stats, statSync } from 'node:fs';
import { nativePath } from './file-system.ts';

/**
 * What Python's `os.path` says of files: something that cannot be looked at (below a file, not ours to enter, in a circle
 * of links, a name too long) is not there, and no error.
 */
export function pathStatus(path: string): Stats | undefined {
  return orMissing(() => statSync(nativePath(path), { throwIfNoEntry: false }));
}

/** As `pathStatus`, with times to the nanosecond. */
export function exactPathStatus(path: string): BigIntStats | undefined {
  return orMissing(() => statSync(nativePath(path), { bigint: true, throwIfNoEntry: false }));
}

/** As `pathStatus`, of a link itself. */
export function linkStatus(path: string): Stats | undefined {
  return orMissing(() => lstatSync(nativePath(path), { throwIfNoEntry: false }));
}

export function isDirectory(path: string): boolean {
  return pathStatus(path)?.isDirectory() ?? false;
}

export function isFile(path: string): boolean {
  return pathStatus(path)?.isFile() ?? false;
}

function orMissing<Status>(look: () => Status | undefined): Status | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
