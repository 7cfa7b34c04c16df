import { createInterface } from 'node:readline';
import { type Readable, Writable } from 'node:stream';
import type { Terminal } from '../actions/action.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { ProcessEdge } from './process-edge.ts';

/** The person at the keyboard, undefined where input or output is no terminal. */
export function terminalOf(edge: ProcessEdge): Terminal | undefined {
  if (edge.stdin.isTTY !== true) return undefined;
  return { ask: (prompt, options) => askTerminal(edge.stdin, edge.stdout, prompt, options) };
}

/** The terminal; fails at once, saying what it was wanted for, where there is none. Throws USAGE. */
export function requireTerminal(edge: ProcessEdge, prompt: string): Terminal {
  const terminal = terminalOf(edge);
  if (terminal) return terminal;
  throw new MitorunError('USAGE', `There is no terminal to ask for: ${prompt.trim().replace(/:$/, '')}.`, {
    hint: 'Give a password file instead, for example --become-password-file or --vault-password-file.',
  });
}

/** Writes the prompt and reads one line. At the end of the input the answer is empty. */
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
      if (options.hidden) output.write('\n');
      settle();
    };
    reader.once('line', (line) => finish(() => resolve(line)));
    reader.once('close', () => finish(() => resolve('')));
    reader.once('SIGINT', () =>
      finish(() => reject(new MitorunError('INTERRUPTED', 'User interrupted execution'))),
    );
  });
}
