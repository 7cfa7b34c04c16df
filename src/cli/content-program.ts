import { MitorunError } from '../errors/mitorun-error.ts';
import { findContent } from '../modules/content/find.ts';
import { describeContent, installContent } from '../modules/content/install.ts';
import { parseOptions } from './options/parse.ts';
import { contentOptions } from './options/tables.ts';
import type { ProcessEdge } from './process-edge.ts';
import { mayInstall } from './run-content.ts';

/** `mitorun content install|list`: Ansible's modules on this machine. */
export async function contentProgram(edge: ProcessEdge): Promise<number> {
  const options = parseOptions(contentOptions, edge.argv);
  const { environment } = edge;
  const [action] = options.positional;
  if (action === 'list') {
    const trees = findContent({ explicit: options.text('content'), environment });
    if (trees.length === 0) {
      throw new MitorunError('CONTENT', "Ansible's modules were not found on this machine.", {
        hint: 'Run: mitorun content install',
      });
    }
    edge.stdout.write(
      describeContent(trees)
        .map((line) => `${line}\n`)
        .join(''),
    );
  } else if (action === 'install') {
    await installContent({
      version: options.text('version'),
      allowed: mayInstall(edge),
      environment,
      progress: (line) => void edge.stderr.write(`mitorun: ${line}\n`),
    });
  } else throw new MitorunError('ARGUMENTS', "the action of content is 'install' or 'list'");
  return 0;
}
