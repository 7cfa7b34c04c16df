import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import { stringRepr } from '../python/repr.ts';
import { moduleClosure } from './closure.ts';
import type { CollectionIndex } from './collections/index.ts';
import type { RuntimeMetadata } from './collections/runtime.ts';
import type { ContentTree } from './content/tree.ts';
import { directoryStamp, type DirectoryListings } from './directory-listings.ts';
import { ManifestCache, type KeptManifest } from './manifest-cache.ts';
import { profileChosenBy } from './module-metadata.ts';
import type { ModuleUtilsSearch, WantedImport } from './module-utils-locator.ts';
import type { ContentFile, ModuleManifest, ModuleStyle } from './manifest.ts';
import { detectStyle, replaceCommonMarker } from './style.ts';
import { generatedFile, sha256, stampOf, storedFile } from './support-file.ts';

/** A module to build a manifest for, and where its imports are looked for. */
export interface ManifestRequest {
  readonly name: string;
  readonly pythonName: string;
  readonly path: string;
  readonly tree: ContentTree;
  /** Directories that stand for `ansible/module_utils`, without the tree's own. */
  readonly moduleUtils: readonly string[];
  readonly collections: CollectionIndex;
  readonly builtinMetadata: RuntimeMetadata;
}

/** What building a manifest looked at, for the cache to compare with later. */
interface Footprint {
  readonly files: Map<string, string>;
  readonly directories: Map<string, number>;
  /** Files that decide about redirects. */
  readonly consulted: Set<string>;
}

/** Builds manifests, each file hashed once a run; with a cache directory, from what an earlier run found. */
export class ManifestBuilder {
  readonly #listings: DirectoryListings;
  readonly #cache: ManifestCache | undefined;
  readonly #files = new Map<string, ContentFile>();
  readonly #bytes = new Map<string, Buffer>();
  readonly #scanned = new Map<string, readonly WantedImport[]>();

  readonly #readsMetadata: boolean;

  /** @param options.readsMetadata modules choose their profile (_MODULE_METADATA); nothing is kept then */
  constructor(
    listings: DirectoryListings,
    options: { readonly cacheDirectory: string | undefined; readonly readsMetadata: boolean },
  ) {
    const { cacheDirectory, readsMetadata } = options;
    this.#listings = listings;
    this.#readsMetadata = readsMetadata;
    this.#cache =
      cacheDirectory === undefined || readsMetadata ? undefined : new ManifestCache(cacheDirectory);
  }

  /** Throws MitorunError ACTION for a PowerShell module and for one whose imports can't be found. */
  build(request: ManifestRequest): ModuleManifest {
    const { tree, collections } = request;
    const key = [
      tree.root,
      tree.version,
      request.path,
      request.pythonName,
      ...request.moduleUtils,
      '',
      ...collections.directories,
    ];
    const kept = this.#cache?.get(key);
    if (kept) return this.#restore(request, kept);
    const stamp = stampOf(request.path);
    const original = readFileSync(request.path);
    const style = runnableStyle(request.name, original);
    const bytes = style === 'new' ? replaceCommonMarker(original) : original;
    const main = storedFile(
      `${request.pythonName.replaceAll('.', '/')}.py`,
      request.path,
      sha256(bytes),
      bytes,
    );
    const footprint: Footprint = { files: new Map(), directories: new Map(), consulted: new Set() };
    const profile = style === 'new' ? this.#profile(request, bytes) : usualProfile(request.tree);
    const support = style === 'new' ? this.#closure(request, bytes, footprint, profile) : [];
    // A module with the oldest marker is sent changed, so its file's hash is not the one to keep.
    if (stamp && bytes === original) this.#keep(key, [main, ...support], request.path, style, footprint);
    return manifestOf(request, style, main, support, profile);
  }

  #profile({ tree }: ManifestRequest, bytes: Buffer): string | undefined {
    if (!this.#readsMetadata || !tree.hasProfiles) return usualProfile(tree);
    const profile = profileChosenBy(bytes.toString('utf8'));
    const name = `module_${profile}_c2m`;
    const file = path.join(tree.root, 'module_utils', '_internal', '_json', '_profiles', `_${name}.py`);
    if (!/^\w+$/.test(profile) || !existsSync(file))
      throw new MitorunError('ACTION', `Unknown profile name ${stringRepr(name)}.`);
    return profile;
  }

  #closure(
    request: ManifestRequest,
    bytes: Buffer,
    footprint: Footprint,
    profile: string | undefined,
  ): ContentFile[] {
    const { tree, collections, builtinMetadata } = request;
    const search: ModuleUtilsSearch = {
      directories: [...request.moduleUtils, path.join(tree.root, 'module_utils')],
      collectionDirectory: (name) => {
        for (const root of collections.directories) {
          const namespace = path.join(root, name.split('.')[0] ?? '');
          for (const directory of [root, namespace])
            footprint.directories.set(directory, directoryStamp(directory));
        }
        return collections.find(name)?.directory;
      },
      redirect: (collection, name) => {
        const metadata =
          collection === 'ansible.builtin' ? builtinMetadata : collections.find(collection)?.metadata;
        if (metadata) footprint.consulted.add(metadata.file);
        return metadata?.entry('module_utils', name)?.redirect;
      },
      findPython: (root, parts, bare) => this.#listings.findPython(root, parts, bare, footprint.directories),
      read: (file) => this.#read(file),
      scanned: this.#scanned,
    };
    const files = moduleClosure(request.pythonName, bytes.toString('latin1'), tree, search, profile);
    return files.map((file) => {
      if (file.file === undefined) return generatedFile(file.path, file.bytes.toString());
      footprint.files.set(file.path, file.file);
      return this.#stored(file.path, file.file, () => sha256(file.bytes), file.bytes);
    });
  }

  #read(file: string): Buffer {
    let bytes = this.#bytes.get(file);
    if (!bytes) {
      bytes = readFileSync(file);
      this.#bytes.set(file, bytes);
    }
    return bytes;
  }

  #stored(target: string, file: string, hash: () => string, bytes?: Buffer): ContentFile {
    const key = `${target}\0${file}`;
    let stored = this.#files.get(key);
    if (!stored) {
      stored = storedFile(target, file, hash(), bytes);
      this.#files.set(key, stored);
    }
    return stored;
  }

  #keep(
    key: readonly string[],
    files: readonly ContentFile[],
    modulePath: string,
    style: ModuleStyle,
    footprint: Footprint,
  ): void {
    if (!this.#cache) return;
    const kept: KeptManifest = {
      style,
      files: [],
      generated: [],
      consulted: [],
      directories: [...footprint.directories],
    };
    for (const [index, file] of files.entries()) {
      const source = index === 0 ? modulePath : footprint.files.get(file.path);
      const stamp = source === undefined ? undefined : stampOf(source);
      if (source === undefined) kept.generated.push([file.path, file.read().toString()]);
      else if (stamp) kept.files.push([file.path, source, stamp.modified, stamp.size, file.hash]);
      else return;
    }
    for (const file of footprint.consulted) kept.consulted.push([file, stampOf(file)?.modified ?? -1]);
    this.#cache.set(key, kept);
  }

  #restore(request: ManifestRequest, kept: KeptManifest): ModuleManifest {
    const [main, ...support] = kept.files.map(([target, file, , , hash]) =>
      this.#stored(target, file, () => hash),
    );
    if (!main) throw new MitorunError('CONTENT', `the cached manifest of ${request.path} is empty`);
    const generated = kept.generated.map(([target, text]) => generatedFile(target, text));
    return manifestOf(request, kept.style, main, [...generated, ...support], usualProfile(request.tree));
  }
}

/** The profile of a module that chooses none. */
function usualProfile({ hasProfiles }: ContentTree): string | undefined {
  return hasProfiles ? 'legacy' : undefined;
}

function runnableStyle(name: string, source: Buffer): ModuleStyle {
  const style = detectStyle(source.toString('latin1'));
  if (style !== 'powershell') return style;
  throw new MitorunError('ACTION', `the module ${name} is written in PowerShell and runs on Windows only`, {
    hint: 'mitorun runs modules on targets with Python',
  });
}

function manifestOf(
  request: ManifestRequest,
  style: ModuleStyle,
  main: ContentFile,
  support: readonly ContentFile[],
  profile: string | undefined,
): ModuleManifest {
  const { name, pythonName, tree } = request;
  return { name, pythonName, style, main, support, profile, coreVersion: tree.version };
}
