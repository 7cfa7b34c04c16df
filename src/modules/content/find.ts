import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
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
  /** `--content DIR`: the `ansible` package, a directory that holds it, or a directory with several versions. */
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
  const add = (root: string | undefined, source: string, explicit = false): boolean => {
    const tree = root === undefined ? undefined : readContentTree(realRoot(root), source, explicit);
    if (tree && !trees.has(tree.root)) trees.set(tree.root, tree);
    return tree !== undefined;
  };

  const named = options.explicit ?? environment['MITORUN_CONTENT'];
  const namedBy = options.explicit === undefined ? 'MITORUN_CONTENT' : '--content';
  for (const directory of named ? named.split(':').filter(Boolean) : []) {
    const found = packagesBelow(directory).filter((root) => add(root, namedBy, true));
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
  for (const root of cachedRoots(environment)) add(root, 'mitorun content');
  const python = findOnPath('python3', environment['PATH']);
  if (trees.size === 0 && python)
    add(
      askOnce(python, environment, () => askPython(python)),
      python,
    );
  return [...trees.values()];
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
function rootOfCommand(command: string, environment: Environment): string | undefined {
  const interpreter = scriptInterpreter(realRoot(command), environment['PATH']);
  const known = interpreter && rootOfPython(interpreter, environment);
  return known || askOnce(command, environment, () => askCommand(command));
}

function rootOfPython(interpreter: string, environment: Environment): string | undefined {
  if (isScript(interpreter)) return undefined;
  for (const directory of packageDirectories(interpreter, environment['HOME'])) {
    const root = path.join(directory, 'ansible');
    if (existsSync(path.join(root, 'release.py'))) return root;
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
): string | undefined {
  const cache = cacheDirectory(environment);
  const modified = statSync(command).mtimeMs;
  const file = cache && path.join(cache, 'found-content.json');
  const kept = answers.safeParse(file === undefined ? {} : readCached(file)).data ?? {};
  const answer = kept[command];
  if (answer?.modified === modified && (answer.root === '' || existsSync(answer.root)))
    return answer.root || undefined;
  const root = ask();
  if (file !== undefined) writeCached(file, { ...kept, [command]: { modified, root: root ?? '' } });
  return root;
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
    ...namesIn(directory).map((name) => path.join(directory, name, 'ansible')),
  ];
  return candidates.filter((root) => existsSync(path.join(root, 'release.py')));
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function realRoot(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
