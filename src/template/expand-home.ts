import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';

/** `os.path.expanduser`: `~` and `~name` at the start of a path; an unknown name stays. */
export function expandHome(path: string, home = process.env['HOME'] ?? homedir()): string {
  const found = /^~([^/]*)/.exec(path);
  if (!found) return path;
  const start = found[1] === '' ? home : homeOf(found[1] as string);
  if (start === undefined) return path;
  return start.replace(/\/+$/, '') + path.slice(found[0].length) || '/';
}

function homeOf(user: string): string | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${user}:`));
  return line?.split(':')[5];
}
