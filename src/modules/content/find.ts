import { namesIn, realPath } from '../may-be-missing.ts';
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { MitorunError } from '../../errors/mitorun-error.ts';
import {
  cacheDirectory,
  contentCache,
  type Environment,
  readCached,
  writeCached,
} from './cache-directory.ts';
import { findOnPath, isScript, packageDirectories, scriptInterpreter } from './interpreter.ts';
import { compareVersions, type ContentTree, readContentTree } from './tree.ts';

export interface FindContentOptions {
  /** `--content DIR`: the `ansible` package, a directory that holds it, or one with a directory for each version. */
  readonly explicit?: string | undefined;
  /** For MITORUN_CONTENT (as `--content`, several joined by `:`), PATH, HOME and XDG_CACHE_HOME. */
  readonly environment: Environment;
}

const answers = z.record(z.string(), z.object({ modified: z.number(), root: z.string() }));

/**
 * Every ansible-core on this machine: the one that the user names, that of `ansible-playbook` on PATH, of
 * /usr/bin/python3, of python3, then those in mitorun's cache; empty where there is none. Only the file system is
 * looked at; a program is started only where that leaves ansible-playbook unexplained or nothing found, and the answer
 * is kept. Throws MitorunError CONTENT where the named directory has no ansible-core.
 */
export function findContent(options: FindContentOptions): ContentTree[] {
  const { environment } = options;
  const trees = new Map<string, ContentTree>();
  const add = (place: ContentPlace | undefined, source: string, explicit = false): boolean => {
    const tree = place && readContentTree(realPath(place.root), source, explicit);
    if (!tree) return false;
    const collectionRoots = [...new Set([...tree.collectionRoots, ...place.packages.filter(hasCollections)])];
    if (!trees.has(tree.root)) trees.set(tree.root, { ...tree, collectionRoots });
    return true;
  };

  const named = options.explicit ?? environment['MITORUN_CONTENT'];
  const namedBy = options.explicit === undefined ? 'MITORUN_CONTENT' : '--content';
  for (const directory of named ? named.split(':').filter(Boolean) : []) {
    const found = packagesBelow(directory).filter((root) => add({ root, packages: [] }, namedBy, true));
    if (found.length === 0) {
      throw new MitorunError('CONTENT', `${namedBy}: no ansible-core with modules in ${directory}`, {
        hint: 'give the directory that holds the `ansible` package, for instance …/site-packages',
      });
    }
  }
  const playbookCommand = findOnPath('ansible-playbook', environment['PATH']);
  if (playbookCommand)
    add(rootOfCommand(playbookCommand, environment), `ansible-playbook (${playbookCommand})`);
  for (const interpreter of ['/usr/bin/python3', findOnPath('python3', environment['PATH'])]) {
    if (interpreter && existsSync(interpreter)) add(rootOfPython(interpreter, environment), interpreter);
  }
  for (const root of cachedRoots(environment)) add({ root, packages: [] }, 'mitorun content');
  const python = findOnPath('python3', environment['PATH']);
  if (trees.size === 0 && python)
    add(
      askOnce(python, environment, () => askPython(python)),
      python,
    );
  return [...trees.values()];
}

/** An `ansible` package, and the directories that its Python finds collections in besides. */
interface ContentPlace {
  readonly root: string;
  readonly packages: readonly string[];
}

/** The trees that `mitorun content install` put into the cache, newest first. */
function cachedRoots(environment: Environment): string[] {
  const cache = contentCache(environment);
  if (!cache) return [];
  return namesIn(cache)
    .toSorted((left, right) => compareVersions(right, left))
    .map((version) => path.join(cache, version, 'ansible'));
}

/** Where `ansible-playbook` imports `ansible` from. */
function rootOfCommand(command: string, environment: Environment): ContentPlace | undefined {
  const interpreter = scriptInterpreter(realPath(command), environment['PATH']);
  const known = interpreter && rootOfPython(interpreter, environment);
  return known || askOnce(command, environment, () => askCommand(command));
}

function rootOfPython(interpreter: string, environment: Environment): ContentPlace | undefined {
  if (isScript(interpreter)) return undefined;
  const packages = packageDirectories(interpreter, environment['HOME']);
  for (const directory of packages) {
    const root = path.join(directory, 'ansible');
    if (existsSync(path.join(root, 'release.py'))) return { root, packages };
  }
  return undefined;
}

/** Development checkouts and version managers' shims: `--version` names the package's place. Takes half a second. */
function askCommand(command: string): string | undefined {
  const run = spawnSync(command, ['--version'], {
    encoding: 'utf8',
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return /^\s*ansible python module location = (.+)$/m.exec(run.stdout ?? '')?.[1];
}

/** For a python3 whose packages come from a `.pth` file or that is a shim. */
function askPython(python: string): string | undefined {
  const program = 'import ansible, os; print(os.path.dirname(ansible.__file__))';
  const run = spawnSync(python, ['-c', program], {
    encoding: 'utf8',
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return (run.stdout ?? '').trim() || undefined;
}

function askOnce(
  command: string,
  environment: Environment,
  ask: () => string | undefined,
): ContentPlace | undefined {
  const cache = cacheDirectory(environment);
  const modified = statSync(command).mtimeMs;
  const file = cache && path.join(cache, 'found-content.json');
  const kept = answers.safeParse(file === undefined ? {} : readCached(file)).data ?? {};
  const answer = kept[command];
  if (answer?.modified === modified && (answer.root === '' || existsSync(answer.root)))
    return placeOf(answer.root);
  const root = ask();
  if (file !== undefined) writeCached(file, { ...kept, [command]: { modified, root: root ?? '' } });
  return placeOf(root);
}

function placeOf(root: string | undefined): ContentPlace | undefined {
  return root ? { root, packages: [] } : undefined;
}

function hasCollections(directory: string): boolean {
  return existsSync(path.join(directory, 'ansible_collections'));
}

/** The `ansible` packages that a directory named by the user can stand for. */
function packagesBelow(directory: string): string[] {
  const candidates = [
    directory,
    path.join(directory, 'ansible'),
    path.join(directory, 'lib', 'ansible'),
    path.join(directory, 'usr', 'lib', 'python3', 'dist-packages', 'ansible'),
    ...namesIn(path.join(directory, 'lib')).map((name) =>
      path.join(directory, 'lib', name, 'site-packages', 'ansible'),
    ),
    ...namesIn(directory)
      .filter((name) => /^\d+\.\d/.test(name))
      .map((name) => path.join(directory, name, 'ansible')),
  ];
  return candidates.filter((root) => existsSync(path.join(root, 'release.py')));
}
