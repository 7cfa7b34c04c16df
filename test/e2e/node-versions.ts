import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The majors of Node on which mitorun is tried; `test/run` fetches those that do not run the tests. */
export const nodeMajors = [20, 22, 24, 26] as const;

const own = Number(process.versions.node.split('.')[0]);

/** The executable of a major version of Node. Fails by its name where it is missing. */
export function nodeExecutable(major: number): string {
  if (major === own) return process.execPath;
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'mitorun-tests');
  const executable = join(cache, `node-${major}`, 'bin', 'node');
  if (!existsSync(executable)) {
    throw new Error(
      `Node ${major} is missing: \`test/config/fetch-node ${major}\` fetches it (test/run does)`,
    );
  }
  return executable;
}
