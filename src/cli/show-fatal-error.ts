import { reportOf } from '../errors/error-report.ts';
import type { MitorunError } from '../errors/mitorun-error.ts';
import { errorText } from '../output/error-text.ts';
import { colored } from '../output/color.ts';
import type { ProcessEdge } from './process-edge.ts';

/** An error that ends the run, on stderr: message, place with its lines, and what to do. */
export function showFatalError(error: MitorunError, edge: ProcessEdge, usage: string): void {
  if (error.code === 'ARGUMENTS') {
    const hint = error.hint === undefined ? '' : ` (${error.hint})`;
    edge.stderr.write(`usage: ${edge.program} ${usage}\n${edge.program}: error: ${error.message}${hint}\n`);
    return;
  }
  const text = `[ERROR]: ${errorText(reportOf(error)).trimEnd()}`;
  // As Ansible does it: a blank line behind what has more than one.
  edge.stderr.write(
    `${edge.stderr.isTTY === true ? colored(text, 'red') : text}\n${text.includes('\n') ? '\n' : ''}`,
  );
}
