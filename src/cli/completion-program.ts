import { MitorunError } from '../errors/mitorun-error.ts';
import { completionScript, type Shell, shells } from './completion-script.ts';
import type { ProcessEdge } from './process-edge.ts';

/** `mitorun completion bash|zsh|fish`: a script for the shell to source. */
export async function completionProgram(edge: ProcessEdge): Promise<number> {
  const shell = shells.find((name): name is Shell => name === edge.argv[0]);
  if (!shell) throw new MitorunError('ARGUMENTS', `the shell is one of ${shells.join(', ')}`);
  edge.stdout.write(completionScript(shell));
  return 0;
}
