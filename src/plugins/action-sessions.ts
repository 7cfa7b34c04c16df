import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { str } from '../python/repr.ts';
import { privateDirectory } from './private-directory.ts';
import { PluginSession, endedWhenAborted } from './plugin-session.ts';
import { readMessage } from './helper-values.ts';

interface Arrival {
  readonly lines: AsyncIterator<string>;
  readonly socket: Socket;
}

/**
 * Where processes forked from the helper come to talk: one socket in a private directory; both are made with the first
 * session and gone with `close`.
 */
export class ActionSessions {
  #server: Server | undefined;
  #directory: string | undefined;
  #listening: Promise<string> | undefined;
  readonly #waiting = new Map<string, (arrival: Arrival) => void>();

  /** @param start has a process forked that will come back to the address with the token, and gives its id */
  async open(start: (address: string, token: string) => number, signal: AbortSignal): Promise<PluginSession> {
    signal.throwIfAborted();
    this.#listening ??= this.#listen();
    const address = await this.#listening;
    const token = randomUUID();
    const arrival = new Promise<Arrival>((resolve) => this.#waiting.set(token, resolve));
    const processId = this.#start(token, () => start(address, token));
    const { lines, socket } = await endedWhenAborted(arrival, processId, signal);
    return new PluginSession(processId, lines, socket);
  }

  #start(token: string, start: () => number): number {
    try {
      return start();
    } catch (error) {
      this.#waiting.delete(token);
      throw error;
    }
  }

  close(): void {
    this.#server?.close();
    if (this.#directory !== undefined) rmSync(this.#directory, { recursive: true, force: true });
    this.#server = undefined;
    this.#directory = undefined;
    this.#listening = undefined;
  }

  async #listen(): Promise<string> {
    this.#directory = privateDirectory('s');
    const address = join(this.#directory, 's');
    const server = createServer((socket) => void this.#accept(socket));
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(address, () => resolve(address));
    });
  }

  async #accept(socket: Socket): Promise<void> {
    socket.on('error', () => socket.destroy());
    const lines = createInterface({ input: socket, crlfDelay: Infinity })[Symbol.asyncIterator]();
    const first = await lines.next();
    const token = first.done === true ? '' : str(readMessage(first.value).get('token') ?? '');
    const deliver = this.#waiting.get(token);
    this.#waiting.delete(token);
    if (deliver) deliver({ lines, socket });
    else socket.destroy();
  }
}
