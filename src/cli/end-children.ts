import { readdirSync, readFileSync } from 'node:fs';

/**
 * Asks every process below this one to end (SIGTERM), as far as the system tells which those are: Linux does, in /proc.
 * Elsewhere they end by the end of their input.
 */
export function endChildren(): void {
  for (const pid of descendantsOf(process.pid, parentsOfProcesses())) {
    try {
      process.kill(pid, 'SIGTERM');
    } catch {
      // It has ended meanwhile, or belongs to another account: sudo's ends with its input.
    }
  }
}

/** All processes below one, from a table of each one's parent. */
export function descendantsOf(root: number, parents: ReadonlyMap<number, number>): number[] {
  const found: number[] = [];
  const above = new Set([root]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const [pid, parent] of parents) {
      if (!above.has(parent) || above.has(pid)) continue;
      above.add(pid);
      found.push(pid);
      grown = true;
    }
  }
  return found;
}

function parentsOfProcesses(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const name of directoryOf('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // After the name in parentheses, which may hold anything: state and parent (proc(5), stat).
      const [, parent] = readFileSync(`/proc/${name}/stat`, 'latin1')
        .replace(/^.*\) /s, '')
        .split(' ');
      if (parent !== undefined) parents.set(Number(name), Number(parent));
    } catch {
      // It has ended meanwhile.
    }
  }
  return parents;
}

function directoryOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
