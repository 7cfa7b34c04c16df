import { isatty } from 'node:tty';
import { decodeEscaping, decodeStrict } from '../../python/bytes-text.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import { parseJson } from '../../python/json/parse.ts';
import { stringRepr } from '../../python/repr.ts';
import { shellQuote } from '../../python/shell-split.ts';
import type { RenderJobs } from '../../template/waiting/render-jobs.ts';
import { addInventoryJson, parseInventoryJson } from './inventory-json.ts';
import { isExecutable, isReadable, type SourcePlugin } from './source-plugin.ts';

/** Programs that print an inventory as JSON when called with `--list`, and one host's variables with `--host NAME`. */
export const scriptSource: SourcePlugin = {
  name: 'script',
  accepts: (source) => isReadable(source) && isExecutable(source),
  read(source, inventory) {
    const { options } = inventory;
    const { stdout, stderr } = runInventoryProgram(options.jobs, [source, '--list']);
    const data = explained('Unable to get JSON decoder for inventory script result.', stderr, () =>
      parseInventoryJson(stdout),
    );
    if (stderr !== '' && options.alwaysShowScriptErrors) (options.showError ?? options.warn)(stderr);
    addInventoryJson(data, inventory, source, (host) => hostVariables(options.jobs, source, host));
  },
};

function hostVariables(jobs: RenderJobs, source: string, host: string): Dict {
  const { stdout, stderr } = runInventoryProgram(jobs, [source, '--host', host]);
  if (stdout.trim() === '') return new Dict();
  const message = `Inventory script result for host ${stringRepr(host)} could not be parsed as JSON.`;
  const variables = explained(message, stderr, () => parseJson(stdout));
  if (variables instanceof Dict) return variables;
  throw new MitorunError(
    'PARSER',
    `Invalid data from file, expected dictionary and got:\n\n${stdout.trim()}`,
  );
}

/** What a program printed. Throws MitorunError INVENTORY, with its stderr as a hint, where it fails. */
function runInventoryProgram(
  jobs: RenderJobs,
  command: readonly [string, ...string[]],
): { readonly stdout: string; readonly stderr: string } {
  const [program, ...args] = command;
  // It may ask on the terminal: then it stays in our session, where ^C reaches it and all that it has started.
  const how = { env: process.env, stdin: 0, stderr: 'pipe', leadsGroup: !isatty(0) } as const;
  const run = jobs.wait(`program ${command.join(' ')}`, () =>
    jobs.background.program({ program, args, ...how }),
  );
  if (run.fault !== undefined) {
    const message = `Failed to execute inventory script command ${stringRepr(command.map(shellQuote).join(' '))}.`;
    throw new MitorunError('INVENTORY', message, { cause: new Error(run.fault) });
  }
  const stderr = endWithNewline(decodeEscaping(run.stderr));
  if (run.status !== 0) {
    const code = run.status ?? -1;
    throw new MitorunError(
      'INVENTORY',
      `Inventory script returned non-zero exit code ${code}.`,
      hintOf(stderr),
    );
  }
  try {
    return { stdout: decodeStrict(run.stdout), stderr };
  } catch (cause) {
    const message = 'Inventory script result contained characters that cannot be interpreted as UTF-8.';
    throw new MitorunError('INVENTORY', message, { cause, ...hintOf(stderr) });
  }
}

function explained<T>(message: string, stderr: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new MitorunError('INVENTORY', message, { cause, ...hintOf(stderr) });
  }
}

function hintOf(stderr: string): { hint?: string } {
  return stderr.trim() === '' ? {} : { hint: `Standard error from inventory script:\n${stderr.trimEnd()}` };
}

function endWithNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
