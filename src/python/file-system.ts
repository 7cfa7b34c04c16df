import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { decodeEscaping, encodeEscaping, isWellFormed } from './bytes-text.ts';

/**
 * Node's file system with names as Python has them: a byte of a name that is no UTF-8 is a lone surrogate in the text, and
 * that byte again when the file is opened (`os.fsdecode`, `os.fsencode`). Node's own text forms lose such names.
 */

/** A name as Node takes it: bytes only where text would not do. Throws PythonError for text that no file can be called. */
export function nativePath(path: string): string | Buffer {
  return isWellFormed(path) ? path : encodeEscaping(path);
}

export function existsSync(path: string): boolean {
  try {
    return fs.existsSync(nativePath(path));
  } catch {
    return false;
  }
}

export function statSync(path: string): fs.Stats {
  return fs.statSync(nativePath(path));
}

export function lstatSync(path: string): fs.Stats {
  return fs.lstatSync(nativePath(path));
}

export function readFileSync(path: string): Buffer {
  return fs.readFileSync(nativePath(path));
}

/** A text file's text; bytes that are no UTF-8 are kept as surrogates. */
export function readTextSync(path: string): string {
  return decodeEscaping(readFileSync(path));
}

/** Writes bytes, or text as `encodeEscaping` has it. */
export function writeFileSync(path: string, data: string | Uint8Array, options?: fs.WriteFileOptions): void {
  fs.writeFileSync(nativePath(path), bytesToWrite(data), options);
}

export function appendFileSync(path: string, data: string): void {
  fs.appendFileSync(nativePath(path), bytesToWrite(data));
}

export function mkdirSync(
  path: string,
  options: { readonly recursive?: boolean; readonly mode?: number } = {},
): void {
  const { recursive, mode } = options;
  if (recursive === true) makeDirectories(path, mode);
  else fs.mkdirSync(nativePath(path), { mode });
}

/** `os.makedirs(exist_ok=True)`. Node's own never ends where a directory that is there can have none in it (`/proc`). */
function makeDirectories(path: string, mode: fs.Mode | undefined): void {
  const above = dirname(path);
  if (above !== path && !existsSync(above)) makeDirectories(above, mode);
  try {
    fs.mkdirSync(nativePath(path), { mode });
  } catch (error) {
    if (!existsSync(path) || !statSync(path).isDirectory()) throw error;
  }
}

export function accessSync(path: string, mode?: number): void {
  fs.accessSync(nativePath(path), mode);
}

export function openSync(path: string, flags: string): number {
  return fs.openSync(nativePath(path), flags);
}

export function createReadStream(path: string): fs.ReadStream {
  return fs.createReadStream(nativePath(path));
}

export function realpathSync(path: string): string {
  return decodeEscaping(fs.realpathSync.native(nativePath(path), 'buffer'));
}

export function readlinkSync(path: string): string {
  return decodeEscaping(fs.readlinkSync(nativePath(path), 'buffer'));
}

/** The names in a directory. */
export function readdirSync(path: string): string[] {
  const names = fs.readdirSync(nativePath(path), 'utf8');
  if (!names.some(mayBeLossy)) return names;
  return fs.readdirSync(nativePath(path), 'buffer').map(decodeEscaping);
}

/** A name in a directory, and of what type it is. */
export interface DirectoryEntry {
  readonly name: string;
  isDirectory(): boolean;
  isFile(): boolean;
  isSymbolicLink(): boolean;
}

/** The names in a directory with their types. */
export function readEntriesSync(path: string): DirectoryEntry[] {
  const entries = fs.readdirSync(nativePath(path), { withFileTypes: true });
  if (!entries.some(({ name }) => mayBeLossy(name))) return entries;
  return fs.readdirSync(nativePath(path), { withFileTypes: true, encoding: 'buffer' }).map((entry) => ({
    name: decodeEscaping(entry.name),
    isDirectory: () => entry.isDirectory(),
    isFile: () => entry.isFile(),
    isSymbolicLink: () => entry.isSymbolicLink(),
  }));
}

/** What Node puts in place of bytes that are no text may also be a name's own character: then the bytes tell. */
export function mayBeLossy(name: string): boolean {
  return name.includes('\ufffd');
}

function bytesToWrite(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? encodeEscaping(data) : data;
}
