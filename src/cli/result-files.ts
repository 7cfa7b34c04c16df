import { mkdirSync, writeFileSync } from '../python/file-system.ts';
import { join } from 'node:path';
import type { RunEvent } from '../events/run-event.ts';
import { callbackResult } from '../output/callback-result.ts';
import type { Redactor } from '../output/redact.ts';
import { resultText } from '../output/result-text.ts';

/** `--tree`: keeps each host's last result as JSON in a file of the directory, named as the host. */
export function resultFiles(
  directory: string,
  options: { readonly verbosity: number; readonly redact: Redactor },
): (event: RunEvent) => void {
  return (event) => {
    if (event.kind !== 'host-result' || event.status === 'skipped') return;
    const text = resultText(callbackResult(event), {
      verbosity: options.verbosity,
      format: 'json',
      pretty: undefined,
      toYaml: () => '',
    });
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, event.host), options.redact(text));
  };
}
