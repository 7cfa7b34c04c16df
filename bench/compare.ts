/**
 * Side by side on one machine: mitorun, Mitogen and Ansible with pipelining, interleaved, over a real ssh connection.
 * `npm run bench [-- --rounds N] [-- --hosts N]` prints medians and ratios. Exit codes and recaps must be equal, or no time is printed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startSshd } from '../test/e2e/sshd.ts';
import { type Contender, contenders } from './contenders.ts';
import { measure, type Measurement, median } from './measure.ts';

interface Workload {
  readonly name: string;
  readonly playbook: string;
}

const header = ['- hosts: all', '  gather_facts: false', '  tasks:'];

const workloads: readonly Workload[] = [
  {
    name: 'loop of 100',
    playbook: [...header, '    - command: hostname', '      loop: "{{ range(100) | list }}"'].join('\n'),
  },
  {
    name: '100 tasks',
    playbook: [...header, ...Array.from({ length: 100 }, () => '    - command: hostname')].join('\n'),
  },
  { name: 'one ping', playbook: [...header, '    - ping:'].join('\n') },
];

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, hosts: { type: 'string', default: '1' } },
});
const rounds = Number(values.rounds);
const hostCount = Number(values.hosts);

const directory = mkdtempSync(join(tmpdir(), 'mitorun-bench-'));
const sshd = await startSshd();
try {
  const hosts = Array.from(
    { length: hostCount },
    (_, index) =>
      `h${index} ansible_host=127.0.0.${index + 2} ansible_port=${sshd.port} ansible_user=root ansible_ssh_private_key_file=${sshd.key} ` +
      `ansible_ssh_common_args='-o UserKnownHostsFile=${sshd.knownHosts}' ansible_python_interpreter=/usr/bin/python3`,
  );
  writeFileSync(join(directory, 'hosts'), `${hosts.join('\n')}\n`);
  for (const workload of workloads) {
    writeFileSync(join(directory, 'site.yml'), `${workload.playbook}\n`);
    report(workload, await race(contenders()));
  }
} finally {
  await sshd.stop();
  rmSync(directory, { recursive: true });
}

async function race(entrants: readonly Contender[]): Promise<Map<Contender, Measurement[]>> {
  const results = new Map<Contender, Measurement[]>(entrants.map((entrant) => [entrant, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const entrant of entrants) {
      const { command, environment } = entrant;
      const env = {
        ...process.env,
        HOME: directory,
        ANSIBLE_NOCOLOR: '1',
        ANSIBLE_FORKS: '20',
        ...environment,
      };
      const result = measure([...command, 'site.yml', '-i', 'hosts'], { cwd: directory, env });
      // The first round warms caches (byte code, closures, ssh's control directory) and is not counted.
      if (round > 0) results.get(entrant)?.push(result);
    }
  }
  return results;
}

function report(workload: Workload, results: Map<Contender, Measurement[]>): void {
  const recaps = new Set(
    [...results.values()].flat().map(({ stdout, exitCode }) => `${exitCode} ${recapOf(stdout)}`),
  );
  if (recaps.size !== 1)
    throw new Error(`${workload.name}: outcomes differ, so times mean nothing:\n${[...recaps].join('\n')}`);
  const rows = [...results].map(([contender, runs]) => ({
    name: contender.name,
    wall: median(runs.map(({ wall }) => wall)),
    cpu: median(runs.map(({ cpu }) => cpu)),
  }));
  const [first] = rows;
  console.log(`\n${workload.name}, ${hostCount} host(s), median of ${rounds}`);
  for (const row of rows) {
    const ratio = (mine: number, theirs: number): string => (mine / theirs).toFixed(2);
    const against =
      first && row !== first
        ? `   mitorun/${row.name}: wall ${ratio(first.wall, row.wall)}, cpu ${ratio(first.cpu, row.cpu)}`
        : '';
    console.log(
      `  ${row.name.padEnd(8)} wall ${row.wall.toFixed(2)} s   controller cpu ${row.cpu.toFixed(2)} s${against}`,
    );
  }
}

function recapOf(stdout: string): string {
  return stdout
    .split('\n')
    .filter((line) => /ok=\d+\s+changed=/.test(line))
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .join('; ');
}
