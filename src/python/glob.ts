import { readdirSync } from './file-system.ts';
import { resolve } from 'node:path';
import { globToRegex } from './fnmatch.ts';
import { isDirectory, linkStatus } from './os-path.ts';

/**
 * Python's `glob.glob`: `*`, `?` and `[...]` within one part of a path; no hidden names but for a pattern that begins
 * with a dot. Relative patterns count from `base` and give relative paths.
 */
export function glob(pattern: string, base: string): string[] {
  if (!hasMagic(pattern)) return exists(resolve(base, pattern)) ? [pattern] : [];
  const slash = pattern.lastIndexOf('/');
  const head = pattern.slice(0, slash + 1);
  const tail = pattern.slice(slash + 1);
  const directory = /^\/*$/.test(head) ? head : head.replace(/\/+$/, '');
  const directories = directory !== '' && hasMagic(directory) ? glob(directory, base) : [directory];
  return directories.flatMap((parent) => {
    const prefix = parent === '' || parent.endsWith('/') ? parent : `${parent}/`;
    return namesIn(resolve(base, parent), tail).map((name) => prefix + name);
  });
}

const hasMagic = (pattern: string): boolean => /[*?[]/.test(pattern);

function namesIn(directory: string, pattern: string): string[] {
  if (pattern === '') return isDirectory(directory) ? [''] : [];
  if (!hasMagic(pattern)) return exists(`${directory}/${pattern}`) ? [pattern] : [];
  const wanted = globToRegex(pattern);
  return entries(directory).filter(
    (name) => (pattern.startsWith('.') || !name.startsWith('.')) && wanted.test(name),
  );
}

function entries(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function exists(path: string): boolean {
  return linkStatus(path) !== undefined;
}
