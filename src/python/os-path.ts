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

/** What `os.path.splitext` takes off a path: `.bashrc` has no extension. */
export function extensionOf(path: string): string {
  return splitExtension(path)[1];
}

/** `os.path.splitext`: a leading dot begins no extension. */
export function splitExtension(path: string, separators = '/'): [string, string] {
  const start = Math.max(...Array.from(separators, (separator) => path.lastIndexOf(separator))) + 1;
  const dot = path.lastIndexOf('.');
  const isExtension = dot >= start && /[^.]/.test(path.slice(start, dot));
  return isExtension ? [path.slice(0, dot), path.slice(dot)] : [path, ''];
}
