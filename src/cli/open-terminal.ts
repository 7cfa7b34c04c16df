import { constants, openSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';
import type { OpenTerminal } from './process-edge.ts';

/** The controlling terminal of this process; undefined where it has none. */
export function openTerminal(): OpenTerminal | undefined {
  try {
    const input = new ReadStream(openSync('/dev/tty', constants.O_RDWR | constants.O_NOCTTY));
    const output = new WriteStream(openSync('/dev/tty', constants.O_RDWR | constants.O_NOCTTY));
    return {
      input,
      output,
      close: () => {
        input.destroy();
        output.destroy();
      },
    };
  } catch {
    return undefined;
  }
}
