import { type ChildProcess, spawn } from 'node:child_process';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { isWellFormed } from '../../python/bytes-text.ts';
import { awaitEnds } from '../await-ends.ts';
import type { Channel, ChannelEnd, Carrier, CarrierConnection } from './channel.ts';
import type { LocalPlace } from './local-place.ts';

/**
 * The machine and account that mitorun runs in. Commands get a session of their own, so that Ctrl-C at the terminal
 * reaches mitorun alone, which then ends them in order.
 */
export const localCarrier: Carrier<LocalPlace> = {
  open: ({ directory }) => Promise.resolve(new LocalConnection(directory)),
};

class LocalConnection implements CarrierConnection {
  readonly descriptors = 0;
  readonly descriptorsPerChannel = 3;
  readonly lost: Promise<string>;
  readonly #channels = new Set<Channel>();
  readonly #directory: string | undefined;
  #close: (reason: string) => void = () => undefined;

  constructor(directory: string | undefined) {
    this.#directory = directory !== undefined && isNameable(directory) ? directory : undefined;
    this.lost = new Promise((resolve) => {
      this.#close = resolve;
    });
  }

  execute(command: string): Promise<Channel> {
    return new Promise((resolve, reject) => {
      const child = spawn('/bin/sh', ['-c', command], {
        detached: true,
        stdio: ['pipe', 'pipe', 'pipe'],
        cwd: this.#directory,
      });
      child.once('error', (error) => {
        const place = this.#directory === undefined ? '' : ` in ${this.#directory}`;
        const message = `Failed to run /bin/sh${place}: ${error.message}`;
        reject(new MitorunError('CONNECTION', message, { cause: error }));
      });
      // Without a process (no descriptor is free, say) there are no streams either.
      if (child.pid === undefined) return;
      const ended = new Promise<ChannelEnd>((settle) => {
        child.once('close', (code, signal) => {
          this.#channels.delete(channel);
          settle({ code: code ?? undefined, signal: signal ?? undefined, reason: undefined });
        });
      });
      // A command may end before it has read its input: `ended` gives how.
      child.stdin.on('error', () => undefined);
      const channel: Channel = {
        stdin: child.stdin,
        stdout: child.stdout,
        stderr: child.stderr,
        ended,
        destroy: () => {
          child.stdin.destroy();
          child.stdout.destroy();
          child.stderr.destroy();
          endGroup(child);
        },
      };
      child.once('spawn', () => {
        this.#channels.add(channel);
        resolve(channel);
      });
    });
  }

  async close(): Promise<void> {
    const channels = [...this.#channels];
    for (const channel of channels) channel.destroy();
    await awaitEnds(
      channels.map((channel) => channel.ended),
      { quiet: 1000, hurried: 1000 },
    );
    this.#close('closed');
  }
}

/** Node has text alone for the directory of a command: a name that is no UTF-8 has come here damaged. */
function isNameable(directory: string): boolean {
  return isWellFormed(directory) && !directory.includes('\ufffd');
}

/** A command leads a process group: what its shell has started ends with it. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
