import { spawnSync } from 'node:child_process';
import packageDescription from '../../package.json' with { type: 'json' };
import { repr } from '../python/repr.ts';
import type { ProcessEdge } from './process-edge.ts';

const python = 'import sys; print(" ".join(sys.version.split("\\n")))';

/**
 * What `--version` prints: one line for mitorun; called by a name of Ansible's, the lines that its programs print and that
 * other tools read (`ansible [core 2.19.11]`, `config file = …`).
 */
export async function versionText(edge: ProcessEdge): Promise<string> {
  if (!edge.program.startsWith('ansible')) return `mitorun ${packageDescription.version}\n`;
  const { readConfig } = await import('./common-setup.ts');
  const { findContent } = await import('../modules/content/find.ts');
  const { controllerPython } = await import('./run-content.ts');
  const config = readConfig(edge);
  const [tree] = findContent({ environment: edge.environment });
  const interpreter = tree === undefined ? '/usr/bin/python3' : controllerPython(tree, edge.environment);
  const { stdout } = spawnSync(interpreter, ['-c', python], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return [
    `${edge.program} [core ${tree?.version ?? '2.19.0'}]`,
    `  config file = ${config.file ?? 'None'}`,
    `  configured module search path = ${repr([...config.get('DEFAULT_MODULE_PATH')])}`,
    `  ansible python module location = ${tree?.root ?? 'None'}`,
    `  ansible collection location = ${config.get('COLLECTIONS_PATHS').join(':')}`,
    `  executable location = ${edge.executable}`,
    `  python version = ${(stdout ?? '').trim()} (${interpreter})`,
    `  jinja version = 3.1 (mitorun ${packageDescription.version})`,
    '',
  ].join('\n');
}
