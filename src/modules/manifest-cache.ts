import { createHash } from 'node:crypto';
import path from 'node:path';
import { readCached, writeCached } from './content/cache-directory.ts';
import { directoryStamp } from './directory-listings.ts';
import type { ModuleStyle } from './manifest.ts';
import { stampOf } from './support-file.ts';

/**
 * A manifest as it is kept between runs: the hashes of its files, and the times that show whether these are
 * still right. Finding a closure reads and scans half a megabyte; checking a kept one costs a `stat` for each
 * file and searched directory.
 */
export interface KeptManifest {
  readonly style: ModuleStyle;
  /** Path on the target, the controller's file, modification time, size, sha256; the module itself first. */
  readonly files: [string, string, number, number, string][];
  /** Path on the target and text, for what no file holds. */
  readonly generated: [string, string][];
  /** Directories that were searched, with their modification times; -1 where there was none. */
  readonly directories: [string, number][];
  /** Files that say where imports are redirected, with their modification times; -1 for one that was absent. */
  readonly consulted: [string, number][];
}

/** Raise it when what a closure holds changes here, so that answers of an older mitorun are not used. */
const FORMAT = 1;

const STYLES: readonly ModuleStyle[] = ['new', 'json-args', 'want-json', 'old', 'binary'];

/** The manifests of earlier runs, one small file each below `directory`. */
export class ManifestCache {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = path.join(directory, 'manifests');
  }

  /** The manifest kept under these words, if everything it depends on is unchanged. */
  get(key: readonly string[]): KeptManifest | undefined {
    const kept = readCached(this.#fileOf(key));
    if (!isKeptManifest(kept) || kept.files.length === 0) return undefined;
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

/** By hand: the first use of a schema library takes longer than all the rest of a lookup. */
function isKeptManifest(value: unknown): value is KeptManifest {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'style' in value &&
    STYLES.some((style) => style === value.style) &&
    'files' in value &&
    isRows(value.files, ['string', 'string', 'number', 'number', 'string']) &&
    'generated' in value &&
    isRows(value.generated, ['string', 'string']) &&
    'directories' in value &&
    isRows(value.directories, ['string', 'number']) &&
    'consulted' in value &&
    isRows(value.consulted, ['string', 'number'])
  );
}

function isRows(value: unknown, types: readonly string[]): boolean {
  const isRow = (row: unknown): boolean =>
    Array.isArray(row) &&
    row.length === types.length &&
    types.every((type, index) => typeof row[index] === type);
  return Array.isArray(value) && value.every(isRow);
}
