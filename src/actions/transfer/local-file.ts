import { createHash } from 'node:crypto';
import { closeSync, readSync } from 'node:fs';
import { createReadStream, openSync, statSync } from '../../python/file-system.ts';
import type { FileSource } from '../../broker/hop.ts';
import type { ActionContext } from '../action.ts';

/** A file of the controller, or bytes that would have been one, on the way to a target. */
export interface LocalFile {
  readonly source: FileSource;
  readonly size: number;
  /** SHA-1, as Ansible compares files. */
  readonly checksum: string;
  /** Permission bits of the file that a user named, for `mode: preserve`. */
  readonly mode: number;
}

const vaultMark = '$ANSIBLE_VAULT';

/**
 * A user's file, ready to be sent: vaulted ones are decrypted in memory (never into a temporary file), others stay
 * where they are, however large.
 */
export async function openLocalFile(
  context: ActionContext,
  path: string,
  decrypt: boolean,
): Promise<LocalFile> {
  const { mode, size } = statSync(path);
  if (decrypt && isVaultedFile(path)) return { ...localData(context.readFile(path)), mode: mode & 0o7777 };
  return { source: { localPath: path }, size, checksum: await checksumOf(path), mode: mode & 0o7777 };
}

export function localData(data: Buffer): LocalFile {
  return {
    source: { data },
    size: data.length,
    checksum: createHash('sha1').update(data).digest('hex'),
    mode: 0o600,
  };
}

export function isVaultedFile(path: string): boolean {
  const head = Buffer.alloc(vaultMark.length);
  const file = openSync(path, 'r');
  try {
    const length = readSync(file, head, 0, head.length, 0);
    return head.toString('latin1', 0, length) === vaultMark;
  } finally {
    closeSync(file);
  }
}

/** SHA-1 of a file, read in pieces. */
export async function checksumOf(path: string, algorithm: 'sha1' | 'md5' = 'sha1'): Promise<string> {
  const hash = createHash(algorithm);
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}
