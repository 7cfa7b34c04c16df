import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findReference } from '../../reference.ts';
import type { OracleCase } from './cases.ts';
import {
  filesBelow,
  messagesOf,
  newFiles,
  outputParts,
  type RunOutcome,
  withoutTheMoment,
} from './outcome.ts';
import { withoutOwnHints } from '../own-hints.ts';

const packages = findReference() ?? '';
const mitorun =
  process.env['MITORUN_PROGRAM'] ?? fileURLToPath(new URL('../../../bin/mitorun', import.meta.url));

export const hasReference = packages !== '';

export function runWithAnsible(oracleCase: OracleCase): Promise<RunOutcome> {
  const environment = { PYTHONPATH: packages };
  return runCase(oracleCase, ['/usr/bin/python3', '-m', 'ansible.cli.playbook'], environment);
}

export function runWithMitorun(oracleCase: OracleCase): Promise<RunOutcome> {
  return runCase(oracleCase, [mitorun], hasReference ? { MITORUN_CONTENT: join(packages, 'ansible') } : {});
}

/** Runs a case in a directory of its own, made new and removed after, with an environment that says nothing else. */
async function runCase(
  oracleCase: OracleCase,
  program: readonly [string, ...string[]],
  environment: Record<string, string>,
): Promise<RunOutcome> {
  const scratch = mkdtempSync(join(tmpdir(), 'oracle-'));
  const directory = join(scratch, 'work');
  mkdirSync(directory);
  try {
    for (const file of oracleCase.files) cpSync(file, join(directory, basename(file)), { recursive: true });
    const before = new Set(filesBelow(directory));
    const [command, ...first] = program;
    const inventory = oracleCase.args.includes('-i') ? [] : ['-i', 'hosts'];
    const { code, stdout, stderr } = await execute(
      command,
      [...first, oracleCase.playbook, ...inventory, ...oracleCase.args],
      directory,
      {
        PATH: process.env['PATH'] ?? '/usr/bin:/bin',
        HOME: homedir(),
        LANG: 'C.UTF-8',
        ANSIBLE_HOME: join(scratch, 'home'),
        ANSIBLE_NOCOLOR: '1',
        ANSIBLE_RETRY_FILES_ENABLED: '0',
        ...environment,
        ...oracleCase.environment,
      },
    );
    const plain = (text: string): string => withoutTheMoment(text, directory);
    return {
      exitCode: code,
      output: outputParts(plain(stdout), oracleCase),
      messages: messagesOf(withoutOwnHints(plain(stderr))),
      files: Object.fromEntries(
        Object.entries(newFiles(directory, before)).map(([path, text]) => [path, plain(text)]),
      ),
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function execute(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      command,
      [...args],
      { cwd, env, timeout: 240_000, killSignal: 'SIGKILL' },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
    child.stdin?.end();
  });
}
