import { decodeEscaping } from '../python/bytes-text.ts';
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { accessSync, readFileSync } from '../python/file-system.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { ProgramResult, SecretEdge } from './secret-sources.ts';
import { pathStatus } from '../python/os-path.ts';

/** The machine's files and programs for `loadSecrets`; how to ask, to warn and to expand paths is the caller's. */
export function nodeSecretEdge(caller: Pick<SecretEdge, 'prompt' | 'warn' | 'resolvePath'>): SecretEdge {
  return {
    ...caller,
    kindOf(path) {
      const found = pathStatus(path);
      if (!found) return 'missing';
      if (found.isDirectory()) return 'directory';
      return (found.mode & 0o111) !== 0 && mayExecute(path) ? 'program' : 'file';
    },
    readFile(path) {
      try {
        return readFileSync(path);
      } catch (cause) {
        throw new MitorunError('VAULT', `Could not read vault password file '${path}'.`, { cause });
      }
    },
    run: runPasswordProgram,
  };
}

/** Whether a file of passwords is a program that prints them. */
export function mayExecute(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Throws MitorunError INTERRUPTED where ^C, or the end of this process, has ended the program. */
export function runPasswordProgram(
  command: readonly string[],
  { quiet }: { quiet: boolean },
): Promise<ProgramResult> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['inherit', 'pipe', quiet ? 'pipe' : 'inherit'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (signal === 'SIGINT' || signal === 'SIGTERM') {
        reject(new MitorunError('INTERRUPTED', 'User interrupted execution'));
        return;
      }
      resolve({
        exitCode: code ?? 1,
        stdout: Buffer.concat(stdout),
        stderr: decodeEscaping(Buffer.concat(stderr)),
      });
    });
  });
}
