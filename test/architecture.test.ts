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

/** What each folder of src may import, beside itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  python: ['errors'],
  events: ['errors', 'python'],
  parsing: ['errors', 'python'],
  vault: ['errors', 'python'],
  yaml: ['errors', 'python', 'vault'],
  config: ['errors', 'python', 'yaml'],
  template: ['errors', 'python', 'parsing', 'yaml', 'vault', 'config'],
  inventory: ['errors', 'python', 'parsing', 'yaml', 'vault', 'config', 'template'],
  modules: ['errors', 'python', 'yaml', 'config'],
  playbook: ['errors', 'python', 'parsing', 'yaml', 'vault', 'config', 'template', 'modules'],
  vars: ['errors', 'python', 'yaml', 'vault', 'config', 'template', 'inventory', 'playbook'],
  output: ['errors', 'python', 'events', 'yaml'],
  broker: ['errors', 'python', 'config', 'modules'],
  actions: [
    'errors',
    'python',
    'events',
    'yaml',
    'config',
    'template',
    'inventory',
    'modules',
    'playbook',
    'vars',
    'broker',
  ],
  plugins: ['errors', 'python', 'events', 'template', 'modules', 'actions', 'output'],
  executor: [
    'errors',
    'python',
    'events',
    'yaml',
    'config',
    'template',
    'inventory',
    'modules',
    'playbook',
    'vars',
    'broker',
    'actions',
  ],
  strategy: [
    'errors',
    'python',
    'events',
    'yaml',
    'config',
    'template',
    'inventory',
    'modules',
    'playbook',
    'vars',
    'actions',
    'executor',
  ],
};

describe('the layers of src', () => {
  it('has modules and imports to look at', () => {
    expect(files.length).toBeGreaterThan(300);
    expect(own.length).toBeGreaterThan(1000);
    expect(foreign.length).toBeGreaterThan(10);
  });

  it('only imports downwards; cli may import everything', () => {
    const wrong = own.filter(({ from, to }) => {
      const [here, there] = [layer(from), layer(to)];
      return here !== there && here !== 'cli' && !(allowed[here] ?? []).includes(there);
    });
    expect(wrong.map(({ line }) => line)).toEqual([]);
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
