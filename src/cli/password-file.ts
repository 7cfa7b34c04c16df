import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { MitorunError } from '../errors/mitorun-error.ts';

/** The password in a file; an executable is run and its output is the password (`CLI.get_password_from_file`). */
export function readPasswordFile(path: string): string {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) {
    throw new MitorunError('FILE_NOT_FOUND', `The password file ${path} was not found`);
  }
  const secret = isExecutable(path) ? runForPassword(path) : readFileSync(path);
  const password = secret.toString('utf8').trim();
  if (password === '') throw new MitorunError('USAGE', `Empty password was provided from file (${path})`);
  return password;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() && (statSync(path).mode & 0o111) !== 0;
  } catch {
    return false;
  }
}

function runForPassword(path: string): Buffer {
  const { status, stdout, stderr, error } = spawnSync(path, { stdio: ['inherit', 'pipe', 'pipe'] });
  if (error) {
    throw new MitorunError(
      'USAGE',
      `Problem occurred when trying to run the password script ${path} (${error.message}). If this is not a script, remove the executable bit from the file.`,
    );
  }
  if (status !== 0) {
    throw new MitorunError(
      'USAGE',
      `The password script ${path} returned an error (rc=${String(status)}): ${stderr.toString('utf8')}`,
    );
  }
  return stdout;
}
