import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { privateDirectory } from './private-directory.ts';

/** Both ends of a pipe, as descriptors: the one to read from never waits. */
export interface Pipe {
  readonly name: string;
  readonly readEnd: number;
  readonly writeEnd: number;
}

/**
 * Opens two pipes, for requests and replies, and calls `connect`, in which the other side must open them by
 * descriptor or by name. They are named pipes in a directory that is removed when this returns. Node's own
 * pipes to a child would not do: they cannot be read while a template is rendered.
 */
export function withPipes<T>(connect: (requests: Pipe, replies: Pipe) => T): T {
  const directory = privateDirectory('requests');
  try {
    const names = [join(directory, 'requests'), join(directory, 'replies')] as const;
    const made = spawnSync('mkfifo', ['-m', '600', ...names], { encoding: 'utf8' });
    if (made.status !== 0)
      throw new Error(`mkfifo failed: ${made.error?.message ?? made.stderr}`, { cause: made.error });
    return connect(openPipe(names[0], 0), openPipe(names[1], constants.O_NONBLOCK));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function openPipe(name: string, readFlags: number): Pipe {
  // Opening one end waits for the other, unless something has both.
  const both = openSync(name, constants.O_RDWR);
  try {
    return {
      name,
      readEnd: openSync(name, constants.O_RDONLY | readFlags),
      writeEnd: openSync(name, constants.O_WRONLY),
    };
  } finally {
    closeSync(both);
  }
}

/** The end of a stream of lines. */
export const ended = Symbol('ended');

/** Lines to one descriptor, and from another that does not wait. */
export class PipeLines {
  readonly #from: number;
  readonly #to: number;
  #buffer = Buffer.allocUnsafe(65_536);
  #filled = 0;
  #searched = 0;

  constructor(from: number, to: number) {
    this.#from = from;
    this.#to = to;
  }

  /** Waits where the other side does not read. */
  write(line: string): void {
    const bytes = Buffer.from(`${line}\n`, 'utf8');
    let at = 0;
    while (at < bytes.length) at += writeSync(this.#to, bytes, at);
  }

  /** The next line; undefined where it is not there yet. */
  read(): string | typeof ended | undefined {
    for (;;) {
      const end = this.#buffer.subarray(0, this.#filled).indexOf(10, this.#searched);
      if (end >= 0) return this.#take(end);
      this.#searched = this.#filled;
      if (this.#filled === this.#buffer.length) this.#grow();
      const count = this.#fill();
      if (count === undefined) return undefined;
      if (count === 0) return ended;
      this.#filled += count;
    }
  }

  close(): void {
    closeSync(this.#from);
    closeSync(this.#to);
  }

  #fill(): number | undefined {
    const room = this.#buffer.length - this.#filled;
    try {
      return readSync(this.#from, this.#buffer, this.#filled, room, null);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined;
      throw error;
    }
  }

  #take(end: number): string {
    const line = this.#buffer.toString('utf8', 0, end);
    this.#buffer.copyWithin(0, end + 1, this.#filled);
    this.#filled -= end + 1;
    this.#searched = 0;
    return line;
  }

  #grow(): void {
    const larger = Buffer.allocUnsafe(this.#buffer.length * 2);
    this.#buffer.copy(larger, 0, 0, this.#filled);
    this.#buffer = larger;
  }
}
