import { MitorunError } from '../errors/mitorun-error.ts';
import type { ContentTree } from './content/tree.ts';
import { type PythonImport, scanImports } from './imports.ts';
import {
  type LocatedModule,
  locateModule,
  type ModuleUtilsSearch,
  type WantedImport,
} from './module-utils-locator.ts';

/** A file that goes to the target, before it is hashed. */
export interface ClosureFile {
  /** Where it stands in the Python package tree there. */
  readonly path: string;
  /** The controller's file, or undefined for text that AnsiballZ makes itself. */
  readonly file: string | undefined;
  readonly bytes: Buffer;
}

/**
 * Everything of module_utils that a module needs, and the packages on the way to it and to the module: the files of
 * AnsiballZ's zip (`executor/module_common.py:recursive_finder`), but for the module itself. Throws MitorunError
 * ACTION with Ansible's text where an import that isn't optional has no file.
 * @param pythonName the module's dotted name on the target
 * @param source the module's text, latin1
 * @param profile how it takes arguments and gives results, where its ansible-core has such profiles
 */
export function moduleClosure(
  pythonName: string,
  source: string,
  tree: ContentTree,
  search: ModuleUtilsSearch,
  profile: string | undefined,
): ClosureFile[] {
  const found = new Map<string, ClosureFile>();
  for (const file of generatedPackages(tree)) found.set(file.path, file);
  const seen = new Set(['ansible', 'ansible.module_utils']);
  const wanted: WantedImport[] = wantedImports(pythonName, source, false);
  for (const name of alwaysIncluded(profile)) {
    wanted.push({ name: name.split('.'), ambiguous: false, optional: false, belowRedirect: false });
  }

  // Ansible sorts what is left before each step; only with a package both redirected and missing would that show.
  for (const entry of wanted) {
    const dotted = entry.name.join('.');
    if (seen.has(dotted)) continue;
    const located = locateModule(entry, search);
    if (!located) {
      if (entry.optional) continue;
      throw missingSupport(pythonName, entry);
    }
    const locatedName = located.name.join('.');
    if (seen.has(locatedName)) continue;
    seen.add(locatedName);
    wanted.push(...importsOf(located, locatedName, search));
    const file = closureFile(located);
    found.set(file.path, file);
    for (let length = 1; length < located.name.length; length += 1) {
      const ancestor = located.name.slice(0, length);
      wanted.push({
        name: ancestor,
        ambiguous: false,
        optional: entry.optional,
        belowRedirect: located.redirected,
      });
    }
  }
  for (const packagePath of packagesOfModule(pythonName)) {
    if (!found.has(packagePath))
      found.set(packagePath, { path: packagePath, file: undefined, bytes: Buffer.alloc(0) });
  }
  return [...found.values()];
}

function importsOf(located: LocatedModule, name: string, search: ModuleUtilsSearch): readonly WantedImport[] {
  const key = `${name}\0${located.file ?? ''}`;
  let imports = search.scanned.get(key);
  if (!imports) {
    imports = wantedImports(name, located.bytes.toString('latin1'), located.isPackage);
    if (located.file !== undefined) search.scanned.set(key, imports);
  }
  return imports;
}

/** The imports of a file that concern module_utils, in full dotted names, as ModuleDepFinder collects them. */
function wantedImports(pythonName: string, source: string, isPackage: boolean): WantedImport[] {
  const wanted: WantedImport[] = [];
  for (const statement of scanImports(source)) {
    for (const name of moduleUtilsNames(statement, pythonName, isPackage)) {
      wanted.push({
        name: name.split('.'),
        ambiguous: true,
        optional: statement.nested,
        belowRedirect: false,
      });
    }
  }
  return wanted;
}

function moduleUtilsNames(statement: PythonImport, pythonName: string, isPackage: boolean): string[] {
  const { module, names, level } = statement;
  if (names === undefined) {
    return module.startsWith('ansible.module_utils.') || module.startsWith('ansible_collections.')
      ? [module]
      : [];
  }
  const absolute = level === 0 ? module : resolveRelative(pythonName, isPackage, level, module);
  const belongs = absolute.startsWith('ansible_collections.')
    ? absolute.endsWith('plugins.module_utils') || absolute.includes('.plugins.module_utils.')
    : absolute.startsWith('ansible.module_utils');
  // `_six` is left to six, which makes its submodules when it is imported.
  return belongs && names[0] !== '_six' ? names.map((name) => `${absolute}.${name}`) : [];
}

function resolveRelative(pythonName: string, isPackage: boolean, level: number, module: string): string {
  const parts = pythonName.split('.');
  const dropped = isPackage ? level - 1 : level;
  const kept = parts.slice(0, Math.max(0, parts.length - dropped));
  return [...kept, ...(module ? [module] : [])].join('.');
}

/** What AnsiballZ sends with every module, whether or not the module imports it. */
function alwaysIncluded(profile: string | undefined): string[] {
  const names = ['ansible.module_utils.basic'];
  if (profile !== undefined) {
    names.push(
      'ansible.module_utils._internal._ansiballz._loader',
      `ansible.module_utils._internal._json._profiles._module_${profile}_c2m`,
      `ansible.module_utils._internal._json._profiles._module_${profile}_m2c`,
    );
  }
  return names;
}

/** `ansible` and `ansible.module_utils` differ on the target: namespace packages that say which version they are of. */
function generatedPackages(tree: ContentTree): ClosureFile[] {
  const namespace = 'from pkgutil import extend_path\n__path__=extend_path(__path__,__name__)\n';
  const version = `__version__="${tree.version}"\n__author__="${tree.author}"\n`;
  return [
    { path: 'ansible/__init__.py', file: undefined, bytes: Buffer.from(namespace + version) },
    { path: 'ansible/module_utils/__init__.py', file: undefined, bytes: Buffer.from(namespace) },
  ];
}

function packagesOfModule(pythonName: string): string[] {
  const parts = pythonName.split('.');
  const paths: string[] = [];
  for (let length = parts[0] === 'ansible' ? 2 : 1; length < parts.length; length += 1) {
    paths.push(`${parts.slice(0, length).join('/')}/__init__.py`);
  }
  return paths;
}

function closureFile(located: LocatedModule): ClosureFile {
  const base = located.name.join('/');
  return {
    path: located.isPackage ? `${base}/__init__.py` : `${base}.py`,
    file: located.file,
    bytes: located.bytes,
  };
}

function missingSupport(pythonName: string, entry: WantedImport): MitorunError {
  const dotted = entry.name.join('.');
  const lookedFor =
    entry.ambiguous && entry.name.length > 4 ? [dotted, entry.name.slice(0, -1).join('.')] : [dotted];
  const list = lookedFor.map((name) => `'${name}'`).join(', ');
  return new MitorunError(
    'ACTION',
    `Could not find imported module support code for ${pythonName}. Looked for ([${list}])`,
  );
}
