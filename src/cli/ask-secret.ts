import { decodeEscaping } from '../python/bytes-text.ts';
import type { Readable } from 'node:stream';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { ProcessEdge } from './process-edge.ts';
import { askTerminal, terminalOf } from './terminal.ts';

/**
 * Asks for a secret, hidden, where Python's `getpass` would: on stdin where that is a terminal, else on the terminal that
 * the run belongs to (`sshpass mitorun -k` has one), and without any the next line of stdin is the answer, after a warning.
 * undefined at the end of the input.
 */
export async function askSecret(edge: ProcessEdge, prompt: string): Promise<string | undefined> {
  const terminal = terminalOf(edge);
  if (terminal) return untilEnd(terminal.ask(prompt, { hidden: true }));
  const own = edge.openTerminal?.();
  if (own) {
    try {
      return await untilEnd(askTerminal(own.input, own.output, prompt, { hidden: true }));
    } finally {
      own.close();
    }
  }
  edge.stderr.write(`Warning: Password input may be echoed.\n${prompt}`);
  const line = await readLine(edge.stdin);
  edge.stderr.write('\n');
  return line;
}

/** undefined where nobody answers. */
async function untilEnd(answer: Promise<string>): Promise<string | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof MitorunError && error.code === 'END_OF_INPUT') return undefined;
    throw error;
  }
}

/** One line, leaving what follows it to the next reader. undefined where there is nothing more. */
async function readLine(stdin: Readable): Promise<string | undefined> {
  let read = Buffer.alloc(0);
  for (;;) {
    const chunk = (stdin.read() as Buffer | string | null) ?? undefined;
    if (chunk === undefined) {
      if (stdin.readableEnded || !(await readable(stdin)))
        return read.length === 0 ? undefined : decodeEscaping(read);
      continue;
    }
    read = Buffer.concat([read, Buffer.from(chunk)]);
    const end = read.indexOf('\n');
    if (end < 0) continue;
    const rest = read.subarray(end + 1);
    if (rest.length > 0) stdin.unshift(rest);
    return decodeEscaping(read.subarray(0, end));
  }
}

/** Waits for more; false at the end. */
function readable(stdin: Readable): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => (): void => {
      stdin.off('readable', more);
      stdin.off('end', ended);
      stdin.off('close', ended);
      stdin.off('error', failed);
      finish();
    };
    const more = settle(() => resolve(true));
    const ended = settle(() => resolve(false));
    const failed = (error: Error): void => settle(() => reject(error))();
    stdin.on('readable', more);
    stdin.on('end', ended);
    stdin.on('close', ended);
    stdin.on('error', failed);
  });
}
