import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  lstatSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { referenceLibrary, referenceProgram } from '../reference.ts';

/**
 * Playbooks that register the result of each action, run by ansible-core 2.19 and by mitorun on equal starting states.
 * Equal must be: the registered results, the files left behind, the exit code.
 */
const reference = referenceProgram('ansible-playbook');
const content = referenceLibrary();
const playbooks = resolve('test/oracle/playbooks');
const place = join(tmpdir(), `mitorun-actions-${process.pid}`);
const work = join(place, 'work');

interface Run {
  readonly exitCode: number;
  readonly results: unknown;
  readonly files: readonly string[];
}

function run(program: string, playbook: string, options: readonly string[]): Run {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const inventory = join(place, 'hosts');
  writeFileSync(
    inventory,
    'localhost ansible_connection=local ansible_python_interpreter=/usr/bin/python3\n',
  );
  const exitCode = exitCodeOf(program, [
    '-i',
    inventory,
    join(playbooks, playbook),
    '-e',
    `work=${work}`,
    ...options,
  ]);
  const results = join(work, 'results.json');
  const text = existsSync(results) ? readFileSync(results, 'utf8') : '[]';
  rmSync(results, { force: true });
  return { exitCode, results: settled(JSON.parse(text)), files: filesBelow(work) };
}

function exitCodeOf(program: string, words: readonly string[]): number {
  const env = {
    ...process.env,
    MITORUN_CONTENT: content,
    ANSIBLE_DEPRECATION_WARNINGS: '0',
    ANSIBLE_NOCOLOR: '1',
  };
  try {
    execFileSync(program, words, { env, stdio: ['ignore', 'ignore', 'ignore'] });
    return 0;
  } catch (error) {
    return error instanceof Error && 'status' in error ? Number(error.status) : -1;
  }
}

/** Times, numbers of jobs and places that differ between any two runs. */
const passing = new Set([
  'delta',
  'start',
  'end',
  'stop',
  'elapsed',
  'ansible_job_id',
  'results_file',
  'erased',
  'warnings',
]);
/** Where the two programs keep a copy of their own for a moment. */
const ownPlaces = new Set(['src', 'after_header', '_original_basename']);

function settled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value === 'string') return settledText(value);
  if (typeof value !== 'object' || value === null) return value;
  const kept: Record<string, unknown> = {};
  const isSkip = 'skipped' in value && value.skipped === true;
  for (const [key, member] of Object.entries(value)) {
    if (passing.has(key)) continue;
    // A skip that an action decides on carries no `failed` in ansible-core.
    if (isSkip && key === 'failed') continue;
    // How often a job in the background is asked for depends on how fast the machine is.
    if (key === 'attempts' && 'ansible_job_id' in value && Number(member) >= 1) {
      kept[key] = '1 or more';
      continue;
    }
    kept[key] =
      ownPlaces.has(key) && typeof member === 'string' && !member.startsWith(work)
        ? 'somewhere'
        : settled(member);
  }
  return kept;
}

function settledText(text: string): string {
  return text
    .replace(/\/\S*\/(?:ansible-tmp-|mitorun-)[^\s/]+\/(?:[\d-]+\/|[0-9a-f]{16}\/)?/g, 'TMP/')
    .replace(/\.\d+\.\d{4}-\d\d-\d\d@[\d:]+~/g, '~')
    .replace(
      /(ansible\.module_utils\._internal\._datatag\.)?_AnsibleTagged([A-Z])/g,
      (_all, _module, letter: string) => letter.toLowerCase(),
    )
    .replace(/Valid booleans include: [^\n]*/g, 'Valid booleans')
    .replace(/Supported parameters include: [^\n]*/g, 'Supported parameters')
    .replace(/Paused for [\d.]+/g, 'Paused');
}

function filesBelow(directory: string, below = ''): string[] {
  return readdirSync(join(directory, below))
    .toSorted()
    .flatMap((name) => {
      const path = join(below, name);
      const stats = lstatSync(join(directory, path));
      const shown = `${settledText(path)} ${stats.mode.toString(8)}`;
      if (stats.isSymbolicLink()) return [`${shown} -> ${readlinkSync(join(directory, path))}`];
      if (stats.isDirectory()) return [shown, ...filesBelow(directory, path)];
      // Archives hold times.
      const isArchive = name.endsWith('.gz');
      return [isArchive ? shown : `${shown} ${readFileSync(join(directory, path), 'utf8').slice(0, 1000)}`];
    });
}

afterAll(() => rmSync(place, { recursive: true, force: true }));

const cases: [string, readonly string[]][] = [
  ['actions-copy.yml', []],
  ['actions-template.yml', []],
  ['actions-files.yml', []],
  ['actions-variables.yml', []],
  ['actions-hosts.yml', []],
  ['actions-check-diff.yml', ['--diff']],
  ['actions-check-diff.yml', ['--check', '--diff']],
];

describe('actions, as ansible-core 2.19 has them', () => {
  it.each(cases)('%s %s', { timeout: 300_000 }, (playbook, options) => {
    const ours = run(resolve('bin/mitorun'), playbook, options);
    const theirs = run(reference, playbook, options);
    expect(ours).toEqual(theirs);
  });
});
