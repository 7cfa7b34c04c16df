import type { ProcessEdge } from '../process-edge.ts';
import type { CommandLineOption, Program } from './option.ts';

/**
 * Answers `--help` and `--version`, which no other option can spoil. True where one was given.
 */
export async function answeredAtOnce(
  program: Program,
  table: readonly CommandLineOption[],
  edge: ProcessEdge,
): Promise<boolean> {
  const beforeArguments = edge.argv.includes('--') ? edge.argv.slice(0, edge.argv.indexOf('--')) : edge.argv;
  if (beforeArguments.includes('--version')) {
    const { versionText } = await import('../version-text.ts');
    edge.stdout.write(versionText(edge));
    return true;
  }
  if (beforeArguments.includes('--help') || beforeArguments.includes('-h')) {
    const { helpText } = await import('../help-text.ts');
    edge.stdout.write(await helpText(program, table, edge));
    return true;
  }
  return false;
}
