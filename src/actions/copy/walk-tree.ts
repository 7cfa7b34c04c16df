import { type Stats } from 'node:fs';
import {
  lstatSync,
  readEntriesSync,
  readlinkSync,
  realpathSync,
  statSync,
} from '../../python/file-system.ts';
import { basename, dirname, join, sep } from 'node:path';
import { compareCodePoints } from '../../python/json/dump.ts';
import { pathStatus } from '../../python/os-path.ts';

/** A local path (or a link's target) and the path below the destination that it goes to. */
export interface TreeEntry {
  readonly from: string;
  readonly to: string;
}

export interface Tree {
  readonly files: TreeEntry[];
  readonly directories: TreeEntry[];
  /** `from` is what the link says, not a path of this machine. */
  readonly links: TreeEntry[];
}

/**
 * What a recursive copy takes along. With a slash at its end the directory's content is meant, else the directory too.
 * Links are followed with `follow`, but those that lead back into the tree stay links, or the walk would not end.
 */
export function walkTree(top: string, follow: boolean): Tree {
  const tree: Tree = { files: [], directories: [], links: [] };
  const withSlash = top.endsWith(sep);
  const root = withSlash ? top.replace(/\/+$/, '') || sep : top;
  const prefix = withSlash ? '' : basename(root);
  if (!withSlash && !follow && lstatSync(root).isSymbolicLink()) {
    tree.links.push({ from: readlinkSync(root), to: prefix });
    return tree;
  }
  visit(tree, { directory: root, to: prefix, ancestors: new Set([identity(statSync(root))]), follow });
  return tree;
}

interface Visit {
  readonly directory: string;
  readonly to: string;
  /** Directories that are being copied around this one. */
  readonly ancestors: ReadonlySet<string>;
  readonly follow: boolean;
}

function visit(tree: Tree, { directory, to, ancestors, follow }: Visit): void {
  const entries = readEntriesSync(directory).toSorted((a, b) => compareCodePoints(a.name, b.name));
  const below: Visit[] = [];
  for (const entry of entries) {
    const path = join(directory, entry.name);
    const target = to === '' ? entry.name : join(to, entry.name);
    const found = pathStatus(path);
    if (!found?.isDirectory()) {
      if (!entry.isSymbolicLink()) tree.files.push({ from: path, to: target });
      else if (follow && found?.isFile()) tree.files.push({ from: realpathSync(path), to: target });
      else tree.links.push({ from: readlinkSync(path), to: target });
    } else if (!entry.isSymbolicLink()) {
      tree.directories.push({ from: path, to: target });
      below.push({ directory: path, to: target, ancestors, follow });
    } else {
      const parents = parentsUpTo(path, ancestors);
      if (!follow || ancestors.has(identity(found)) || parents.has(identity(found))) {
        tree.links.push({ from: readlinkSync(path), to: target });
      } else {
        const real = realpathSync(path);
        tree.directories.push({ from: real, to: target });
        visit(tree, { directory: real, to: target, ancestors: new Set([...ancestors, ...parents]), follow });
      }
    }
  }
  for (const next of below) visit(tree, next);
}

/** The directories around a path, up to the first that is known to be copied. */
function parentsUpTo(path: string, known: ReadonlySet<string>): Set<string> {
  const parents = new Set<string>();
  for (let parent = dirname(path); ; parent = dirname(parent)) {
    const found = identity(statSync(parent));
    if (known.has(found)) return parents;
    parents.add(found);
    if (parent === dirname(parent)) return parents;
  }
}

function identity(stats: Stats): string {
  return `${stats.dev}:${stats.ino}`;
}
