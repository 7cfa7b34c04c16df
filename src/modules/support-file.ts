import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { ContentFile } from './manifest.ts';
import { pathStatus } from '../python/os-path.ts';

/** A file of the controller's disk at one moment. Two stamps that are equal stand for the same bytes. */
export interface FileStamp {
  readonly modified: number;
  readonly size: number;
}

/** The stamp of a regular file, or undefined where there is none. */
export function stampOf(file: string): FileStamp | undefined {
  const stat = pathStatus(file);
  return stat?.isFile() ? { modified: stat.mtimeMs, size: stat.size } : undefined;
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Text that no file holds: the packages that AnsiballZ makes itself. */
export function generatedFile(path: string, text: string): ContentFile {
  const bytes = Buffer.from(text);
  return { path, hash: sha256(bytes), read: () => bytes };
}

/** A file of the controller whose bytes are read already, or are read when a target lacks them. */
export function storedFile(path: string, source: string, hash: string, bytes?: Buffer): ContentFile {
  let known = bytes;
  return {
    path,
    source,
    hash,
    read(): Buffer {
      if (!known) {
        const current = readFileSync(source);
        if (sha256(current) !== hash) {
          throw new MitorunError('CONTENT', `${source} was changed while mitorun was running`, {
            hint: 'run the playbook again',
          });
        }
        known = current;
      }
      return known;
    },
  };
}
