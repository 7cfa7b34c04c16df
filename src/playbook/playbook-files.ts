import { readFileSync, readdirSync, statSync } from '../python/file-system.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { isDirectory, isFile, pathStatus } from '../python/os-path.ts';
import type { Value } from '../python/value.ts';
import { decodeYaml } from '../yaml/decode.ts';

/** How a file's bytes become values. */
export interface FileReading {
  /** Plain content of a vaulted file, anything else as it is. Throws MitorunError VAULT. */
  decrypt(content: Buffer, file: string): Buffer;
  /** YAML (or JSON) to values, templates marked, positions kept; null for an empty text. */
  parse(text: string, file: string): Value;
  /** Called for a file that is not UTF-8. */
  readonly escaped?: (file: string) => void;
}

/**
 * Playbooks, task files and role files of one run, each parsed once: a thousand includes of one file read it once. A file
 * that changed since (another modification time) is read again. What `load` gives is shared, so nobody may change it.
 */
export class PlaybookFiles {
  readonly #reading: FileReading;
  readonly #loaded = new Map<string, { modified: number; size: number; value: Value }>();

  constructor(reading: FileReading) {
    this.#reading = reading;
  }

  /** The values of a file. Throws MitorunError FILE_NOT_FOUND, PARSER or VAULT. */
  load(path: string): Value {
    const { mtimeMs: modified, size } = this.#stat(path);
    const known = this.#loaded.get(path);
    if (known && known.modified === modified && known.size === size) return known.value;
    const { escaped } = this.#reading;
    const text = decodeYaml(this.#reading.decrypt(this.#read(path), path), path, escaped);
    const value = this.#reading.parse(text, path);
    this.#loaded.set(path, { modified, size, value });
    return value;
  }

  exists(path: string): boolean {
    return pathStatus(path) !== undefined;
  }

  isDirectory(path: string): boolean {
    return isDirectory(path);
  }

  isFile(path: string): boolean {
    return isFile(path);
  }

  /** Names in a directory, sorted by code point. */
  list(path: string): string[] {
    return readdirSync(path).toSorted((a, b) => (a < b ? -1 : 1));
  }

  #stat(path: string): { mtimeMs: number; size: number } {
    try {
      return statSync(path);
    } catch (cause) {
      throw new UnreadableFile(path, cause);
    }
  }

  #read(path: string): Buffer {
    try {
      return readFileSync(path);
    } catch (cause) {
      throw unreadable(path, cause);
    }
  }
}

/**
 * Makes the error for a file that the user named and that cannot be read. A directory gets a message of its
 * own.
 */
export function unreadable(path: string, cause: unknown): MitorunError {
  if (!(cause instanceof Error && 'code' in cause && cause.code === 'EISDIR'))
    return new UnreadableFile(path, cause);
  const message = `An error occurred while trying to read the file '${path}': [Errno 21] Is a directory: '${path}'`;
  return new MitorunError('PARSER', message);
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

/** A file that a playbook names and that cannot be read. */
export class UnreadableFile extends MitorunError {
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(
      'FILE_NOT_FOUND',
      `Unable to retrieve file contents.\nCould not find or access '${path}' on the Ansible Controller.\n` +
        'If you are using a module and expect the file to exist on the remote, see the remote_src option' +
        (isMissing(cause) ? `: [Errno 2] No such file or directory: '${path}'` : ''),
      // The message names a missing file in Python's words. Any other reason comes with the cause.
      isMissing(cause) ? {} : { cause },
    );
    this.path = path;
  }
}
