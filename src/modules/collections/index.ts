import path from 'node:path';
import { RuntimeMetadata } from './runtime.ts';
import { isDirectory } from '../../python/os-path.ts';

/** A collection on disk. */
export interface Collection {
  /** `ns.name` */
  readonly name: string;
  /** `…/ansible_collections/ns/name` */
  readonly directory: string;
  readonly metadata: RuntimeMetadata;
}

/**
 * The collections that a run can see. Roots are searched in order and the first that has the collection's directory
 * wins whole, as Ansible's collection loader does; `ansible.builtin` is the content tree itself and not found here.
 */
export class CollectionIndex {
  readonly #roots: readonly string[];
  readonly #onFirstUse: (collection: Collection) => void;
  readonly #found = new Map<string, Collection | undefined>();

  /**
   * @param roots directories that hold `ansible_collections` (or are such a directory), most important first
   * @param onFirstUse called when a collection is asked for the first time; what it throws refuses the collection
   */
  constructor(roots: readonly string[], onFirstUse: (collection: Collection) => void = () => undefined) {
    this.#onFirstUse = onFirstUse;
    const directories = roots.map((root) =>
      path.basename(root) === 'ansible_collections' ? root : path.join(root, 'ansible_collections'),
    );
    this.#roots = [...new Set(directories)].filter(isDirectory);
  }

  /** The `ansible_collections` directories that exist. */
  get directories(): readonly string[] {
    return this.#roots;
  }

  find(name: string): Collection | undefined {
    let collection = this.#found.get(name);
    if (!collection && !this.#found.has(name)) {
      collection = this.#locate(name);
      if (collection) this.#onFirstUse(collection);
      this.#found.set(name, collection);
    }
    return collection;
  }

  /** Whether it is there at all; does not count as a use. */
  has(name: string): boolean {
    return (this.#found.get(name) ?? this.#locate(name)) !== undefined;
  }

  /** The Python package that is not there for `ns.name.plugin`: the namespace, else the collection; undefined where both are. */
  missingPackage(pluginName: string): string | undefined {
    const [namespace, name, plugin] = pluginName.split('.');
    if (!namespace || !name || !plugin) return undefined;
    const collection = `${namespace}.${name}`;
    if (collection === 'ansible.builtin' || collection === 'ansible.legacy' || this.find(collection))
      return undefined;
    const isKnown = this.#roots.some((root) => isDirectory(path.join(root, namespace)));
    return isKnown ? `ansible_collections.${collection}` : `ansible_collections.${namespace}`;
  }

  /** `ns.name` of the collection that holds this path, if one of the roots does. */
  nameOf(file: string): string | undefined {
    for (const root of this.#roots) {
      const relative = path.relative(root, file);
      if (relative.startsWith('..') || path.isAbsolute(relative)) continue;
      const [namespace, name] = relative.split(path.sep);
      if (
        namespace &&
        name &&
        this.find(`${namespace}.${name}`)?.directory === path.join(root, namespace, name)
      ) {
        return `${namespace}.${name}`;
      }
    }
    return undefined;
  }

  #locate(name: string): Collection | undefined {
    const [namespace, collection, ...rest] = name.split('.');
    if (!namespace || !collection || rest.length > 0) return undefined;
    for (const root of this.#roots) {
      const directory = path.join(root, namespace, collection);
      if (!isDirectory(directory)) continue;
      return { name, directory, metadata: new RuntimeMetadata(path.join(directory, 'meta', 'runtime.yml')) };
    }
    return undefined;
  }
}
