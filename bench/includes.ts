/**
 * One play with 250 to 2,000 `include_tasks` of a task each: `npm run bench:includes`. The time for each include must not
 * grow with their number. ansible-playbook, beside it, does the fewest alone: it would take minutes for more.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.ts';

const programs: Readonly<Record<string, string>> = {
  mitorun: fileURLToPath(new URL('../bin/mitorun', import.meta.url)),
  ansible: '/usr/bin/ansible-playbook',
};

const counts = [250, 500, 1000, 2000];
const fewest = 250;

const directory = mkdtempSync(join(tmpdir(), 'mitorun-bench-'));
try {
  writeFileSync(join(directory, 'one.yml'), '- set_fact:\n    seen: "{{ number }}"\n');
  for (const count of counts) {
    writeFileSync(join(directory, 'site.yml'), playbook(count));
    for (const [name, program] of Object.entries(programs)) {
      if (name === 'ansible' && count > fewest) continue;
      const { wall, exitCode, stdout } = measure([program, 'site.yml', '-i', 'localhost,'], {
        cwd: directory,
        env: { ...process.env, ANSIBLE_NOCOLOR: '1' },
      });
      if (exitCode !== 0 || !stdout.includes(`ok=${2 * count} `))
        throw new Error(`${name} did not run ${count} includes`);
      console.log(
        `${String(count).padStart(5)} includes  ${name.padEnd(8)} ${wall.toFixed(2)} s, ${((wall * 1000) / count).toFixed(1)} ms each`,
      );
    }
  }
} finally {
  rmSync(directory, { recursive: true });
}

function playbook(count: number): string {
  const tasks = Array.from(
    { length: count },
    (_member, number) => `    - include_tasks: one.yml\n      vars:\n        number: ${number}\n`,
  );
  return `- hosts: localhost\n  connection: local\n  gather_facts: false\n  tasks:\n${tasks.join('')}`;
}
