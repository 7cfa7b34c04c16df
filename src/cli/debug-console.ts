import { createInterface, type Interface } from 'node:readline';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { DebuggerSettings } from '../strategy/debugger/console.ts';
import type { CommonSetup } from './common-setup.ts';
import type { ProcessEdge } from './process-edge.ts';

/** The task debugger's settings, its questions asked on the terminal or of what is piped into mitorun. */
export function debuggerSettings(edge: ProcessEdge, { config, display }: CommonSetup): DebuggerSettings {
  const lines = edge.stdin.isTTY === true ? new TerminalLines(edge) : new PipedLines(edge);
  return {
    enabled: config.get('ENABLE_TASK_DEBUGGER'),
    honoursIgnoreErrors: config.get('TASK_DEBUGGER_IGNORE_ERRORS'),
    console: {
      read: (prompt) => lines.read(prompt),
      show: (text) => display.show(text),
    },
  };
}

/** Lines that are typed, with the earlier ones to go back to. */
class TerminalLines {
  readonly #edge: ProcessEdge;
  #history: string[] = [];

  constructor(edge: ProcessEdge) {
    this.#edge = edge;
  }

  read(prompt: string): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      const reader = createInterface({
        input: this.#edge.stdin,
        output: this.#edge.stdout,
        terminal: true,
        history: this.#history,
      });
      let settled = false;
      const settle = (finish: () => void): void => {
        if (settled) return;
        settled = true;
        reader.close();
        finish();
      };
      reader.on('history', (history: string[]) => {
        this.#history = [...history];
      });
      reader.once('line', (line) => settle(() => resolve(line)));
      reader.once('SIGINT', () =>
        settle(() => reject(new MitorunError('QUIT', 'User interrupted execution'))),
      );
      reader.once('close', () => settle(() => resolve(undefined)));
      reader.setPrompt(prompt);
      reader.prompt();
    });
  }
}

/** Lines from a pipe or file: no echo, and undefined when they are used up. */
class PipedLines {
  readonly #edge: ProcessEdge;
  #lines: AsyncIterator<string> | undefined;
  #reader: Interface | undefined;

  constructor(edge: ProcessEdge) {
    this.#edge = edge;
  }

  async read(prompt: string): Promise<string | undefined> {
    this.#edge.stdout.write(prompt);
    this.#reader ??= createInterface({ input: this.#edge.stdin, terminal: false });
    this.#lines ??= this.#reader[Symbol.asyncIterator]();
    const next = await this.#lines.next();
    return next.done === true ? undefined : next.value;
  }
}
