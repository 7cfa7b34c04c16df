import { reportOf } from '../errors/error-report.ts';
import type { MitorunError } from '../errors/mitorun-error.ts';
import { errorText } from '../output/error-text.ts';
import { KnownSecrets } from '../output/redact.ts';
import { readConfig } from './common-setup.ts';
import { setUpDisplay } from './display-setup.ts';
import type { ProcessEdge } from './process-edge.ts';

/** An error that ends the run, on stderr: message, place with its lines, and what to do. Colours and log as configured. */
export function showFatalError(error: MitorunError, edge: ProcessEdge, usage: string): void {
  if (error.code === 'ARGUMENTS') {
    const hint = error.hint === undefined ? '' : ` (${error.hint})`;
    edge.stderr.write(`usage: ${edge.program} ${usage}\n${edge.program}: error: ${error.message}${hint}\n`);
    return;
  }
  const text = errorText(reportOf(error));
  // Without settings that can be read there are no colours and no log either.
  if (error.code === 'CONFIG')
    edge.stderr.write(`[ERROR]: ${text.trimEnd()}\n${text.trimEnd().includes('\n') ? '\n' : ''}`);
  else setUpDisplay(readConfig(edge), edge, { verbosity: 0, secrets: new KnownSecrets() }).error(text, true);
}
