import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ActionFailure } from '../actions/action-failure.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { dumpJson } from '../python/json/dump.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import { readRaised, readSaid, type Said } from './helper-messages.ts';
import { PythonPluginError } from './python-plugin-error.ts';
import { fromWire, readMessage } from './wire-values.ts';

export type AsyncCallbacks = Readonly<Record<string, (args: Dict) => Promise<Value>>>;

interface SessionOutcome {
  readonly result: Value;
  readonly said: readonly Said[];
}

/**
 * Conversations with forked action plug-ins, each over a connection to one socket in a private directory; both are made
 * with the first action and gone with `close`.
 */
export class ActionSessions {
  #server: Server | undefined;
  #directory: string | undefined;
  #listening: Promise<string> | undefined;
  readonly #waiting = new Map<string, (lines: AsyncIterator<string>, socket: Socket) => void>();

  /**
   * Lets `start` fork a plug-in that will come back with the token, serves what it asks, gives what it gives. Throws
   * PythonPluginError for what it raises; its process is ended when the signal is aborted.
   */
  async run(
    start: (address: string, token: string) => number,
    callbacks: AsyncCallbacks,
    signal: AbortSignal,
  ): Promise<SessionOutcome> {
    signal.throwIfAborted();
    this.#listening ??= this.#listen();
    const address = await this.#listening;
    const token = randomUUID();
    const arrival = new Promise<{ lines: AsyncIterator<string>; socket: Socket }>((resolve) =>
      this.#waiting.set(token, (lines, socket) => resolve({ lines, socket })),
    );
    const processId = start(address, token);
    const stop = new Promise<never>((_resolve, reject) => {
      const abort = (): void => {
        endProcess(processId);
        reject(
          signal.reason instanceof Error ? signal.reason : new MitorunError('INTERRUPTED', 'interrupted'),
        );
      };
      signal.addEventListener('abort', abort, { once: true });
    });
    // Whoever waits below hears of it; afterwards it concerns nobody.
    stop.catch(() => undefined);
    const { lines, socket } = await Promise.race([arrival, stop]);
    try {
      return await Promise.race([converse(lines, socket, callbacks), stop]);
    } finally {
      socket.destroy();
    }
  }

  close(): void {
    this.#server?.close();
    if (this.#directory !== undefined) rmSync(this.#directory, { recursive: true, force: true });
    this.#server = undefined;
    this.#directory = undefined;
    this.#listening = undefined;
  }

  #listen(): Promise<string> {
    this.#directory = mkdtempSync(join(tmpdir(), 'mitorun-'));
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
    if (deliver) deliver(lines, socket);
    else socket.destroy();
  }
}

async function converse(
  lines: AsyncIterator<string>,
  socket: Socket,
  callbacks: AsyncCallbacks,
): Promise<SessionOutcome> {
  for (;;) {
    const next = await lines.next();
    if (next.done === true)
      throw new MitorunError('ACTION', 'The Python process that ran the action plugin ended unexpectedly.');
    const message = readMessage(next.value);
    const raised = message.get('error');
    if (raised !== undefined) throw failureOf(message, next.value);
    if (!message.has('call'))
      return { result: fromWire(message.get('result') ?? null, next.value), said: readSaid(message) };
    socket.write(`${dumpJson(Dict.of(await answer(message, next.value, callbacks)))}\n`);
  }
}

/** AnsibleActionFail comes with members of a result: its message is the result's. */
function failureOf(message: Dict, line: string): Error {
  const raised = readRaised(message.get('error') ?? null);
  const error = new PythonPluginError('action', raised);
  const result = fromWire(message.get('failure') ?? null, line);
  if (!(result instanceof Dict)) return error;
  return new ActionFailure(raised.message, { result, cause: error });
}

async function answer(
  message: Dict,
  line: string,
  callbacks: AsyncCallbacks,
): Promise<Record<string, Value>> {
  const callback = callbacks[str(message.get('call') ?? '')];
  if (!callback) return { error: 'not available to this plug-in' };
  try {
    return { value: await callback(fromWire(message.get('arguments') ?? null, line) as Dict) };
  } catch (error) {
    if (error instanceof MitorunError) return { error: error.message };
    throw error;
  }
}

function endProcess(processId: number): void {
  try {
    process.kill(processId, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}
