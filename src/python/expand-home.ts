import { findAccount, homeDirectory } from './accounts.ts';

/** `os.path.expanduser`: `~` and `~name` at the start of a path; an unknown name stays. */
export function expandHome(path: string, home = homeDirectory()): string {
  const found = /^~([^/]*)/.exec(path);
  if (!found) return path;
  const start = found[1] === '' ? home : findAccount(({ name }) => name === found[1])?.home;
  if (start === undefined) return path;
  return start.replace(/\/+$/, '') + path.slice(found[0].length) || '/';
}
