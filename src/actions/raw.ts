import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { splitLines } from '../python/split-lines.ts';
import type { Action } from './action.ts';

/** `raw`: a command over the bare connection, without Python on the target. */
export const raw: Action = {
  takesRawParams: true,
  run: async (context) => {
    if (context.checkMode) return Dict.of({ skipped: true, changed: false });
    const executable = context.args.get('executable');
    const command = str(context.args.get('_raw_params') ?? '');
    const outcome = await context.raw(
      command,
      executable === undefined ? {} : { executable: str(executable) },
    );
    const stdout = outcome.stdout.toString('utf8');
    const stderr = outcome.stderr.toString('utf8');
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
  },
};
