import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { readCached, writeCached } from './content/cache-directory.ts';
import { directoryStamp } from './directory-listings.ts';
import { stampOf } from './support-file.ts';

/**
 * What is kept of a manifest between runs: hashes of its files, and by what to tell that they are still the same. Finding
 * a closure reads and scans half a megabyte; checking one costs a `stat` for each file and searched directory.
 */
const keptManifest = z.object({
  /** path on the target, the controller's file, modification time, size, sha256; the module itself first. */
  files: z.array(z.tuple([z.string(), z.string(), z.number(), z.number(), z.string()])),
  /** path on the target and text, for what no file holds. */
  generated: z.array(z.tuple([z.string(), z.string()])),
  /** Directories that were searched, with their modification times; -1 where there was none. */
  directories: z.array(z.tuple([z.string(), z.number()])),
  /** Files that say where imports are redirected, with their modification times; -1 for one that was absent. */
  consulted: z.array(z.tuple([z.string(), z.number()])),
  style: z.enum(['new', 'json-args', 'want-json', 'old', 'binary']),
});

export type KeptManifest = z.infer<typeof keptManifest>;

/** Raise it when what a closure holds changes here, so that answers of an older mitorun are not used. */
const FORMAT = 1;

/** The manifests of earlier runs, one small file each below `directory`. */
export class ManifestCache {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = path.join(directory, 'manifests');
  }

  /** The manifest kept under these words, if everything it depends on is unchanged. */
  get(key: readonly string[]): KeptManifest | undefined {
    const kept = keptManifest.safeParse(readCached(this.#fileOf(key))).data;
    if (!kept || kept.files.length === 0) return undefined;
    for (const [, file, modified, size] of kept.files) {
      const stamp = stampOf(file);
      if (stamp?.modified !== modified || stamp.size !== size) return undefined;
    }
    for (const [directory, modified] of kept.directories) {
      if (directoryStamp(directory) !== modified) return undefined;
    }
    for (const [file, modified] of kept.consulted) {
      if ((stampOf(file)?.modified ?? -1) !== modified) return undefined;
    }
    return kept;
  }

  set(key: readonly string[], kept: KeptManifest): void {
    writeCached(this.#fileOf(key), kept);
  }

  #fileOf(key: readonly string[]): string {
    const name = createHash('sha256')
      .update(JSON.stringify([FORMAT, ...key]))
      .digest('hex')
      .slice(0, 32);
    return path.join(this.#directory, `${name}.json`);
  }
}
