import { decodeEscaping, encodeEscaping } from '../python/bytes-text.ts';
import { readTextSync } from '../python/file-system.ts';
import type { Readable } from 'node:stream';
import { MitorunError } from '../errors/mitorun-error.ts';
import { mayExecute, runPasswordProgram } from '../vault/node-secret-edge.ts';
import type { ProgramResult } from '../vault/secret-sources.ts';
import { pathStatus } from '../python/os-path.ts';

/**
 * The password in a file, or on stdin for `-`; an executable is run and its output is the password
 * (`CLI.get_password_from_file`). Throws FILE_NOT_FOUND or PLAYBOOK.
 */
export async function readPasswordFile(path: string, stdin: Readable): Promise<string> {
  const secret = path === '-' ? await readAll(stdin) : await readFileOrProgram(path);
  const password = decodeEscaping(secret).replace(/^[\r\n]+|[\r\n]+$/g, '');
  if (password === '') throw new MitorunError('PLAYBOOK', `Empty password was provided from file (${path})`);
  return password;
}

async function readFileOrProgram(path: string): Promise<Buffer> {
  const kind = pathStatus(path);
  if (kind === undefined) throw new MitorunError('FILE_NOT_FOUND', `The password file ${path} was not found`);
  if (kind.isFile() && mayExecute(path)) return runForPassword(path);
  try {
    return encodeEscaping(readTextSync(path).trim());
  } catch (cause) {
    throw new MitorunError('FILE_NOT_FOUND', `Could not read password file '${path}'.`, { cause });
  }
}

async function runForPassword(path: string): Promise<Buffer> {
  const { exitCode, stdout, stderr } = await started(path);
  if (exitCode !== 0) {
    throw new MitorunError(
      'PLAYBOOK',
      `The password script ${path} returned an error (rc=${exitCode}): ${stderr}`,
    );
  }
  return Buffer.from(stdout);
}

async function started(path: string): Promise<ProgramResult> {
  try {
    return await runPasswordProgram([path], { quiet: true });
  } catch (error) {
    if (error instanceof MitorunError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new MitorunError(
      'PLAYBOOK',
      `Problem occurred when trying to run the password script ${path} (${reason}). If this is not a script, remove the executable bit from the file.`,
    );
  }
}

async function readAll(stdin: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stdin) parts.push(Buffer.from(part as Buffer));
  return Buffer.concat(parts);
}
