import path from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { CollectionIndex } from './collections/index.ts';
import { isQualified, parseReference } from './collections/reference.ts';
import { pathsSettings } from '../config/settings/paths.ts';
import { removalText } from './collections/removal-text.ts';
import type { Removal, RuntimeMetadata } from './collections/runtime.ts';
import type { DirectoryListings } from './directory-listings.ts';

/** The kinds of plug-in that Ansible finds by name; each is also the directory below a collection's `plugins/`. */
export type PluginType =
  | 'modules'
  | 'action'
  | 'become'
  | 'cache'
  | 'callback'
  | 'connection'
  | 'filter'
  | 'inventory'
  | 'lookup'
  | 'strategy'
  | 'test'
  | 'vars';

export interface ResolvedPlugin {
  /** Full name after all redirects: `ansible.builtin.ping`, `ns.coll.name`, or the bare name of one in a library directory. */
  readonly name: string;
  readonly path: string;
  /** `ns.coll`, `ansible.builtin`, or undefined for one that the user keeps in a library directory. */
  readonly collection: string | undefined;
  /** The names gone through, the first one asked for among them. */
  readonly redirects: readonly string[];
  /** The action that goes with a module by its collection's `plugin_routing`. */
  readonly actionPlugin: string | undefined;
  readonly deprecations: readonly PluginDeprecation[];
}

/** A deprecation to show: Ansible adds version or date, and who deprecates. */
export interface PluginDeprecation {
  readonly message: string;
  readonly version: string | undefined;
  readonly date: string | undefined;
  readonly collection: string;
}

export interface PluginQuery {
  /** The `collections:` keyword in force. */
  readonly collections?: readonly string[];
  /** Directories of the role and the playbook (`library/`, `action_plugins/`...), most important first. */
  readonly extraDirectories?: readonly string[];
}

/** Where one content tree and its surroundings keep plug-ins of one type. */
export interface PluginPlaces {
  readonly type: PluginType;
  /** The directory inside the `ansible` package. */
  readonly builtinDirectory: string;
  /** From ansible.cfg (`library`, `action_plugins`...); subdirectories count too, two levels deep. */
  readonly configuredDirectories: readonly string[];
  readonly collections: CollectionIndex;
  readonly builtinMetadata: RuntimeMetadata;
  readonly listings: DirectoryListings;
  /** What files that are no modules end in; Ansible's list if absent. */
  readonly ignoredEndings?: readonly string[];
}

type Step =
  | { readonly found: ResolvedPlugin }
  | { readonly redirect: string; readonly from: string }
  | undefined;

/**
 * Finds a plug-in by name as `plugins/loader.py:PluginLoader.find_plugin_with_context` does (ansible 2.19): library
 * directories before ansible-core for bare and `ansible.legacy` names, only the collection for qualified ones,
 * redirects followed, removed ones refused with Ansible's text (MitorunError ACTION). Undefined where there is none.
 */
export class PluginSearch {
  readonly #places: PluginPlaces;
  /** Every task asks again. */
  readonly #answers = new Map<string, ResolvedPlugin | undefined>();

  constructor(places: PluginPlaces) {
    this.#places = places;
  }

  find(name: string, query: PluginQuery = {}): ResolvedPlugin | undefined {
    const { collections = [], extraDirectories = [] } = query;
    const key = [name, ...collections, '', ...extraDirectories].join('\0');
    const known = this.#answers.get(key);
    if (known || this.#answers.has(key)) return known;
    const found = this.#find(name, query);
    this.#answers.set(key, found);
    return found;
  }

  #find(name: string, query: PluginQuery): ResolvedPlugin | undefined {
    const redirects: string[] = [];
    const deprecations: PluginDeprecation[] = [];
    let wanted = name;
    for (;;) {
      redirects.push(wanted);
      const step = this.#step(wanted, query, redirects, deprecations);
      if (!step) return undefined;
      if ('found' in step) return step.found;
      if (!redirects.includes(step.from)) redirects.push(step.from);
      if (redirects.includes(step.redirect)) {
        const list = redirects.map((redirect) => `'${redirect}'`).join(', ');
        throw new MitorunError('ACTION', `plugin redirect loop resolving ${name} (path: [${list}])`);
      }
      wanted = step.redirect;
    }
  }

  #step(name: string, query: PluginQuery, redirects: string[], deprecations: PluginDeprecation[]): Step {
    const collections = query.collections ?? [];
    if (!isQualified(name) && collections.length === 0) {
      return this.#findLegacy(name, query, redirects, deprecations);
    }
    const candidates = name.includes('.')
      ? [name]
      : withDefaultCollection(collections).map((collection) => `${collection}.${name}`);
    for (const candidate of candidates) {
      const step = candidate.startsWith('ansible.legacy.')
        ? this.#findLegacy(candidate.slice('ansible.legacy.'.length), query, redirects, deprecations)
        : this.#findQualified(candidate, redirects, deprecations);
      if (step) return step;
    }
    return undefined;
  }

  #findQualified(name: string, redirects: string[], deprecations: PluginDeprecation[]): Step {
    const reference = parseReference(name);
    if (!reference) return undefined;
    const place = this.#collectionPlace(reference.collection);
    if (!place) return undefined;
    const entry = place.metadata.entry(
      this.#places.type,
      [...reference.subdirectories, reference.resource].join('.'),
    );
    if (entry?.deprecation) deprecations.push(deprecationOf(name, entry.deprecation, reference.collection));
    if (entry?.tombstone) throw this.#removed(name, entry.tombstone, reference.collection);
    if (entry?.redirect !== undefined) {
      if (!isQualified(entry.redirect)) {
        throw new MitorunError(
          'ACTION',
          `Collection ${reference.collection} contains invalid redirect for ${name}: ${entry.redirect}. ` +
            'Redirects must use fully qualified collection names.',
        );
      }
      return { redirect: entry.redirect, from: name };
    }
    const directory = path.join(place.directory, ...reference.subdirectories);
    const file = this.#matchingFile(directory, reference.resource);
    if (file === undefined) return undefined;
    const found = {
      name,
      path: path.join(directory, file),
      collection: reference.collection,
      redirects: [...redirects],
      actionPlugin: entry?.actionPlugin,
      deprecations,
    };
    return { found };
  }

  #findLegacy(
    name: string,
    query: PluginQuery,
    redirects: string[],
    deprecations: PluginDeprecation[],
  ): Step {
    for (const wanted of name.startsWith('_') ? [name] : [name, `_${name}`]) {
      for (const { directory, internal } of this.#legacyDirectories(query.extraDirectories ?? [])) {
        const file = this.#matchingFile(directory, wanted);
        if (file === undefined) continue;
        if (wanted !== name) deprecations.push(underscoreDeprecation(name, wanted));
        const found = {
          name: internal ? `ansible.builtin.${wanted}` : wanted,
          path: path.join(directory, file),
          collection: internal ? 'ansible.builtin' : undefined,
          redirects: [...redirects],
          actionPlugin: undefined,
          deprecations,
        };
        return { found };
      }
    }
    return name.includes('.')
      ? undefined
      : this.#findQualified(`ansible.builtin.${name}`, redirects, deprecations);
  }

  #collectionPlace(collection: string): { directory: string; metadata: RuntimeMetadata } | undefined {
    const { type, builtinDirectory, builtinMetadata, collections } = this.#places;
    if (collection === 'ansible.builtin') return { directory: builtinDirectory, metadata: builtinMetadata };
    const found = collections.find(collection);
    return found && { directory: path.join(found.directory, 'plugins', type), metadata: found.metadata };
  }

  *#legacyDirectories(extra: readonly string[]): Generator<{ directory: string; internal: boolean }> {
    for (const directory of extra) yield { directory, internal: false };
    for (const configured of this.#places.configuredDirectories) {
      const children = this.#subdirectories(configured);
      const grandchildren = children.flatMap((child) => this.#subdirectories(child));
      for (const directory of [...children, ...grandchildren, configured])
        yield { directory, internal: false };
    }
    yield { directory: this.#places.builtinDirectory, internal: true };
  }

  #subdirectories(directory: string): string[] {
    const names = this.#places.listings.list(directory);
    if (!names) return [];
    return [...names]
      .toSorted()
      .map((name) => path.join(directory, name))
      .filter((child) => this.#places.listings.list(child) !== undefined);
  }

  /** A module may have any extension or none; other plug-ins are Python files. */
  #matchingFile(directory: string, name: string): string | undefined {
    const names = this.#places.listings.list(directory);
    if (!names) return undefined;
    if (this.#places.type !== 'modules') {
      const file = name.endsWith('.py') ? name : `${name}.py`;
      return names.has(file) && file !== '__init__.py' ? file : undefined;
    }
    const ignored = this.#places.ignoredEndings ?? pathsSettings.MODULE_IGNORE_EXTS.default;
    const isModule = (file: string): boolean =>
      file !== '__init__.py' &&
      !ignored.some((ending) => file.endsWith(ending)) &&
      this.#places.listings.list(path.join(directory, file)) === undefined;
    if (names.has(name) && isModule(name)) return name;
    if (isModule(`${name}.py`) && names.has(`${name}.py`) && !names.has(`${name}.ps1`)) return `${name}.py`;
    return [...names].filter((file) => path.parse(file).name === name && isModule(file)).toSorted()[0];
  }

  #removed(name: string, tombstone: Removal, collection: string): MitorunError {
    const kind = this.#places.type === 'modules' ? 'module' : `${this.#places.type} plugin`;
    const text = `The '${name}' ${kind} has been removed.${tombstone.text && ` ${tombstone.text}`}`;
    return new MitorunError('ACTION', removalText(text, tombstone, collection));
  }
}

/** `ansible.legacy` is searched last unless the keyword names it or `ansible.builtin` itself. */
function withDefaultCollection(collections: readonly string[]): readonly string[] {
  return collections.includes('ansible.legacy') || collections.includes('ansible.builtin')
    ? collections
    : [...collections, 'ansible.legacy'];
}

function deprecationOf(name: string, removal: Removal, collection: string): PluginDeprecation {
  return {
    message: `${name} has been deprecated.${removal.text && ` ${removal.text}`}`,
    version: removal.date === undefined ? removal.version : undefined,
    date: removal.date,
    collection,
  };
}

function underscoreDeprecation(name: string, found: string): PluginDeprecation {
  return {
    message: `Plugin '${name}' automatically redirected to '${found}'. Use '${found}' instead of '${name}' to refer to the plugin.`,
    version: '2.23',
    date: undefined,
    collection: 'ansible.builtin',
  };
}
