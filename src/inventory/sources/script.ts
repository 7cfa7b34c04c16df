import { isatty } from 'node:tty';
import { decodeEscaping, decodeStrict } from '../../python/bytes-text.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import { stringRepr } from '../../python/repr.ts';
import type { InventoryOptions } from '../options.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { shellQuote } from '../../python/shell-split.ts';
import type { RenderJobs } from '../../template/waiting/render-jobs.ts';
import { profileOf } from '../../template/json-profiles/profiles.ts';
import { addInventoryJson, inventoryProfile, outputOf, readInventoryJson } from './inventory-json.ts';
import { isExecutable, isReadable, type SourcePlugin } from './source-plugin.ts';

/** Programs that print an inventory as JSON when called with `--list`, and one host's variables with `--host NAME`. */
export const scriptSource: SourcePlugin = {
  name: 'script',
  accepts: (source) => isReadable(source) && isExecutable(source),
  read(source, inventory) {
    const { options } = inventory;
    const { stdout, stderr } = runInventoryProgram(options.jobs, [source, '--list']);
    const profile = explained('Unable to get JSON decoder for inventory script result.', stderr, () =>
      inventoryProfile(stdout),
    );
    const data = explained('Inventory script result could not be parsed as JSON.', stderr, () =>
      readInventoryJson(stdout, profile, outputOf(source), options),
    );
    if (stderr !== '' && options.alwaysShowScriptErrors) (options.showError ?? options.warn)(stderr);
    if (!(data instanceof Dict))
      throw new MitorunError('PARSER', `'${typeName(data)}' object has no attribute 'items'`);
    addInventoryJson(data, inventory, source, (host) => hostVariables(source, host, options));
  },
};

/** Asks the script for one host's variables. All texts in the answer are variables, so all are trusted. */
function hostVariables(source: string, host: string, options: InventoryOptions): Value {
  const { stdout, stderr } = runInventoryProgram(options.jobs, [source, '--host', host]);
  if (stdout.trim() === '') return new Dict();
  const output = `${outputOf(source)} for host ${stringRepr(host)}`;
  const message = `Inventory script result for host ${stringRepr(host)} could not be parsed as JSON.`;
  return explained(message, stderr, () => readInventoryJson(stdout, profileOf('legacy'), output, options));
}

/** What a program printed. Throws MitorunError INVENTORY, with its stderr as a hint, where it fails. */
function runInventoryProgram(
  jobs: RenderJobs,
  command: readonly [string, ...string[]],
): { readonly stdout: string; readonly stderr: string } {
  const [program, ...args] = command;
  // The program may ask on the terminal. Then it stays in our session, where ^C reaches it and its children.
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
