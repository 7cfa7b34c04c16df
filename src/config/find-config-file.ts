import { join } from 'node:path';
import { expandPath, type PathSurroundings } from './expand-path.ts';

/** The little that configuration asks of a file system. */
export interface ConfigFileSystem {
  /** A file's text, or undefined where it cannot be read. Throws where it is not UTF-8. */
  readText(path: string): string | undefined;
  exists(path: string): boolean;
  isDirectory(path: string): boolean;
  isWorldWritable(path: string): boolean;
}

/** The ansible.cfg to use, if there is one, and what to warn about. */
export interface FoundConfigFile {
  readonly path: string | undefined;
  readonly warnings: readonly string[];
}

/**
 * Looks where Ansible looks: ANSIBLE_CONFIG, the working directory unless anyone may write there, the home directory,
 * /etc/ansible.
 */
export function findConfigFile(surroundings: PathSurroundings, files: ConfigFileSystem): FoundConfigFile {
  const candidates: string[] = [];
  let fromEnvironment = surroundings.env['ANSIBLE_CONFIG'];
  if (fromEnvironment !== undefined) {
    fromEnvironment = expandPath(fromEnvironment, surroundings);
    if (files.isDirectory(fromEnvironment)) fromEnvironment = join(fromEnvironment, 'ansible.cfg');
    candidates.push(fromEnvironment);
  }
  const local = join(surroundings.cwd, 'ansible.cfg');
  const writable = files.isWorldWritable(surroundings.cwd);
  if (!writable) candidates.push(local);
  candidates.push(expandPath('~/.ansible.cfg', surroundings), '/etc/ansible/ansible.cfg');
  const path = candidates.find((candidate) => files.readText(candidate) !== undefined);
  const skipped = writable && path !== fromEnvironment && files.exists(local);
  const nothingFound = writable && path === undefined && fromEnvironment === undefined && files.exists(local);
  return { path, warnings: skipped || nothingFound ? [worldWritable(surroundings.cwd)] : [] };
}

function worldWritable(directory: string): string {
  return (
    `Ansible is being run in a world writable directory (${directory}), ignoring it as an ansible.cfg source. ` +
    'For more information see https://docs.ansible.com/ansible/devel/reference_appendices/config.html#cfg-in-world-writable-dir'
  );
}
