import packageDescription from '../../package.json' with { type: 'json' };
import { languageVersion } from '../config/language-version.ts';
import type { ProcessEdge } from './process-edge.ts';

/** What `--version` prints: one line for mitorun, with the ansible-core whose language it speaks; called by a name of Ansible's, the lines that its programs print. */
export async function versionText(edge: ProcessEdge): Promise<string> {
  if (!edge.program.startsWith('ansible'))
    return `mitorun ${packageDescription.version} [core ${languageVersion}]\n`;
  const { readConfig } = await import('./common-setup.ts');
  const { versionLines } = await import('./version-lines.ts');
  return `${versionLines(edge, readConfig(edge))}\n`;
}
