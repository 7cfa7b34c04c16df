import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Both ends of a pipe as descriptors that block: Node's own pipes to a child never do, and a template can't await. */
export interface Pipe {
  readonly readEnd: number;
  readonly writeEnd: number;
}

/** Two pipes. They are made as named ones in a directory of their own that is gone when this returns. */
export function openPipes(): readonly [Pipe, Pipe] {
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-'));
  try {
    const names = [join(directory, 'requests'), join(directory, 'replies')] as const;
    const made = spawnSync('mkfifo', ['-m', '600', ...names], { encoding: 'utf8' });
    if (made.status !== 0)
      throw new Error(`mkfifo failed: ${made.error?.message ?? made.stderr}`, { cause: made.error });
    return [openPipe(names[0]), openPipe(names[1])];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function openPipe(name: string): Pipe {
  // Opening one end waits for the other, unless something has both.
  const both = openSync(name, constants.O_RDWR);
  try {
    return { readEnd: openSync(name, constants.O_RDONLY), writeEnd: openSync(name, constants.O_WRONLY) };
  } finally {
    closeSync(both);
  }
}

/** Lines from a descriptor, and to one; each call waits. */
export class BlockingLines {
  readonly #from: number;
  readonly #to: number;
  #buffer = Buffer.allocUnsafe(65_536);
  #filled = 0;

  constructor(from: number, to: number) {
    this.#from = from;
    this.#to = to;
  }

  write(line: string): void {
    const bytes = Buffer.from(`${line}\n`, 'utf8');
    let at = 0;
    while (at < bytes.length) at += writeSync(this.#to, bytes, at);
  }

  /** The next line; undefined at the end of the stream. */
  read(): string | undefined {
    let searched = 0;
    for (;;) {
      const end = this.#buffer.subarray(0, this.#filled).indexOf(10, searched);
      if (end >= 0) return this.#take(end);
      searched = this.#filled;
      if (this.#filled === this.#buffer.length) this.#grow();
      const count = readSync(
        this.#from,
        this.#buffer,
        this.#filled,
        this.#buffer.length - this.#filled,
        null,
      );
      if (count === 0) return undefined;
      this.#filled += count;
    }
  }

  close(): void {
    closeSync(this.#from);
    closeSync(this.#to);
  }

  #take(end: number): string {
    const line = this.#buffer.toString('utf8', 0, end);
    this.#buffer.copyWithin(0, end + 1, this.#filled);
    this.#filled -= end + 1;
    return line;
  }

  #grow(): void {
    const larger = Buffer.allocUnsafe(this.#buffer.length * 2);
    this.#buffer.copy(larger, 0, 0, this.#filled);
    this.#buffer = larger;
  }
}
