import { type ChildProcess, spawn, type ChildProcessByStdio } from 'node:child_process';
import { Duplex, type Readable, type Writable } from 'node:stream';

export interface ProxyProcess {
  readonly stream: Duplex;
  /** The last lines that the command wrote to its standard error. */
  readonly complaints: () => string[];
}

/** A ProxyCommand, its tokens replaced, run by the user's shell as ssh runs it. It ends with its stream. */
export function spawnProxyCommand(
  command: string,
  environment: Readonly<Record<string, string | undefined>>,
): ProxyProcess {
  const shell = environment['SHELL'] ?? '/bin/sh';
  const child = spawn(shell, ['-c', `exec ${command.replace(/^exec\s+/, '')}`], {
    env: { ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  if (child.pid === undefined) return { stream: failingStream(child), complaints: () => [] };
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000);
  });
  return {
    stream: new ProcessStream(child),
    complaints: () => stderr.split(/\r?\n/).filter((line) => line !== ''),
  };
}

/** Where there is no process (no descriptor is free, say) there are no streams of it either. */
function failingStream(child: ChildProcess): Duplex {
  const stream = new Duplex({ read: () => undefined, write: (_data, _encoding, done) => done() });
  child.once('error', (error) => stream.destroy(error));
  return stream;
}

/** A process's standard input and output as one stream; destroying it ends the process. */
class ProcessStream extends Duplex {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;

  constructor(child: ChildProcessByStdio<Writable, Readable, Readable>) {
    super({ allowHalfOpen: false });
    this.#child = child;
    child.on('error', (error) => this.destroy(error));
    child.stdout.on('data', (data: Buffer) => {
      if (!this.push(data)) child.stdout.pause();
    });
    child.stdout.on('end', () => {
      // The command's last words come by another pipe: wait a moment for them.
      const patience = setTimeout(() => this.push(null), 500);
      child.once('close', () => {
        clearTimeout(patience);
        if (!this.readableEnded && !this.destroyed) this.push(null);
      });
    });
    // A command that has ended reads no more. Its exit says why, not this error.
    child.stdin.on('error', () => undefined);
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(data: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#child.stdin.write(data, () => done());
  }

  override _final(done: () => void): void {
    this.#child.stdin.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.stdin.destroy();
    this.#child.kill('SIGHUP');
    done(error);
  }
}
