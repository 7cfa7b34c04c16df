import { updatedDict } from '../yaml/updated-dict.ts';
import { existsSync, readdirSync, realpathSync } from '../python/file-system.ts';
import { dirname, join, resolve } from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { compareCodePoints } from '../python/json/dump.ts';
import { stringRepr } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import { mergeDeeply } from '../python/merge-deeply.ts';
import type { DataFiles } from './data-files.ts';
import type { InventoryOptions } from './options.ts';
import { typeName } from '../python/type-name.ts';
import { extensionOf, isDirectory, pathStatus } from '../python/os-path.ts';

type Kind = 'group_vars' | 'host_vars';

/** What is asked: the files, plug-ins in Python, both or neither. */
export interface WantedPlugins {
  readonly files: boolean;
  readonly plugins: boolean;
}

/** Adds variables to variables as DEFAULT_HASH_BEHAVIOUR says; neither is changed. */
export type Combine = (below: Dict, above: Dict) => Dict;

export function combiner(behaviour: 'replace' | 'merge' | undefined): Combine {
  if (behaviour === 'merge') return mergeDeeply;
  return (below, above) => (above.size === 0 ? below : updatedDict(below, above));
}

/**
 * `group_vars/` and `host_vars/` beside inventory sources and playbooks, as `host_group_vars` reads them: a file, or a
 * directory of files, named after the group or host. Each is read once. Throws MitorunError PARSER for a bad file.
 */
export class VarsFiles {
  readonly #files: DataFiles;
  readonly #combine: Combine;
  readonly #extensions: readonly string[];
  readonly #plugins: InventoryOptions['varsPlugins'] | undefined;
  readonly #markUntrusted: (entity: string, name: string, value: Value) => void;
  readonly #warn: (message: string) => void;
  readonly #directories = new Map<string, string | undefined>();
  readonly #found = new Map<string, readonly Dict[]>();

  constructor(options: {
    readonly files: DataFiles;
    readonly combine: Combine;
    readonly extensions: readonly string[];
    /** What vars plug-ins add to a directory's files. */
    readonly plugins?: InventoryOptions['varsPlugins'] | undefined;
    /** Notes that a group's or host's variable is no template. */
    readonly markUntrusted?: (entity: string, name: string, value: Value) => void;
    readonly warn: (message: string) => void;
  }) {
    this.#files = options.files;
    this.#combine = options.combine;
    this.#extensions = options.extensions;
    this.#plugins = options.plugins;
    this.#markUntrusted = options.markUntrusted ?? (() => undefined);
    this.#warn = options.warn;
  }

  /** Variables of these groups or hosts beside every inventory source; a later source wins over an earlier one. */
  besideSources(
    sources: readonly string[],
    kind: Kind,
    names: readonly string[],
    wanted: WantedPlugins,
  ): Dict {
    let variables = new Dict();
    for (const source of sources) {
      if (source.includes(',') && !existsSync(source)) continue;
      const inside = isDirectory(source);
      variables = this.#combine(
        variables,
        this.inDirectory(inside ? source : dirname(source), kind, names, wanted),
      );
    }
    return variables;
  }

  /** Variables of these groups or hosts in one directory, later names over earlier ones. */
  inDirectory(directory: string, kind: Kind, names: readonly string[], wanted: WantedPlugins): Dict {
    const inFiles = wanted.files ? this.#inFiles(directory, kind, names) : new Dict();
    if (!this.#plugins || !wanted.plugins) return inFiles;
    const { variables, data } = this.#plugins(directory, kind, names);
    for (const variable of data)
      for (const name of names) this.#markUntrusted(name, variable, variables.get(variable) ?? null);
    return this.#combine(inFiles, variables);
  }

  #inFiles(directory: string, kind: Kind, names: readonly string[]): Dict {
    let variables = new Dict();
    const folder = this.#folder(directory, kind);
    if (folder === undefined) return variables;
    for (const name of names) {
      for (const found of this.#load(folder, name)) variables = this.#combine(variables, found);
    }
    return variables;
  }

  #folder(directory: string, kind: Kind): string | undefined {
    const key = `${kind}:${directory}`;
    if (!this.#directories.has(key)) this.#directories.set(key, this.#findFolder(directory, kind));
    return this.#directories.get(key);
  }

  #findFolder(directory: string, kind: Kind): string | undefined {
    const base = resolve(directory);
    const folder = join(existsSync(base) ? realpathSync(base) : base, kind);
    const status = pathStatus(folder);
    if (status && !status.isDirectory()) {
      this.#warn(`Found ${kind} that is not a directory, skipping: ${folder}`);
    }
    return status?.isDirectory() ? folder : undefined;
  }

  #load(folder: string, name: string): readonly Dict[] {
    if (name.startsWith('/')) return [];
    const path = join(folder, name);
    let found = this.#found.get(path);
    if (!found) {
      found = this.#findFiles(path).flatMap((file) => this.#readFile(file));
      this.#found.set(path, found);
    }
    return found;
  }

  /** The first that exists of `name`, `name.yml`, `name.yaml`, `name.json`. */
  #findFiles(path: string): string[] {
    for (const extension of ['', ...this.#extensions]) {
      const candidate =
        extension === '' || extension.includes('.') ? path + extension : `${path}.${extension}`;
      const status = pathStatus(candidate);
      if (status) return status.isDirectory() ? this.#filesIn(candidate) : [candidate];
    }
    return [];
  }

  #filesIn(directory: string): string[] {
    const files: string[] = [];
    for (const name of readdirSync(directory).sort(compareCodePoints)) {
      if (name.startsWith('.') || name.endsWith('~')) continue;
      const extension = extensionOf(name);
      const path = join(directory, name);
      const status = pathStatus(path);
      if (status?.isDirectory() && extension === '') files.push(...this.#filesIn(path));
      else if (status?.isFile() && (extension === '' || this.#extensions.includes(extension)))
        files.push(path);
    }
    return files;
  }

  /**
   * Reads a YAML file. As in Ansible, a failed decryption is reported like an unreadable file, and without
   * its place.
   */
  #yaml(file: string): Value {
    try {
      return this.#files.yaml(file);
    } catch (error) {
      if (!(error instanceof MitorunError) || error.code !== 'VAULT') throw error;
      throw new MitorunError('PARSER', error.message);
    }
  }

  #readFile(file: string): Dict[] {
    const data = this.#yaml(file);
    if (!isTruthy(data)) return [];
    if (data instanceof Dict) return [data];
    throw new MitorunError(
      'PARSER',
      `Could not process ${stringRepr(file)}: failed to combine variables, expected dicts but got a 'dict' and a '${typeName(data)}'.`,
      { origin: { file, line: 1, column: 1 } },
    );
  }
}
