import type { Writable } from 'node:stream';
import { ActionFailure } from '../actions/action-failure.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { dumpJson } from '../python/json/dump.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import { UndefinedUse } from '../template/undefined.ts';
import { readRaised, readSaid, type Said } from './read-helper-message.ts';
import { pythonAnswer } from './python-answer.ts';
import { PythonPluginError } from './python-plugin-error.ts';
import { fromWire, readMessage } from './helper-values.ts';

export type AsyncCallbacks = Readonly<Record<string, (args: Dict) => Promise<Value>>>;

/** Called with each message that a plug-in gives to Ansible's Display. */
type Listener = (said: Said) => void;

/** The conversation with one process forked from the helper. Whoever opened it closes it. */
export class PluginSession {
  readonly #processId: number;
  readonly #lines: AsyncIterator<string>;
  readonly #socket: Pick<Writable, 'write' | 'destroy'>;

  constructor(processId: number, lines: AsyncIterator<string>, socket: Pick<Writable, 'write' | 'destroy'>) {
    this.#processId = processId;
    this.#lines = lines;
    this.#socket = socket;
  }

  /** @param message of values that have gone through `toWire` */
  send(message: Dict): void {
    this.#socket.write(`${dumpJson(message)}\n`);
  }

  /**
   * Serves what the process asks until it gives a result. Throws PythonPluginError for what the plug-in raised; the process
   * is ended when the signal is aborted.
   */
  outcome(callbacks: AsyncCallbacks, signal: AbortSignal, listener: Listener): Promise<Value> {
    return endedWhenAborted(this.#converse(callbacks, listener), this.#processId, signal);
  }

  /** The process ends when it finds that nobody listens any more. */
  close(): void {
    this.#socket.destroy();
  }

  async #converse(callbacks: AsyncCallbacks, listener: Listener): Promise<Value> {
    for (;;) {
      const next = await this.#lines.next();
      if (next.done === true)
        throw new MitorunError('ACTION', 'The Python process that ran the action plugin ended unexpectedly.');
      const message = readMessage(next.value);
      if (message.has('call')) {
        this.send(Dict.of(await answer(message, next.value, callbacks)));
        continue;
      }
      for (const said of readSaid(message)) listener(said);
      if (message.get('error') !== undefined) throw failureOf(message, next.value);
      return fromWire(message.get('result') ?? null, next.value);
    }
  }
}

/**
 * Returns what the work returns. When the signal is aborted first, ends the process and throws the signal's
 * reason.
 */
export async function endedWhenAborted<T>(
  work: Promise<T>,
  processId: number,
  signal: AbortSignal,
): Promise<T> {
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => {
      endProcess(processId);
      reject(signal.reason instanceof Error ? signal.reason : new MitorunError('INTERRUPTED', 'interrupted'));
    };
  });
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
    // Drops a later error of the work.
    for (const promise of [work, aborted]) promise.catch(() => undefined);
  }
}

/** AnsibleActionFail comes with members of a result: its message is the result's. */
function failureOf(message: Dict, line: string): Error {
  const raised = readRaised(message.get('error') ?? null);
  const error = new PythonPluginError('action', raised);
  const result = fromWire(message.get('failure') ?? null, line);
  if (!(result instanceof Dict)) return error;
  return new ActionFailure(raised.message, { result: pythonAnswer(result), cause: error });
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
    if (error instanceof UndefinedUse) return { error: error.message, is_undefined: true };
    if (error instanceof MitorunError) return { error: error.message };
    throw error;
  }
}

/** Ends the process and all that it has started: it leads a process group. */
function endProcess(processId: number): void {
  for (const target of [-processId, processId]) {
    try {
      process.kill(target, 'SIGTERM');
      return;
    } catch {
      // It has ended by itself, or leads no group yet.
    }
  }
}
