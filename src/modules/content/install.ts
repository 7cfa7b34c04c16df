import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { languageVersion } from '../../config/language-version.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { mkdirSync } from '../../python/file-system.ts';
import { fetchWithApt, type FetchRequest } from './apt.ts';
import { contentCache, type Environment } from './cache-directory.ts';
import { fetchWithPip } from './pip.ts';
import { type ContentTree, describeFloor, readContentTree } from './tree.ts';

export interface InstallOptions {
  /** `2.19` for its newest release there is, or `2.19.11`; the version that mitorun is tested with by default. */
  readonly version?: string | undefined;
  /** False where a setting forbids mitorun to fetch anything. */
  readonly allowed: boolean;
  /** With the collections of the `ansible` package (20 MB more); true by default. */
  readonly collections?: boolean;
  /** For HOME, XDG_CACHE_HOME, PATH and the settings of pip and apt. */
  readonly environment: Environment;
  /** Called with each step, as one line without a newline. */
  readonly progress: (line: string) => void;
}

/**
 * Puts an ansible-core into mitorun's cache by the machine's own package clients: pip where it has an index, else apt.
 * One of the same version that is there already is replaced. Throws MitorunError CONTENT, naming what was tried.
 */
export async function installContent(options: InstallOptions): Promise<ContentTree> {
  const { environment, progress } = options;
  const version = options.version ?? languageVersion.split('.').slice(0, 2).join('.');
  const cache = contentCache(environment);
  if (!options.allowed) {
    throw new MitorunError('CONTENT', "Ansible's modules were not found, and fetching them is not allowed", {
      hint: 'install ansible-core, give --content DIR, or allow it and run `mitorun content install`',
    });
  }
  if (!/^\d+\.\d+(\.\d+\w*)?$/.test(version)) {
    throw new MitorunError('USAGE', `'${version}' is not a version of ansible-core, such as 2.19 or 2.19.11`);
  }
  if (cache === undefined) {
    throw new MitorunError('CONTENT', 'no place for Ansible’s modules: HOME is not set', {
      hint: 'set HOME or XDG_CACHE_HOME',
    });
  }
  progress(`fetching the modules of ansible-core ${version} into ${cache}`);
  const reasons: string[] = [];
  for (const fetch of [fetchWithPip, fetchWithApt]) {
    const workDirectory = makeWorkDirectory(cache);
    try {
      const request: FetchRequest = {
        version,
        collections: options.collections ?? true,
        workDirectory,
        environment,
        progress,
      };
      const result = await fetch(request);
      if ('directory' in result) return keep(result.directory, cache, progress);
      reasons.push(result.reason);
    } finally {
      rmSync(workDirectory, { recursive: true, force: true });
    }
  }
  throw new MitorunError('CONTENT', `ansible-core ${version} could not be fetched: ${reasons.join('; ')}`, {
    hint: 'install ansible-core yourself, or give a directory with it as --content DIR',
  });
}

/** A new directory in the cache, which is made where it is missing. */
function makeWorkDirectory(cache: string): string {
  try {
    mkdirSync(cache, { recursive: true });
    return mkdtempSync(path.join(cache, '.fetching-'));
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new MitorunError('CONTENT', `no place for Ansible’s modules: ${cause}`, {
      hint: 'set HOME or XDG_CACHE_HOME to a directory that this account may write',
    });
  }
}

/** A line for each tree, for `mitorun content list`. */
export function describeContent(trees: readonly ContentTree[]): string[] {
  return trees.map((tree) => {
    const collections = tree.collectionRoots.length > 0 ? 'with collections' : 'without collections';
    return `ansible-core ${tree.version}  ${tree.root}  (${tree.source}; ${collections}; targets from ${describeFloor(tree.pythonFloor)})`;
  });
}

/** Moves what was fetched to its place, in one step for a run beside this one. */
function keep(directory: string, cache: string, progress: (line: string) => void): ContentTree {
  const fetched = readContentTree(path.join(directory, 'ansible'), 'mitorun content');
  if (!fetched) throw new MitorunError('CONTENT', 'the package that was fetched has no ansible-core in it');
  const place = path.join(cache, fetched.version);
  const old = `${directory}.old`;
  if (existsSync(place)) renameSync(place, old);
  renameSync(directory, place);
  const tree = readContentTree(path.join(place, 'ansible'), 'mitorun content');
  if (!tree) throw new MitorunError('CONTENT', `ansible-core could not be read in ${place}`);
  progress(`ansible-core ${tree.version} is in ${place}`);
  return tree;
}
