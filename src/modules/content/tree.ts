import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { pathStatus } from '../../python/os-path.ts';

/** One ansible-core on the controller: its modules, module_utils and what lies beside them. */
export interface ContentTree {
  /** `2.19.11`, from `ansible/release.py`. */
  readonly version: string;
  /** `__author__` of the same file; AnsiballZ repeats it in the package it makes for the target. */
  readonly author: string;
  /** The directory of the `ansible` package. */
  readonly root: string;
  readonly pythonFloor: PythonFloor;
  /**
   * True where modules read from `basic._ANSIBLE_PROFILE` how to encode their answer (ansible-core 2.19 on).
   */
  readonly hasProfiles: boolean;
  /** Directories that hold an `ansible_collections` directory and belong to this installation. */
  readonly collectionRoots: readonly string[];
  /** How it was found, in words for `mitorun content list`. */
  readonly source: string;
  /** True where the user named this tree; such a tree comes before newer ones. */
  readonly explicit: boolean;
}

/** The oldest Pythons that this tree's modules run on. `python2` is undefined where none does. */
export interface PythonFloor {
  readonly python3: readonly [number, number];
  readonly python2: readonly [number, number] | undefined;
}

/** `[3, 11, 2]` or longer; what lies behind the minor number is not looked at. */
export type PythonVersion = readonly [number, number, ...number[]];

const knownTrees = new Map<string, Omit<ContentTree, 'source' | 'explicit'> & { readonly stamp: number }>();

/** The tree whose `ansible` package is at `root`, or undefined where that is no ansible-core with modules. */
export function readContentTree(root: string, source: string, explicit = false): ContentTree | undefined {
  const releaseFile = path.join(root, 'release.py');
  const basicFile = path.join(root, 'module_utils', 'basic.py');
  const stamp = pathStatus(releaseFile)?.mtimeMs;
  if (stamp === undefined || !existsSync(path.join(root, 'modules')) || !existsSync(basicFile))
    return undefined;
  let tree = knownTrees.get(root);
  if (!tree || tree.stamp !== stamp) {
    const release = readFileSync(releaseFile, 'utf8');
    const version = assignedString(release, '__version__');
    if (version === undefined) return undefined;
    const basic = readFileSync(basicFile, 'latin1');
    const beside = path.dirname(root);
    tree = {
      stamp,
      version,
      author: assignedString(release, '__author__') ?? 'Ansible, Inc.',
      root,
      pythonFloor: parsePythonFloor(basic),
      hasProfiles: /^_ANSIBLE_PROFILE\b/m.test(basic),
      collectionRoots: existsSync(path.join(beside, 'ansible_collections')) ? [beside] : [],
    };
    knownTrees.set(root, tree);
  }
  return { ...tree, source, explicit };
}

/**
 * The floor that `module_utils/basic.py` checks when it is imported: `_PY_MIN = (3, 8)` since 2.17, `_PY3_MIN` and
 * `_PY2_MIN` comparisons before.
 */
export function parsePythonFloor(basic: string): PythonFloor {
  const single = /^_PY_MIN\s*=\s*\((\d+),\s*(\d+)\)/m.exec(basic);
  if (single) return { python3: [Number(single[1]), Number(single[2])], python2: undefined };
  const third = /^_PY3_MIN\s*=.*>=\s*\((\d+),\s*(\d+)\)/m.exec(basic);
  const second = /^_PY2_MIN\s*=\s*\((\d+),\s*(\d+)\)\s*<=/m.exec(basic);
  return {
    python3: third ? [Number(third[1]), Number(third[2])] : [3, 5],
    python2: second ? [Number(second[1]), Number(second[2])] : third ? undefined : [2, 6],
  };
}

export function meetsFloor(floor: PythonFloor, version: PythonVersion): boolean {
  const least = version[0] === 2 ? floor.python2 : floor.python3;
  if (!least) return false;
  return version[0] === least[0] ? version[1] >= least[1] : version[0] > least[0];
}

/** `Python 3.8` or `Python 2.7 or 3.5`. */
export function describeFloor(floor: PythonFloor): string {
  const third = floor.python3.join('.');
  return floor.python2 ? `Python ${floor.python2.join('.')} or ${third}` : `Python ${third}`;
}

/**
 * The tree for a target with this Python: one that the user named if its floor is met, else the newest whose floor is.
 * Throws MitorunError CONTENT, with what to install, where none fits.
 */
export function chooseTree(trees: readonly ContentTree[], version: PythonVersion | undefined): ContentTree {
  const ordered = trees.toSorted(
    (left, right) =>
      Number(right.explicit) - Number(left.explicit) || compareVersions(right.version, left.version),
  );
  const chosen = version ? ordered.find((tree) => meetsFloor(tree.pythonFloor, version)) : ordered[0];
  if (chosen) return chosen;
  if (!version) {
    throw new MitorunError('CONTENT', "Ansible's modules were not found on this machine", {
      hint: 'run `mitorun content install`, or install ansible-core, or give --content DIR',
    });
  }
  const known = trees.map((tree) => `${tree.version} needs ${describeFloor(tree.pythonFloor)}`).join(', ');
  throw new MitorunError(
    'CONTENT',
    `no ansible-core found here runs modules on the target's Python ${version.slice(0, 3).join('.')}${known && ` (${known})`}`,
    {
      hint: 'run `mitorun content install --version V` with an older version, or set ansible_python_interpreter',
    },
  );
}

/** Compares dotted versions number by number; anything after the numbers (`rc1`) counts as older. */
export function compareVersions(left: string, right: string): number {
  const numbersOf = (version: string): number[] =>
    (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number);
  const [leftNumbers, rightNumbers] = [numbersOf(left), numbersOf(right)];
  for (let index = 0; index < Math.max(leftNumbers.length, rightNumbers.length); index += 1) {
    const difference = (leftNumbers[index] ?? 0) - (rightNumbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  const isPrerelease = (version: string): boolean => /\d(a|b|rc|\.dev)\d/.test(version);
  return Number(isPrerelease(right)) - Number(isPrerelease(left));
}

function assignedString(source: string, name: string): string | undefined {
  const match = new RegExp(`^${name}\\s*=\\s*(?:'([^']*)'|"([^"]*)")`, 'm').exec(source);
  return match?.[1] ?? match?.[2];
}
