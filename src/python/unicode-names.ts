import { spawnSync } from 'node:child_process';

const program =
  'import sys, unicodedata\ntry: print(ord(unicodedata.lookup(sys.argv[1])))\nexcept (KeyError, TypeError): print(-1)';
/** Milliseconds. */
const patience = 5000;
const known = new Map<string, number | undefined>();

/**
 * The code point of a character by its Unicode name (`\N{BULLET}`); undefined where no character is called so. JavaScript
 * has no table of names, so the controller's Python is asked, once for each name.
 */
export function characterNamed(name: string): number | undefined {
  if (!known.has(name)) known.set(name, askPython(name));
  return known.get(name);
}

function askPython(name: string): number | undefined {
  // Only letters, digits, blanks and hyphens are in names.
  if (!/^[A-Za-z0-9 -]+$/.test(name)) return undefined;
  const run = spawnSync('python3', ['-I', '-c', program, name], { encoding: 'utf8', timeout: patience });
  const code = Number.parseInt(run.stdout, 10);
  return code >= 0 ? code : undefined;
}
