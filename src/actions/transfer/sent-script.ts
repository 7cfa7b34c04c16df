import type { CommandOutcome } from '../../broker/hop.ts';
import { str } from '../../python/repr.ts';
import { shellQuote } from '../../python/shell-split.ts';
import type { ActionContext } from '../action.ts';
import type { LocalFile } from './local-file.ts';
import { sendByShell } from './shell-upload.ts';
import { startNamedUpload } from './upload.ts';

/** A program of the controller on a target. */
export interface SentScript {
  readonly path: string;
  /** Runs a line of shell, in a directory unless that is empty. */
  run(line: string, directory: string): Promise<CommandOutcome>;
  readonly discard: () => Promise<void>;
}

/**
 * Sends a program under its name, so that it can be started. The agent takes it; where there is no Python the shell does.
 * Over ssh it runs on a terminal, as Ansible's does.
 */
export async function sendScript(context: ActionContext, file: LocalFile, name: string): Promise<SentScript> {
  if ((await context.hopIfPython()) === undefined) {
    const sent = await sendByShell(context, file, name);
    return { ...sent, run: (line, directory) => runBare(context, line, directory) };
  }
  const upload = await startNamedUpload(context, file, name, 0o700);
  return {
    path: upload.path,
    discard: async () => upload.discard(),
    run: async (line, directory) => {
      if (context.usesTerminal) {
        await upload.sent;
        return runBare(context, line, directory);
      }
      const run = context.command({ command: inDirectory(line, directory) });
      const [outcome] = await Promise.all([run, upload.sent]);
      return outcome;
    },
  };
}

/** Runs it over the bare connection, whose shell knows nothing of the task's environment. */
function runBare(context: ActionContext, line: string, directory: string): Promise<CommandOutcome> {
  const environment = Object.entries(context.environment).map(
    ([name, value]) => `${name}=${shellQuote(value)}`,
  );
  const executable = str(context.setting('DEFAULT_EXECUTABLE') ?? '') || '/bin/sh';
  return context.raw(inDirectory([...environment, line].join(' '), directory), {
    terminal: true,
    executable,
  });
}

function inDirectory(line: string, directory: string): string {
  return directory === '' ? line : `cd ${directory} && ${line}`;
}
