import { chmodSync, constants, renameSync, rmSync } from 'node:fs';
import {
  accessSync,
  existsSync,
  mkdirSync,
  readTextSync,
  statSync,
  writeFileSync,
} from '../../python/file-system.ts';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import { isFileName } from '../../python/file-name.ts';
import { parseJson } from '../../python/json/parse.ts';
import { repr } from '../../python/repr.ts';
import { dumpJson } from '../../python/json/dump.ts';
import { cachedFacts } from './cached-facts.ts';
import type { FactCache } from './fact-cache.ts';

export interface JsonFileCacheOptions {
  /** Absolute; made where it is not there. */
  readonly directory: string;
  /** In front of each file's name. */
  readonly prefix: string;
  /** Seconds for which an entry is good; 0 for ever. */
  readonly timeout: number;
  readonly warn: (message: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * `fact_caching = jsonfile`: one file a host, as Ansible's own plug-in reads and writes them
 * (BaseFileCacheModule). The constructor throws MitorunError FACT_CACHE for a directory that cannot be used.
 * A host whose name would lead to another directory (`../a`) gets no entry, and one warning.
 */
export class JsonFileCache implements FactCache {
  readonly #options: JsonFileCacheOptions;
  readonly #refused = new Set<string>();
  /** Set with the first warning: a full disk is full for every host. */
  #hasWarned = false;

  constructor(options: JsonFileCacheOptions) {
    this.#options = options;
    const { directory } = options;
    if (!existsSync(directory)) makeDirectory(directory);
    else if (!isUsable(directory))
      throw new MitorunError(
        'FACT_CACHE',
        `error in 'jsonfile' cache, configured path (${directory}) does not have necessary permissions (rwx), disabling plugin`,
      );
  }

  /** Reads a host's facts. Removes a file that is no JSON, with a warning, and then throws. */
  get(host: string): Dict | undefined {
    const file = this.#file(host);
    if (file === undefined) return undefined;
    if (this.#isExpired(file)) return undefined;
    let text: string;
    try {
      text = readTextSync(file);
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return undefined;
      throw new MitorunError(
        'FACT_CACHE',
        `Error while accessing the cache file ${repr(file)}: ${systemMessage(cause, file)}`,
        { cause },
      );
    }
    try {
      const kept = parseJson(text);
      return kept instanceof Dict ? cachedFacts.decode(kept) : this.#refuse(file, 'it holds no dictionary');
    } catch (cause) {
      if (cause instanceof MitorunError) throw cause;
      return this.#refuse(file, cause instanceof Error ? cause.message : String(cause));
    }
  }

  /** Written beside and renamed, so that nobody reads half a file. */
  set(host: string, facts: Dict): void {
    const { warn } = this.#options;
    const file = this.#file(host);
    if (file === undefined) return;
    const temporary = join(dirname(file), `tmp${randomBytes(4).toString('hex')}`);
    try {
      writeFileSync(temporary, dumpJson(cachedFacts.encode(facts)), { mode: 0o600 });
      renameSync(temporary, file);
      chmodSync(file, 0o644);
    } catch (cause) {
      this.#remove(temporary);
      if (this.#hasWarned) return;
      this.#hasWarned = true;
      warn(
        `Error in 'jsonfile' cache plugin while trying to write to ${repr(file)}: ${systemMessage(cause, file)}`,
      );
    }
  }

  delete(host: string): void {
    const file = this.#file(host);
    if (file !== undefined) this.#remove(file);
  }

  /** Removes an entry. Leaves what cannot be removed: the run does not fail because of its cache. */
  #remove(file: string): void {
    try {
      rmSync(file, { force: true });
    } catch {
      // The directory has become something else, or this is one.
    }
  }

  #file(host: string): string | undefined {
    const { directory, prefix, warn } = this.#options;
    const name = `${prefix}${cachedFacts.key(host)}`;
    if (isFileName(name)) return `${directory}/${name}`;
    if (!this.#refused.has(host)) {
      this.#refused.add(host);
      warn(
        `The facts of the host ${JSON.stringify(host)} are not kept in the 'jsonfile' cache: its name cannot be a file's.`,
      );
    }
    return undefined;
  }

  #isExpired(file: string): boolean {
    const { timeout, now, warn } = this.#options;
    if (timeout === 0) return false;
    try {
      return now() - statSync(file).mtimeMs > timeout * 1000;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT')
        warn(
          `Error in 'jsonfile' cache plugin while trying to stat ${repr(file)}: ${systemMessage(error, file)}`,
        );
      return false;
    }
  }

  #refuse(file: string, reason: string): never {
    this.#options.warn(
      `error in 'jsonfile' cache plugin while trying to read ${file} : b${repr(reason)}. Most likely a corrupt file, so erasing and failing.`,
    );
    rmSync(file, { force: true });
    throw new MitorunError(
      'FACT_CACHE',
      `The cache file ${file} was corrupt, or did not otherwise contain valid data. It has been removed, so you can re-run your command now.`,
    );
  }
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (cause) {
    throw new MitorunError(
      'FACT_CACHE',
      `Error in 'jsonfile' cache plugin while trying to create cache dir ${repr(directory)}: ${systemMessage(cause, directory)}`,
      { cause },
    );
  }
}

function isUsable(directory: string): boolean {
  try {
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

const systemWords: Readonly<Record<string, string>> = {
  ENOENT: '[Errno 2] No such file or directory',
  EACCES: '[Errno 13] Permission denied',
  ENOTDIR: '[Errno 20] Not a directory',
  EISDIR: '[Errno 21] Is a directory',
  ENOSPC: '[Errno 28] No space left on device',
  EROFS: '[Errno 30] Read-only file system',
};

/** In Python's words. */
function systemMessage(error: unknown, path: string): string {
  const words = systemWords[codeOf(error) ?? ''];
  return words === undefined
    ? error instanceof Error
      ? error.message
      : String(error)
    : `${words}: ${repr(path)}`;
}
