import { spawn } from 'node:child_process';
import type { Environment } from './cache-directory.ts';

export interface FinishedCommand {
  readonly code: number;
  readonly stdout: string;
  /** The last lines of stderr (of stdout where that is empty), for an error message. */
  readonly complaint: string;
}

/** Runs a program to its end; one that can't be started ends with code 127. */
export function runCommand(
  program: string,
  parameters: readonly string[],
  options: { readonly environment: Environment; readonly cwd?: string },
): Promise<FinishedCommand> {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, {
      env: { ...options.environment, LC_ALL: 'C.UTF-8' },
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.on('error', (error) => resolve({ code: 127, stdout, complaint: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, complaint: lastLines(stderr || stdout) }));
  });
}

function lastLines(text: string): string {
  return text
    .trim()
    .split('\n')
    .filter((line) => !/^(?:WARNING|W):/.test(line))
    .slice(-3)
    .join('; ');
}
