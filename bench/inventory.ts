/**
 * 5,000 hosts in 200 groups, loaded and listed by mitorun and by ansible-inventory in turn: `npm run bench:inventory`. Both
 * lists must be equal, but for the profile that ansible-core tells since 2.19, or no time is printed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { measure, type Measurement, median } from './measure.ts';

const rounds = 5;
const groups = 200;
const hostsInGroup = 25;

const programs: Readonly<Record<string, readonly string[]>> = {
  mitorun: [fileURLToPath(new URL('../bin/mitorun', import.meta.url)), 'inventory'],
  ansible: ['/usr/bin/ansible-inventory'],
};

const directory = mkdtempSync(join(tmpdir(), 'mitorun-bench-'));
try {
  writeFileSync(join(directory, 'hosts'), inventory());
  const results = new Map<string, Measurement[]>(Object.keys(programs).map((name) => [name, []]));
  // The first round warms caches and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, command] of Object.entries(programs)) {
      const result = measure([...command, '-i', 'hosts', '--list'], { cwd: directory, env: process.env });
      if (round > 0) results.get(name)?.push(result);
    }
  }
  report(results);
} finally {
  rmSync(directory, { recursive: true });
}

function inventory(): string {
  const lines: string[] = [];
  for (let group = 0; group < groups; group++) {
    lines.push(`[group${group}]`);
    for (let host = 0; host < hostsInGroup; host++)
      lines.push(
        `host${group}-${host}.example.org ansible_host=10.${group}.0.${host} rank=${host} site='s ${group}'`,
      );
  }
  return `${lines.join('\n')}\n`;
}

function report(results: ReadonlyMap<string, readonly Measurement[]>): void {
  const lists = [...results.values()].flat().map(({ stdout, exitCode }) => {
    if (exitCode !== 0) throw new Error(`a program ended with ${exitCode}`);
    return JSON.parse(stdout, (key, value: unknown) => (key === 'profile' ? undefined : value)) as unknown;
  });
  if (!lists.every((list) => isDeepStrictEqual(list, lists[0]))) throw new Error('the lists differ');
  console.log(`${groups * hostsInGroup} hosts in ${groups} groups, median of ${rounds}`);
  for (const [name, runs] of results) {
    const wall = median(runs.map((run) => run.wall));
    console.log(
      `  ${name.padEnd(8)} wall ${wall.toFixed(2)} s   cpu ${median(runs.map((run) => run.cpu)).toFixed(2)} s`,
    );
  }
}
