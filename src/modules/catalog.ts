import path from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import { resolveActionGroup } from './collections/action-groups.ts';
import { CollectionIndex } from './collections/index.ts';
import { RuntimeMetadata } from './collections/runtime.ts';
import { checkSupportedVersion, type VersionCheck } from './collections/supported-version.ts';
import { chooseTree, compareVersions, type ContentTree, type PythonVersion } from './content/tree.ts';
import { DirectoryListings } from './directory-listings.ts';
import { ManifestBuilder } from './manifest-builder.ts';
import type { ModuleManifest } from './manifest.ts';
import { PluginSearch, type PluginQuery, type PluginType, type ResolvedPlugin } from './plugin-search.ts';

export interface CatalogOptions {
  /** What `findContent` found. */
  readonly trees: readonly ContentTree[];
  /** The playbook's `collections/` first, then COLLECTIONS_PATHS; what comes with a content tree is added by itself. */
  readonly collectionPaths?: readonly string[];
  /** DEFAULT_MODULE_PATH */
  readonly libraryPaths?: readonly string[];
  /** DEFAULT_MODULE_UTILS_PATH */
  readonly moduleUtilsPaths?: readonly string[];
  /** Where closures are kept between runs (`cacheDirectory`); nothing is kept without. */
  readonly cacheDirectory?: string | undefined;
  /** False leaves out the collections that are installed with ansible-core (COLLECTIONS_SCAN_SYS_PATH). */
  readonly withInstalledCollections?: boolean;
  /** MODULE_IGNORE_EXTS; what files that are no modules end in. */
  readonly ignoredEndings?: readonly string[];
  /** Collections are compared with the version of the preferred content tree; not at all without. */
  readonly versionCheck?: VersionCheck;
  /** Modules choose by a constant how they take arguments and give results (_MODULE_METADATA). */
  readonly readsModuleMetadata?: boolean;
  /** Directories of the other plug-in types as ansible.cfg has them (`action_plugins`, `filter_plugins`...). */
  readonly pluginPaths?: Readonly<Partial<Record<PluginType, readonly string[]>>>;
}

export interface ModuleQuery extends PluginQuery {
  /** `module_utils/` directories of the role and the playbook. */
  readonly moduleUtils?: readonly string[];
  /** The target's Python, where it is known. */
  readonly pythonVersion?: PythonVersion;
}

export interface ResolvedModule extends ResolvedPlugin {
  /** The ansible-core that it was found in or beside. */
  readonly tree: ContentTree;
  /** What was asked for, so that another content tree can be asked the same. */
  readonly asked: { readonly name: string; readonly query: ModuleQuery };
}

export interface ActionQuery extends ModuleQuery {
  /** `action_plugins/` directories of the role and the playbook. */
  readonly actionDirectories?: readonly string[];
}

export interface ResolvedAction {
  /** Full name by which defaults and groups know it: `ansible.builtin.copy`. */
  readonly name: string;
  readonly action: ResolvedPlugin | undefined;
  readonly module: ResolvedModule | undefined;
}

/** What belongs to one content tree. */
interface TreePlaces {
  readonly collections: CollectionIndex;
  readonly searches: Map<PluginType, PluginSearch>;
  readonly builtinMetadata: RuntimeMetadata;
}

/**
 * Every module and plug-in that a run can name. Reads directories and files when first needed and remembers them, so
 * one catalog serves a run; what is added to disk later is not seen.
 */
export class ModuleCatalog {
  readonly #options: CatalogOptions;
  readonly #listings = new DirectoryListings();
  readonly #places = new Map<string, TreePlaces>();
  readonly #manifests = new Map<string, ModuleManifest>();
  readonly #builder: ManifestBuilder;

  constructor(options: CatalogOptions) {
    this.#options = options;
    const { cacheDirectory, readsModuleMetadata: readsMetadata = false } = options;
    this.#builder = new ManifestBuilder(this.#listings, { cacheDirectory, readsMetadata });
  }

  /** The content tree for a target's Python, or the preferred one. Throws MitorunError CONTENT where none fits. */
  tree(pythonVersion?: PythonVersion): ContentTree {
    return chooseTree(this.#options.trees, pythonVersion);
  }

  /** Collections as this tree's modules see them. */
  collections(tree: ContentTree = this.tree()): CollectionIndex {
    return this.#placesOf(tree).collections;
  }

  /** The module of this name; undefined where there is none (see `unresolvedModule`). */
  resolve(name: string, query: ModuleQuery = {}): ResolvedModule | undefined {
    return this.#resolveIn(this.tree(query.pythonVersion), name, query);
  }

  /**
   * What a task's action means: an action plug-in before a module of the same name, as
   * `parsing/mod_args.py:_get_action_context` (ansible 2.19); a module whose collection names an action plug-in for it
   * keeps its own name. Undefined where neither is there.
   */
  resolveAction(name: string, query: ActionQuery = {}): ResolvedAction | undefined {
    const module = this.resolve(name, query);
    const action = this.resolvePlugin('action', module?.actionPlugin ?? name, {
      collections: query.collections ?? [],
      extraDirectories: query.actionDirectories ?? [],
    });
    const resolved = module?.actionPlugin === undefined ? (action ?? module) : module;
    return resolved && { name: resolved.name, action, module };
  }

  /**
   * Full names of the actions that `group/<group>` of module_defaults stands for. Throws MitorunError PARSER
   * for an unknown group.
   * @param complain called with faults of groups that are used nevertheless
   */
  actionGroup(
    group: string,
    query: ActionQuery = {},
    complain?: (message: string) => void,
  ): readonly string[] {
    const { collections, builtinMetadata } = this.#placesOf(this.tree());
    return resolveActionGroup(group, {
      metadata: (name) => (name === 'ansible.builtin' ? builtinMetadata : collections.find(name)?.metadata),
      resolveAction: (name) => this.resolveAction(name, query)?.name,
      ...(complain && { complain }),
    });
  }

  /** A plug-in of another type: an action, a filter... */
  resolvePlugin(type: PluginType, name: string, query: PluginQuery = {}): ResolvedPlugin | undefined {
    return this.#search(this.tree(), type).find(name, query);
  }

  /** Whether ansible-core leads this short name of one of its former plug-ins to a collection. */
  isRedirected(type: PluginType, name: string): boolean {
    return this.#placesOf(this.tree()).builtinMetadata.entry(type, name)?.redirect !== undefined;
  }

  /**
   * What a target with this Python needs to run the module. Throws MitorunError ACTION for a PowerShell module, one
   * whose imports can't be found, and one that the tree for this Python doesn't have.
   */
  manifest(resolved: ResolvedModule, pythonVersion?: PythonVersion): ModuleManifest {
    const tree = this.tree(pythonVersion);
    const { name, query } = resolved.asked;
    const module = tree.root === resolved.tree.root ? resolved : this.#resolveIn(tree, name, query);
    if (!module) {
      throw new MitorunError('ACTION', `The module ${name} was not found in configured module paths`, {
        hint: `ansible-core ${tree.version} is used for this target's Python and doesn't have it`,
      });
    }
    const key = [tree.root, module.path, ...(query.moduleUtils ?? [])].join('\0');
    let manifest = this.#manifests.get(key);
    if (!manifest) {
      const { collections, builtinMetadata } = this.#placesOf(tree);
      manifest = this.#builder.build({
        name: module.name,
        pythonName: pythonNameOf(module),
        path: module.path,
        tree,
        moduleUtils: [...(query.moduleUtils ?? []), ...(this.#options.moduleUtilsPaths ?? [])],
        collections,
        builtinMetadata,
      });
      this.#manifests.set(key, manifest);
    }
    return manifest;
  }

  #resolveIn(tree: ContentTree, name: string, query: ModuleQuery): ResolvedModule | undefined {
    const found = this.#search(tree, 'modules').find(name, query);
    return found && { ...found, tree, asked: { name, query } };
  }

  #search(tree: ContentTree, type: PluginType): PluginSearch {
    const places = this.#placesOf(tree);
    let search = places.searches.get(type);
    if (!search) {
      search = new PluginSearch({
        type,
        builtinDirectory:
          type === 'modules' ? path.join(tree.root, 'modules') : path.join(tree.root, 'plugins', type),
        configuredDirectories:
          (type === 'modules' ? this.#options.libraryPaths : this.#options.pluginPaths?.[type]) ?? [],
        collections: places.collections,
        builtinMetadata: places.builtinMetadata,
        listings: this.#listings,
        ...(this.#options.ignoredEndings && { ignoredEndings: this.#options.ignoredEndings }),
      });
      places.searches.set(type, search);
    }
    return search;
  }

  #placesOf(tree: ContentTree): TreePlaces {
    let places = this.#places.get(tree.root);
    if (!places) {
      const { collectionPaths = [], trees, withInstalledCollections = true, versionCheck } = this.#options;
      // Collections installed with another ansible-core count, too: this one may come without any.
      const installed = [tree, ...trees].flatMap((each) => each.collectionRoots);
      const isPreferred = tree.root === this.tree().root;
      places = {
        collections: new CollectionIndex(
          [...collectionPaths, ...(withInstalledCollections ? installed : [])],
          (collection) => {
            if (versionCheck && isPreferred) checkSupportedVersion(collection, versionCheck);
          },
        ),
        searches: new Map(),
        builtinMetadata: new RuntimeMetadata(path.join(tree.root, 'config', 'ansible_builtin_runtime.yml')),
      };
      this.#places.set(tree.root, places);
    }
    return places;
  }
}

/** What Ansible says of a task whose module it doesn't find. */
export function unresolvedModule(name: string): MitorunError {
  return new MitorunError(
    'PARSER',
    `couldn't resolve module/action '${name}'. This often indicates a misspelling, missing collection, or incorrect module path.`,
  );
}

/**
 * The dotted name that a module runs under on the target (`module_common.py:_get_ansible_module_fqn`); modules of
 * roles and playbooks have none of their own and get `ansible.legacy.<name>`, `ansible.modules.<name>` before 2.19.
 */
function pythonNameOf(module: ResolvedModule): string {
  const beside = path.dirname(module.tree.root);
  const relative = path.relative(beside, module.path);
  const inCore = /^(ansible\/modules\/[^.]*)\.(?:py|ps1)$/.exec(relative);
  const inCollection = /\/(ansible_collections\/[^/]+\/[^/]+\/plugins\/modules\/[^.]*)\.(?:py|ps1)$/.exec(
    module.path,
  );
  const found = inCore?.[1] ?? inCollection?.[1];
  if (found !== undefined) return found.replaceAll('/', '.');
  const parent = compareVersions(module.tree.version, '2.19') >= 0 ? 'ansible.legacy' : 'ansible.modules';
  return `${parent}.${path.parse(module.path).name}`;
}
