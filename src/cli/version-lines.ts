import { spawnSync } from 'node:child_process';
import packageDescription from '../../package.json' with { type: 'json' };
import type { Config } from '../config/config.ts';
import { languageVersion } from '../config/language-version.ts';
import { findContent } from '../modules/content/find.ts';
import { chooseTree } from '../modules/content/tree.ts';
import { repr } from '../python/repr.ts';
import type { ProcessEdge } from './process-edge.ts';
import { controllerPython } from './run-content.ts';

const python = 'import sys; print(" ".join(sys.version.split("\\n")))';

/**
 * The lines that Ansible's programs print for `--version` and `-vv`, and that other tools read
 * (`ansible [core 2.19.11]`, `config file = …`); mitorun's own name says its version too.
 */
export function versionLines(edge: ProcessEdge, config: Config, content?: string): string {
  const trees = findContent({ explicit: content, environment: edge.environment });
  const [tree] = trees;
  const interpreter = tree === undefined ? '/usr/bin/python3' : controllerPython(tree, edge.environment);
  const { stdout } = spawnSync(interpreter, ['-c', python], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const name = edge.program.startsWith('ansible')
    ? edge.program
    : `${edge.program} ${packageDescription.version}`;
  return [
    `${name} [core ${languageVersion}]`,
    `  config file = ${config.file ?? 'None'}`,
    `  configured module search path = ${repr([...config.get('DEFAULT_MODULE_PATH')])}`,
    `  ansible python module location = ${trees.length === 0 ? 'None' : chooseTree(trees, undefined).root}`,
    `  ansible collection location = ${config.get('COLLECTIONS_PATHS').join(':')}`,
    `  executable location = ${edge.executable}`,
    `  python version = ${(stdout ?? '').trim()} (${interpreter})`,
    `  jinja version = 3.1 (mitorun ${packageDescription.version})`,
    `  pyyaml version = none (mitorun ${packageDescription.version})`,
  ].join('\n');
}
