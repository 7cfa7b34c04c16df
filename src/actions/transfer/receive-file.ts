import { createHash } from 'node:crypto';
import { closeSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemReason } from '../../errors/system-error.ts';
import { existsSync, mkdirSync, nativePath, openSync } from '../../python/file-system.ts';
import type { Hop } from '../../broker/hop.ts';
import { ActionFailure } from '../action-failure.ts';

/** The checksums of a file that has come. */
export interface ReceivedFile {
  readonly sha1: string;
  readonly md5: string;
}

/**
 * Writes a file of the target to one of the controller as it comes, however large it is. Nothing is left of a file that did
 * not come whole, unless there was one before. Throws ActionFailure where it cannot be written.
 */
export async function receiveFile(hop: Hop, source: string, path: string): Promise<ReceivedFile> {
  const isNew = !existsSync(path);
  const sha1 = createHash('sha1');
  const md5 = createHash('md5');
  const file = written(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, 'w');
  });
  try {
    await hop.readFile(source, (piece) => {
      sha1.update(piece);
      md5.update(piece);
      written(path, () => writeAll(file, piece));
    });
  } catch (error) {
    if (isNew) unlinkSync(nativePath(path));
    throw error;
  } finally {
    closeSync(file);
  }
  return { sha1: sha1.digest('hex'), md5: md5.digest('hex') };
}

function written<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    throw new ActionFailure(`Failed to fetch the file to '${path}': ${systemReason(cause)}`, { cause });
  }
}

function writeAll(file: number, piece: Buffer): void {
  for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at);
}
