import { decodeEscaping } from '../python/bytes-text.ts';
import type { CommandOutcome } from '../broker/hop.ts';
import { Dict } from '../python/dict.ts';
import { splitLines } from '../python/split-lines.ts';

/** The result of an action that ran a command itself: always changed, failed where the command's exit code says so. */
export function commandResult(outcome: CommandOutcome): Dict {
  const stdout = decodeEscaping(outcome.stdout);
  const stderr = decodeEscaping(outcome.stderr);
  const result = Dict.of({
    rc: outcome.rc,
    stdout,
    stdout_lines: splitLines(stdout),
    stderr,
    stderr_lines: splitLines(stderr),
    changed: true,
  });
  if (outcome.rc !== 0) {
    result.set('msg', 'non-zero return code');
    result.set('failed', true);
  }
  return result;
}
