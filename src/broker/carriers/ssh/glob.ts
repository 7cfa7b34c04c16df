import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { matchesPattern } from './pattern-list.ts';

/** The existing files that an absolute path with `*` and `?` names, sorted, as Include reads them. */
export function expandGlob(pattern: string): string[] {
  let found = ['/'];
  for (const segment of pattern.split('/').filter((part) => part !== '')) {
    if (!/[*?]/.test(segment)) {
      found = found.map((directory) => join(directory, segment));
      continue;
    }
    found = found.flatMap((directory) =>
      listDirectory(directory)
        .filter((name) => (!name.startsWith('.') || segment.startsWith('.')) && matchesPattern(segment, name))
        .map((name) => join(directory, name)),
    );
  }
  return found.toSorted();
}

function listDirectory(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
