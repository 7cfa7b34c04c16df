import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Terminal } from '../actions/action.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { ProcessEdge } from './process-edge.ts';

/** The person at the keyboard, undefined where input or output is no terminal. */
export function terminalOf(edge: ProcessEdge): Terminal | undefined {
  if (edge.stdin.isTTY !== true) return undefined;
  return { ask: (prompt, options) => ask(edge, prompt, options) };
}

/** The terminal; fails at once, saying what it was wanted for, where there is none. Throws USAGE. */
export function requireTerminal(edge: ProcessEdge, prompt: string): Terminal {
  const terminal = terminalOf(edge);
  if (terminal) return terminal;
  throw new MitorunError('USAGE', `There is no terminal to ask for: ${prompt.trim().replace(/:$/, '')}.`, {
    hint: 'Give a password file instead, for example --become-password-file or --vault-password-file.',
  });
}

/** Asks for a secret, hidden. */
export async function askSecret(edge: ProcessEdge, prompt: string): Promise<string> {
  return requireTerminal(edge, prompt).ask(prompt, { hidden: true });
}

function ask(
  edge: ProcessEdge,
  prompt: string,
  options: { readonly hidden: boolean; readonly timeout?: number },
): Promise<string> {
  return new Promise((resolve, reject) => {
    edge.stdout.write(prompt);
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    const reader = createInterface({
      input: edge.stdin,
      output: options.hidden ? silent : edge.stdout,
      terminal: true,
    });
    const timer =
      options.timeout === undefined
        ? undefined
        : setTimeout(() => finish(() => resolve('')), options.timeout);
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      reader.close();
      if (options.hidden) edge.stdout.write('\n');
      settle();
    };
    reader.once('line', (line) => finish(() => resolve(line)));
    reader.once('SIGINT', () =>
      finish(() => reject(new MitorunError('INTERRUPTED', 'User interrupted execution'))),
    );
  });
}
