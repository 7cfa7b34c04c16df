import { createInterface } from 'node:readline';
import { type Readable, Writable } from 'node:stream';
import type { Terminal } from '../actions/action.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { ProcessEdge } from './process-edge.ts';

/** The person at the keyboard, undefined where input or output is no terminal. */
export function terminalOf(edge: ProcessEdge): Terminal | undefined {
  if (edge.stdin.isTTY !== true) return undefined;
  return {
    ask: (prompt, options) => askTerminal(edge.stdin, edge.stdout, prompt, options),
    key: (keys, options) => readKey(edge.stdin, keys, options),
  };
}

/** Keys that come after the one waited for are left to whoever reads next. */
async function readKey(
  input: ProcessEdge['stdin'],
  keys: readonly string[],
  { timeout, signal }: { readonly timeout?: number; readonly signal: AbortSignal },
): Promise<string | undefined> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      input.removeListener('data', read);
      input.removeListener('end', end);
      input.pause();
      input.setRawMode?.(false);
      settle();
    };
    const read = (chunk: Buffer | string): void => {
      const typed = String(chunk);
      const places = keys.map((key) => typed.toLowerCase().indexOf(key)).filter((place) => place >= 0);
      if (places.length === 0) return;
      const at = Math.min(...places);
      const rest = typed.slice(at + 1);
      finish(() => resolve(typed.charAt(at).toLowerCase()));
      if (rest !== '') input.unshift(Buffer.from(rest));
    };
    const end = (): void => finish(() => resolve(undefined));
    const abort = (): void => finish(() => reject(signal.reason as Error));
    const timer = timeout === undefined ? undefined : setTimeout(end, timeout);
    signal.addEventListener('abort', abort, { once: true });
    input.setRawMode?.(true);
    input.on('data', read);
    input.once('end', end);
    input.resume();
  });
}

/** The terminal; fails at once, saying what it was wanted for, where there is none. Throws USAGE. */
export function requireTerminal(edge: ProcessEdge, prompt: string): Terminal {
  const terminal = terminalOf(edge);
  if (terminal) return terminal;
  throw new MitorunError('USAGE', `There is no terminal to ask for: ${prompt.trim().replace(/:$/, '')}.`, {
    hint: 'Give a password file instead, for example --become-password-file or --vault-password-file.',
  });
}

/** Writes the prompt and reads one line. Rejects with INTERRUPTED on ^C, with END_OF_INPUT on ^D. */
export function askTerminal(
  input: Readable,
  output: Writable,
  prompt: string,
  options: { readonly hidden: boolean; readonly timeout?: number },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    const reader = createInterface({
      input,
      output: options.hidden ? silent : output,
      terminal: true,
      prompt: '',
    });
    // Behind the interface, which switches the echo off: an answer may come at once.
    output.write(prompt);
    const timer =
      options.timeout === undefined
        ? undefined
        : setTimeout(() => finish(() => resolve('')), options.timeout);
    let finished = false;
    const finish = (settle: () => void): void => {
      if (finished) return;
      finished = true;
      clearTimeout(timer);
      reader.close();
      settle();
    };
    reader.once('line', (line) =>
      finish(() => {
        if (options.hidden) output.write('\n');
        resolve(line);
      }),
    );
    reader.once('close', () =>
      finish(() => reject(new MitorunError('END_OF_INPUT', `There was no answer to: ${prompt.trim()}`))),
    );
    reader.once('SIGINT', () =>
      finish(() => reject(new MitorunError('INTERRUPTED', 'User interrupted execution'))),
    );
  });
}
