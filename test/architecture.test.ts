import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = join(root, 'src');

interface Import {
  readonly from: string;
  readonly to: string;
  readonly line: string;
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const found: Import[] = [];
  for (const match of text.matchAll(
    /^(?:import|export)\b[^;]*?\bfrom '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gms,
  )) {
    const target = match[1] ?? match[2] ?? match[3] ?? '';
    const to = target.startsWith('.') ? relative(sources, resolve(dirname(file), target)) : target;
    found.push({ from: relative(sources, file), to, line: `${relative(root, file)} imports ${target}` });
  }
  return found;
}

/** Without template literals: some hold programs of their own. */
function withoutTexts(source: string): string {
  return source.replace(/`[^`]*`/g, '``');
}

const files = filesBelow(sources);
const imports = files.flatMap(importsOf);
const own = imports.filter(({ line }) => line.includes(' imports .'));
const foreign = imports.filter(
  ({ line }) => !line.includes(' imports .') && !line.includes(' imports node:'),
);
const layer = (path: string): string => path.split('/')[0] ?? '';

/** What each folder of src may import beside itself, by the table in docs/architecture.md; undefined: everything. */
const allowed = tableOf(readFileSync(join(root, 'docs/architecture.md'), 'utf8'));

function tableOf(document: string): ReadonlyMap<string, readonly string[] | undefined> {
  const rows = document.matchAll(/^\| `(\w+)\/` \|[^|]*\| ([^|]*) \|$/gm);
  return new Map(
    [...rows].map(([, folder = '', cell = '']) => [
      folder,
      cell === 'everything' ? undefined : cell === 'nothing' ? [] : cell.split(', '),
    ]),
  );
}

/** Groups of files of which each imports, in the end, every other; types count. */
function circles(): string[] {
  const edges = new Map<string, string[]>(files.map((file) => [relative(sources, file), []]));
  for (const { from, to } of own) if (edges.has(to)) edges.get(from)?.push(to);
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const found: string[] = [];
  const visit = (file: string): void => {
    order.set(file, order.size);
    lowest.set(file, order.get(file) ?? 0);
    open.push(file);
    for (const next of edges.get(file) ?? []) {
      if (!order.has(next)) visit(next);
      else if (!open.includes(next)) continue;
      lowest.set(file, Math.min(lowest.get(file) ?? 0, lowest.get(next) ?? 0));
    }
    if (lowest.get(file) !== order.get(file)) return;
    const circle = open.splice(open.indexOf(file));
    if (circle.length > 1 || edges.get(file)?.includes(file)) found.push(circle.sort().join(' '));
  };
  for (const file of edges.keys()) if (!order.has(file)) visit(file);
  return found.sort();
}

/** Circles that are still there, in folders that are being rebuilt. What is mended leaves this list, and nothing joins it. */
const knownCircles: readonly string[] = [];

describe('the layers of src', () => {
  it('has modules and imports to look at', () => {
    expect(files.length).toBeGreaterThan(300);
    expect(own.length).toBeGreaterThan(1000);
    expect(foreign.length).toBeGreaterThan(10);
  });

  it('are those of the table in docs/architecture.md', () => {
    expect([...allowed.keys()].sort()).toEqual(readdirSync(sources).sort());
  });

  it('import what that table allows', () => {
    const wrong = own.filter(({ from, to }) => {
      const [here, there] = [layer(from), layer(to)];
      return here !== there && allowed.get(here)?.includes(there) === false;
    });
    expect(wrong.map(({ line }) => line)).toEqual([]);
  });

  it('has no files that import each other in a circle', () => {
    expect(circles()).toEqual(knownCircles);
  });

  it('imports each third-party package in one file or one folder', () => {
    const places = new Map<string, Set<string>>();
    for (const { from, to } of foreign) {
      const name = to.startsWith('@') ? to.split('/').slice(0, 2).join('/') : layer(to);
      places.set(name, (places.get(name) ?? new Set()).add(from.split('/').slice(0, -1).join('/') || from));
    }
    const shared = new Set(['zod', 'p-limit']);
    const spread = [...places].filter(([name, folders]) => {
      if (shared.has(name)) return false;
      const tops = new Set([...folders].map(layer));
      return tops.size > 1;
    });
    expect(spread.map(([name, folders]) => `${name}: ${[...folders].join(', ')}`)).toEqual([]);
  });

  it('keeps the process to the command line', () => {
    const touching = files
      .map((file) => relative(sources, file))
      .filter((file) => !file.startsWith('cli/'))
      .filter((file) =>
        /\bprocess\.(argv|exit|exitCode|stdout|stderr|stdin|cwd)\b/.test(
          withoutTexts(readFileSync(join(sources, file), 'utf8')),
        ),
      );
    expect(touching).toEqual([]);
  });

  it("makes directories as Python does: Node's own way never ends below /proc", () => {
    const nodes = files.filter((file) =>
      /^import \{[^}]*\bmkdir(?:Sync)?\b[^}]*\} from 'node:fs/m.test(readFileSync(file, 'utf8')),
    );
    expect(nodes.map((file) => relative(root, file))).toEqual([]);
  });

  it('has no file over 600 lines', () => {
    const long = files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 600);
    expect(long.map((file) => relative(root, file))).toEqual([]);
  });
});
