import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceLibrary, referenceProgram } from '../reference.ts';

/**
 * The output of whole runs, byte for byte as ansible-core 2.19's on stdout and stderr, but for times, durations and
 * temporary names. The reference is the one of `test/reference.ts`.
 */
const run = promisify(execFile);
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const reference = referenceProgram('ansible-playbook');
const content = join(referenceLibrary(), 'ansible');

interface Case {
  readonly playbook: string;
  readonly options?: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
}

const cases: readonly Case[] = [
  { playbook: 'results.yml' },
  { playbook: 'results.yml', options: ['-v'] },
  { playbook: 'results.yml', options: ['--check'], settings: { CHECK_MODE_MARKERS: '1' } },
  { playbook: 'results.yml', settings: { CALLBACK_RESULT_FORMAT: 'yaml' }, options: ['-v'] },
  { playbook: 'results.yml', settings: { CALLBACK_RESULT_FORMAT: 'yaml', CALLBACK_FORMAT_PRETTY: '0' } },
  { playbook: 'results.yml', settings: { DISPLAY_SKIPPED_HOSTS: '0' } },
  { playbook: 'results.yml', settings: { DISPLAY_OK_HOSTS: '0' } },
  { playbook: 'results.yml', settings: { SHOW_PER_HOST_START: '1' } },
  { playbook: 'results.yml', settings: { DISPLAY_ARGS_TO_STDOUT: '1' } },
  { playbook: 'results.yml', settings: { FORCE_COLOR: '1' } },
  { playbook: 'results.yml', settings: { STDOUT_CALLBACK: 'minimal' } },
  { playbook: 'results.yml', settings: { STDOUT_CALLBACK: 'oneline' } },
  { playbook: 'failures.yml' },
  { playbook: 'failures.yml', settings: { DISPLAY_FAILED_STDERR: '1' } },
  { playbook: 'failures.yml', settings: { SHOW_TASK_PATH_ON_FAILURE: '1', CALLBACK_FORMAT_PRETTY: '1' } },
  { playbook: 'failures.yml', settings: { FORCE_COLOR: '1' } },
  { playbook: 'failures.yml', settings: { STDOUT_CALLBACK: 'nope' } },
  { playbook: 'diffs.yml', options: ['--diff'] },
  { playbook: 'diffs.yml', options: ['--diff', '--check'], settings: { CHECK_MODE_MARKERS: '1' } },
  { playbook: 'diffs.yml', options: ['--diff'], settings: { DIFF_CONTEXT: '0', FORCE_COLOR: '1' } },
  { playbook: 'blocks.yml', settings: { SHOW_CUSTOM_STATS: '1' } },
  { playbook: 'free.yml' },
  { playbook: 'warnings.yml' },
  { playbook: 'warnings.yml', settings: { DEPRECATION_WARNINGS: '0' } },
];

describe('the output of a run', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-output-'));

  beforeAll(() => {
    cpSync(join(root, 'fixtures/playbooks/output'), directory, { recursive: true });
    const host = 'ansible_connection=local ansible_python_interpreter=/usr/bin/python3';
    writeFileSync(join(directory, 'hosts'), `localhost ${host}\n[web]\nweb1 ${host}\nweb2 ${host}\n`);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it.each(cases.map((one) => [titleOf(one), one] as const))(
    '%s',
    { timeout: 120_000 },
    async (_title, one) => {
      const seed = String(Math.random()).slice(2);
      const ours = await outputOf(join(root, 'bin/mitorun'), one, seed);
      const theirs = await outputOf(reference, one, seed);
      expect(ours.stdout).toBe(theirs.stdout);
      expect(ours.stderr).toBe(theirs.stderr);
      expect(ours.code).toBe(theirs.code);
    },
  );

  async function outputOf(program: string, { playbook, options = [], settings = {} }: Case, seed: string) {
    const env: NodeJS.ProcessEnv = { ...process.env, MITORUN_CONTENT: content, ANSIBLE_NOCOLOR: '1' };
    if (settings['FORCE_COLOR'] !== undefined) delete env['ANSIBLE_NOCOLOR'];
    for (const [name, value] of Object.entries(settings)) env[`ANSIBLE_${name}`] = value;
    // One fork: the order in which hosts answer is nobody's promise.
    const argv = [playbook, '-i', 'hosts', '-f', '1', '-e', `seed=${seed}`, ...options];
    const { stdout, stderr, code } = await run(program, argv, { cwd: directory, env, timeout: 60_000 }).then(
      (done) => ({ ...done, code: 0 }),
      (error: { stdout: string; stderr: string; code: number }) => error,
    );
    return { stdout: normalised(stdout), stderr: normalised(stderr), code };
  }
});

function titleOf({ playbook, options = [], settings = {} }: Case): string {
  return [playbook, ...options, ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)].join(
    ' ',
  );
}

/** Without what differs from run to run. */
function normalised(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d[ T][\d:.]+/g, 'TIME')
    .replaceAll(/0:00:0\d\.\d{6}/g, 'DURATION')
    .replaceAll(/-tmp-[\d.-]+/g, '-tmp-N');
}
