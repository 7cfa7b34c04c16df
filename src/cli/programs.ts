import { MitorunError } from '../errors/mitorun-error.ts';
import { exitCodeOf, unexpectedErrorExit } from './exit-code.ts';
import type { ProcessEdge } from './process-edge.ts';
import { showFatalError } from './show-fatal-error.ts';

/**
 * Finds out which program is meant, by the name mitorun was called (a link named `ansible` behaves as `ansible`), by the
 * first word (`mitorun inventory`...) or by the options (`-m` makes it ad-hoc), and runs it. Gives the exit code.
 */
export async function runProgram(edge: ProcessEdge): Promise<number> {
  try {
    const { program, argv } = chosenProgram(edge);
    return await program({ ...edge, argv });
  } catch (error) {
    if (!(error instanceof MitorunError)) {
      edge.stderr.write(
        `[ERROR]: Unexpected Exception, this is probably a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
      return unexpectedErrorExit;
    }
    showFatalError(error, edge);
    return exitCodeOf(error.code);
  }
}

type Program = (edge: ProcessEdge) => Promise<number>;

const playbook: Program = async (edge) => (await import('./playbook-program.ts')).playbookProgram(edge);
const adhoc: Program = async (edge) => (await import('./adhoc-program.ts')).adhocProgram(edge);

function chosenProgram(edge: ProcessEdge): { readonly program: Program; readonly argv: readonly string[] } {
  const { argv } = edge;
  if (edge.program === 'ansible') return { program: adhoc, argv };
  if (edge.program === 'ansible-playbook') return { program: playbook, argv };
  return { program: isAdhoc(argv) ? adhoc : playbook, argv };
}

/** Only `ansible` has `-m` and `-a`. */
function isAdhoc(argv: readonly string[]): boolean {
  return argv.some(
    (word) => /^(-m|-a|--module-name|--args)(=|$)/.test(word) || /^-[bkKvCDoJ]*[ma]$/.test(word),
  );
}
