import { MitorunError } from '../errors/mitorun-error.ts';
import { globToRegex } from '../python/fnmatch.ts';
import { compileRegex } from '../python/regex/pattern.ts';

/**
 * Whether a name is one that a pattern names: `~regex` as Python's `re.match`, else a glob as `fnmatch`.
 * Throws MitorunError INVENTORY for a regular expression that is none.
 */
export function nameMatcher(pattern: string): (name: string) => boolean {
  if (!isSpecial(pattern)) return (name) => name === pattern;
  try {
    if (!pattern.startsWith('~')) {
      const glob = globToRegex(pattern);
      return (name) => glob.test(name);
    }
    const compiled = compileRegex(pattern.slice(1));
    return (name) => compiled.match(name) !== undefined;
  } catch (error) {
    throw new MitorunError('INVENTORY', `Invalid host list pattern: ${pattern}`, { cause: error });
  }
}

/** Whether a pattern is anything but a plain name. */
export function isSpecial(pattern: string): boolean {
  return pattern.startsWith('~') || /[*?[]/.test(pattern);
}
