import type { CommandLineOption, Program } from './options/option.ts';
import type { ProcessEdge } from './process-edge.ts';

export async function helpText(
  _program: Program,
  _table: readonly CommandLineOption[],
  edge: ProcessEdge,
): Promise<string> {
  return `usage: ${edge.program}\n`;
}
