import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';

/** A playbook to compare: a file `fixtures/oracle/<name>.yml`, or a directory with `site.yml` and what belongs to it. */
export interface OracleCase {
  readonly name: string;
  /** What is copied to where the playbook runs: the directory, or the one file with the common inventory. */
  readonly files: readonly string[];
  readonly playbook: string;
  /** From a first line `# args: …`, words parted by blanks. */
  readonly args: readonly string[];
  /** From lines `# env: NAME=value`. */
  readonly environment: Readonly<Record<string, string>>;
  /** From a line `# order: free`: results of different tasks may be interleaved in any way. */
  readonly anyOrder: boolean;
  /** From a line `# polls: any`: how often a job is asked for, and a task tried, depends on the machine's speed. */
  readonly anyPolls: boolean;
  /** What real Ansible was recorded to do. */
  readonly recording: string;
}

const root = fileURLToPath(new URL('../../../fixtures/oracle/', import.meta.url));

/** All cases, by name. */
export function oracleCases(): OracleCase[] {
  const cases: OracleCase[] = [];
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      if (!existsSync(join(root, entry.name, 'site.yml'))) continue;
      const directory = join(root, entry.name);
      const files = readdirSync(directory)
        .filter((name) => name !== 'expected.json')
        .map((name) => join(directory, name));
      if (!existsSync(join(directory, 'hosts'))) files.push(join(root, 'hosts'));
      cases.push(caseOf(entry.name, join(directory, 'site.yml'), files, join(directory, 'expected.json')));
    } else if (entry.name.endsWith('.yml')) {
      const name = entry.name.slice(0, -'.yml'.length);
      const path = join(root, entry.name);
      cases.push(caseOf(name, path, [path, join(root, 'hosts')], join(root, `${name}.expected.json`)));
    }
  }
  return cases.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function caseOf(name: string, playbook: string, files: readonly string[], recording: string): OracleCase {
  const head = readFileSync(playbook, 'utf8').match(/^#.*$/gm) ?? [];
  const said = (what: string): string[] =>
    head.flatMap((line) => {
      const value = new RegExp(`^# ${what}: (.*)$`).exec(line)?.[1];
      return value === undefined ? [] : [value];
    });
  return {
    name,
    files,
    playbook: playbook.slice(dirname(playbook).length + 1),
    args: said('args').flatMap((line) => line.split(' ')),
    environment: Object.fromEntries(
      said('env').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    ),
    anyOrder: said('order').includes('free'),
    anyPolls: said('polls').includes('any'),
    recording,
  };
}
