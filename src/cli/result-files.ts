import { mkdirSync, writeFileSync } from '../python/file-system.ts';
import { join } from 'node:path';
import { systemReason } from '../errors/system-error.ts';
import type { RunEvent } from '../events/run-event.ts';
import { callbackResult, verbosityOf } from '../output/callback-result.ts';
import type { Redactor } from '../output/redact.ts';
import { resultText } from '../output/result-text.ts';
import { isFileName } from '../python/file-name.ts';

/**
 * `--tree`: keeps each host's last result as JSON in a file of the directory, named as the host. A host whose name is no
 * file's (`../a`) has none, and a warning says so.
 */
export function resultFiles(
  directory: string,
  options: {
    readonly verbosity: number;
    readonly redact: Redactor;
    readonly warn: (message: string) => void;
  },
): (event: RunEvent) => void {
  let isMade = false;
  return (event) => {
    if (event.kind !== 'host-result' || event.status === 'skipped') return;
    if (!isFileName(event.host)) {
      options.warn(
        `The result of the host ${JSON.stringify(event.host)} is not kept in ${directory}: its name cannot be a file's.`,
      );
      return;
    }
    const text = resultText(
      callbackResult(event),
      { verbosity: options.verbosity, format: 'json', pretty: undefined, toYaml: () => '' },
      { verboseAlways: verbosityOf(event).verboseAlways },
    );
    if (!isMade) {
      isMade = true;
      try {
        mkdirSync(directory, { recursive: true });
      } catch (error) {
        options.warn(
          `Unable to access or create the configured directory (${directory}): ${systemReason(error)}`,
        );
      }
    }
    try {
      writeFileSync(join(directory, event.host), options.redact(text));
    } catch (error) {
      options.warn(`Unable to write to '${event.host}''s file: ${systemReason(error)}`);
    }
  };
}
