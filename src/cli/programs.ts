import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import { exitCodeOf, unexpectedErrorExit } from './exit-code.ts';
import { untilInterrupted } from './interruption.ts';
import type { CommandLineOption, Program } from './options/option.ts';
import { subCommands } from './options/sub-commands.ts';
import { parseOptions } from './options/parse.ts';
import { adhocOptions } from './options/tables.ts';
import type { ProcessEdge } from './process-edge.ts';
import { ownMember } from '../python/own-member.ts';

/**
 * Finds out which program is meant, by the name mitorun was called (a link named `ansible` behaves as `ansible`), by the
 * first word (`mitorun inventory`...) or by the options (`-m` makes it ad-hoc), and runs it. Gives the exit code.
 */
export async function runProgram(edge: ProcessEdge): Promise<number> {
  const { program, argv } = chosenProgram(edge);
  try {
    refuseOtherPrograms(edge);
    const own = { ...edge, argv };
    const answer = await answerAtOnce(program, own);
    if (answer === undefined) return await programs[program](own);
    edge.stdout.write(answer);
    return 0;
  } catch (error) {
    if (!(error instanceof MitorunError)) {
      edge.stderr.write(
        `[ERROR]: Unexpected Exception, this is probably a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
      return unexpectedErrorExit;
    }
    if (error.code === 'QUIT') return exitCodeOf(error.code);
    const { showFatalError } = await import('./show-fatal-error.ts');
    const { callOf, programDescriptions } = await import('./options/program-options.ts');
    const call = { ...edge, program: callOf(program, edge.program) };
    showFatalError(error, call, programDescriptions[program].usage);
    return exitCodeOf(error.code);
  }
}

type Start = (edge: ProcessEdge) => Promise<number>;

/** Each is loaded only when it is meant: a version or a listing shall not wait for ssh. */
const programs: Readonly<Record<Program, Start>> = {
  playbook: (edge) =>
    untilInterrupted(edge, async (signal) =>
      (await import('./playbook-program.ts')).playbookProgram(edge, signal),
    ),
  adhoc: (edge) =>
    untilInterrupted(edge, async (signal) => (await import('./adhoc-program.ts')).adhocProgram(edge, signal)),
  inventory: async (edge) => (await import('./inventory-program.ts')).inventoryProgram(edge),
  vault: async (edge) => (await import('./vault-program.ts')).vaultProgram(edge),
  config: async (edge) => (await import('./config-program.ts')).configProgram(edge),
  content: async (edge) => (await import('./content-program.ts')).contentProgram(edge),
  shims: async (edge) => (await import('./shims-program.ts')).shimsProgram(edge),
  completion: async (edge) => (await import('./completion-program.ts')).completionProgram(edge),
};

const programOfLink: Readonly<Record<string, Program>> = {
  ansible: 'adhoc',
  'ansible-playbook': 'playbook',
  'ansible-inventory': 'inventory',
  'ansible-vault': 'vault',
};

function chosenProgram(edge: ProcessEdge): { readonly program: Program; readonly argv: readonly string[] } {
  const { argv } = edge;
  const linked = ownMember(programOfLink, edge.program);
  if (linked) return { program: linked, argv };
  if (isAdhoc(argv)) return { program: 'adhoc', argv };
  const subCommand = subCommands.find((name) => name === argv[0]);
  if (subCommand) return { program: subCommand, argv: argv.slice(1) };
  return { program: listsHostsOfPattern(edge) ? 'adhoc' : 'playbook', argv };
}

/** A link that is named as a program of Ansible's that mitorun does not replace runs no playbook. */
function refuseOtherPrograms({ program }: ProcessEdge): void {
  if (!program.startsWith('ansible-') || ownMember(programOfLink, program)) return;
  throw new MitorunError('USAGE', `mitorun does not replace ${program}`, {
    hint: `(it stands in for ${Object.keys(programOfLink).join(', ')})`,
  });
}

/** `--help` and `--version`, which no other option can spoil; undefined where neither is asked for. */
async function answerAtOnce(program: Program, edge: ProcessEdge): Promise<string | undefined> {
  const end = edge.argv.indexOf('--');
  const options = end < 0 ? edge.argv : edge.argv.slice(0, end);
  if (options.includes('--help') || options.includes('-h')) {
    return (await import('./help-text.ts')).helpText(program, edge);
  }
  // The version of content is an argument of its own.
  if (options.includes('--version') && program !== 'content') {
    return (await import('./version-text.ts')).versionText(edge);
  }
  return undefined;
}

/** `--list-hosts` needs no module: the one argument tells whether it is a pattern (`all`) or a playbook. */
function listsHostsOfPattern({ argv, cwd }: ProcessEdge): boolean {
  if (!argv.includes('--list-hosts')) return false;
  try {
    const [word, ...more] = parseOptions(adhocOptions, argv).positional;
    return (
      word !== undefined &&
      more.length === 0 &&
      !/\.(ya?ml|json)$/.test(word) &&
      !existsSync(resolve(cwd, word))
    );
  } catch (error) {
    if (error instanceof MitorunError) return false;
    throw error;
  }
}

/** Only `ansible` has `-m` and `-a`, which may stand behind letters that take no value (`-bm ping`). */
function isAdhoc(argv: readonly string[]): boolean {
  const own = adhocOptions.filter(({ name }) => name === 'module-name' || name === 'args');
  const flags = adhocOptions.filter(({ kind }) => kind === 'flag' || kind === 'count');
  const letters = (options: readonly CommandLineOption[]): string =>
    options.map(({ short = '' }) => short).join('');
  const short = new RegExp(`^-[${letters(flags)}]*[${letters(own)}]`);
  return argv.some(
    (word) =>
      short.test(word) || own.some(({ name }) => word === `--${name}` || word.startsWith(`--${name}=`)),
  );
}
