import { existsSync } from 'node:fs';
import path from 'node:path';
import { Dict } from '../python/dict.ts';
import { readFileSync } from '../python/file-system.ts';
import { dumpJson } from '../python/json/dump.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import type { ContentTree } from './content/tree.ts';
import type { ContentFile, ModuleManifest } from './manifest.ts';
import { generatedFile, sha256, storedFile } from './support-file.ts';

/** What ansible-core 2.19 can start ahead of a module: debuggers, and measuring what runs. */
export const extensionNames = ['pydevd', 'debugpy', 'coverage'] as const;
export type ExtensionName = (typeof extensionNames)[number];

const extensionsPath = 'ansible/module_utils/_internal/_ansiballz/_extensions';

/**
 * Adds extensions to a module. Its file keeps its name; the new main file starts the extensions, then the
 * module. Returns the same manifest where its ansible-core has no such extensions.
 */
export function extendedManifest(
  manifest: ModuleManifest,
  tree: ContentTree,
  extensions: ReadonlyMap<ExtensionName, Dict>,
): ModuleManifest {
  const directory = path.join(path.dirname(tree.root), extensionsPath);
  if (extensions.size === 0 || manifest.style !== 'new' || !existsSync(directory)) return manifest;
  const { main, support } = manifest;
  const names = ['__init__', ...[...extensions.keys()].map((name) => `_${name}`)];
  const files = names.map((name) =>
    fileOf(`${extensionsPath}/${name}.py`, path.join(directory, `${name}.py`)),
  );
  const sent = [main, ...support, ...files];
  const options = [...extensions].map(([name, given]): Value[] => [
    `_${name}`,
    name === 'coverage' ? given : new Dict(given).set('source_mapping', sourceMapping(sent, given)),
  ]);
  return { ...manifest, main: generatedFile(main.path, starterOf(dumpJson(options))), support: sent };
}

function fileOf(target: string, file: string): ContentFile {
  const bytes = readFileSync(file);
  return storedFile(target, file, sha256(bytes), bytes);
}

/** Where a person's files are on the target, below the root of what is imported there. */
function sourceMapping(sent: readonly ContentFile[], options: Dict): Dict {
  const given = options.get('source_mapping');
  const own =
    given instanceof Dict ? [...given].map(([known, here]) => [str(known), str(here)] as const) : [];
  const knownAs = (source: string): string => {
    const [known, here] = own.find(([, beginning]) => source.startsWith(beginning)) ?? ['', ''];
    return known + source.slice(here.length);
  };
  const mapping = new Dict();
  for (const file of sent) if (file.source !== undefined) mapping.set(knownAs(file.source), file.path);
  return mapping;
}

/** Python that runs as the module's `__main__`, and leaves no name of its own behind. @param options JSON in ASCII */
function starterOf(options: string): string {
  return `def _start(options):
    import importlib, json
    for name, given in json.loads(options):
        importlib.import_module('${extensionsPath.replaceAll('/', '.')}.' + name).run(given)
_start(${JSON.stringify(options)})
del _start
exec(compile(__loader__.get_data(__file__), __file__, 'exec', 0, True))
`;
}
