import { realpathSync } from 'node:fs';
import { MitorunError } from '../errors/mitorun-error.ts';
import { findContent } from '../modules/content/find.ts';
import { findOnPath, scriptInterpreter } from '../modules/content/interpreter.ts';
import type { ContentTree } from '../modules/content/tree.ts';
import type { ParsedOptions } from './options/option.ts';
import type { ProcessEdge } from './process-edge.ts';

/**
 * Ansible's content for a run. Where this machine has none it is fetched, unless MITORUN_CONTENT_INSTALL forbids it, with a
 * line on stderr for each step.
 */
export async function contentForRun(
  edge: ProcessEdge,
  options: ParsedOptions,
): Promise<readonly ContentTree[]> {
  const trees = findContent({ explicit: options.text('content'), environment: edge.environment });
  if (trees.length > 0) return trees;
  const { installContent } = await import('../modules/content/install.ts');
  const say = (line: string): void => void edge.stderr.write(`mitorun: ${line}\n`);
  say('no Ansible modules on this machine; MITORUN_CONTENT_INSTALL=0 forbids what follows');
  return [await installContent({ allowed: mayInstall(edge), environment: edge.environment, progress: say })];
}

/** Whether mitorun may fetch content; MITORUN_CONTENT_INSTALL=0 forbids it. */
export function mayInstall(edge: ProcessEdge): boolean {
  const setting = edge.environment['MITORUN_CONTENT_INSTALL']?.toLowerCase();
  return setting === undefined || !['0', 'no', 'false', 'off'].includes(setting);
}

/** The Python that belongs to the content: what runs modules on the implicit localhost, as Ansible's own Python does. */
export function controllerPython(tree: ContentTree, environment: ProcessEdge['environment']): string {
  const command = /^ansible-playbook \((.+)\)$/.exec(tree.source)?.[1];
  const ofCommand = command === undefined ? undefined : interpreterOf(command, environment['PATH']);
  if (ofCommand !== undefined) return ofCommand;
  if (tree.source.startsWith('/')) return tree.source;
  return (
    findOnPath('python3', '/usr/bin') ?? findOnPath('python3', environment['PATH']) ?? '/usr/bin/python3'
  );
}

function interpreterOf(command: string, path: string | undefined): string | undefined {
  try {
    return scriptInterpreter(realpathSync(command), path);
  } catch (error) {
    if (error instanceof MitorunError) throw error;
    return undefined;
  }
}
