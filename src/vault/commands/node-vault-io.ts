import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { mkdirSync } from '../../python/file-system.ts';
import { editPrivately, type EditorOptions } from './private-editor.ts';
import { standardStream, type VaultIo } from './vault-io.ts';

/** What the command line hands to `nodeVaultIo`. */
export interface VaultStreams extends EditorOptions {
  readonly stdin: Readable & { isTTY?: boolean };
  readonly stdout: Writable & { isTTY?: boolean };
  readonly stderr: Writable;
  /** Ansible's PAGER. */
  readonly pager: string;
  prompt(question: string, options: { hidden: boolean }): Promise<string>;
  warn(message: string): void;
}

/** The vault commands' files and streams on this machine. */
export function nodeVaultIo(streams: VaultStreams): VaultIo {
  return {
    read: (path) => (path === standardStream ? readAll(streams.stdin) : Promise.resolve(readWhole(path))),
    replace: replaceFile,
    exists: existsSync,
    makeDirectory: (path) => mkdirSync(path, { recursive: true, mode: 0o700 }),
    writeOut: (content) => void streams.stdout.write(content),
    tell: (line) => void streams.stderr.write(`${line}\n`),
    warn: (message) => streams.warn(message),
    page: (text) => page(text, streams),
    prompt: (question, options) => streams.prompt(question, options),
    edit: (content, fileName) => editPrivately(content, fileName, streams),
    stdinIsTerminal: streams.stdin.isTTY ?? false,
    stdoutIsTerminal: streams.stdout.isTTY ?? false,
  };
}

async function readAll(stdin: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

function readWhole(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new MitorunError('VAULT', `Unable to read source file (${path}): ${pythonReason(cause, path)}`, {
      cause,
    });
  }
}

/** As Python words the commonest failures to open a file. */
function pythonReason(cause: unknown, path: string): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOENT') return `[Errno 2] No such file or directory: '${path}'`;
  if (code === 'EACCES') return `[Errno 13] Permission denied: '${path}'`;
  if (code === 'EISDIR') return `[Errno 21] Is a directory: '${path}'`;
  return cause instanceof Error ? cause.message : String(cause);
}

function replaceFile(
  given: string,
  content: Uint8Array,
  { keepMode = false, shredOld = false }: { keepMode?: boolean; shredOld?: boolean },
): void {
  // A link stays a link: the file that it names is replaced.
  const path = existsSync(given) ? realpathSync(given) : given;
  const directory = dirname(path);
  requireWritable(directory);
  const old = existsSync(path) ? openSync(path, shredOld ? 'r+' : 'r') : undefined;
  const fresh = join(directory, `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    writeNew(fresh, content);
    if (old !== undefined && keepMode) {
      const { mode, uid, gid } = fstatSync(old);
      chownSync(fresh, uid, gid);
      chmodSync(fresh, mode & 0o7777);
    }
    renameSync(fresh, path);
    if (old !== undefined && shredOld) shred(old);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  } finally {
    if (old !== undefined) closeSync(old);
  }
}

function requireWritable(directory: string): void {
  try {
    accessSync(directory, constants.W_OK);
  } catch {
    throw new MitorunError('VAULT', `Destination '${directory}' not writable`);
  }
}

function writeNew(path: string, content: Uint8Array): void {
  const descriptor = openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
  try {
    for (let at = 0; at < content.length; ) at += writeSync(descriptor, content, at);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Overwrites an open file that no name leads to any more, as far as a file system lets one. */
function shred(descriptor: number): void {
  const { size } = fstatSync(descriptor);
  const chunk = 1 << 20;
  for (let at = 0; at < size; at += chunk)
    writeSync(descriptor, randomBytes(Math.min(chunk, size - at)), 0, null, at);
  fsyncSync(descriptor);
}

async function page(text: string, streams: VaultStreams): Promise<void> {
  if (!streams.stdout.isTTY) {
    streams.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    return;
  }
  const child = spawn('/bin/sh', ['-c', streams.pager], {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { LESS: 'FRSX', ...streams.env },
  });
  // A pager may be left before it has read all.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(text);
  await once(child, 'close');
}
