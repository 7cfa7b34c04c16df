import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The kinds of plug-in that hold functions for templates. */
export type TemplatePluginKind = 'filter' | 'test' | 'lookup';

/**
 * The places where this run's user keeps plug-ins beside playbooks and roles, and those that ansible.cfg names. Answers
 * what can be known without starting Python.
 */
export class PluginDirectories {
  readonly #configured: Readonly<Record<string, readonly string[]>>;
  readonly #directories: string[] = [];
  readonly #sources = new Map<string, readonly string[]>();
  /** Asked for every task; the directories become only ever more. */
  readonly #hasFile = new Map<string, boolean>();

  /** @param configured by the plug-in's kind, the directories that ansible.cfg has for it */
  constructor(configured: Readonly<Record<string, readonly string[]>>) {
    this.#configured = configured;
  }

  /** Playbooks' and roles' directories, in the order in which they count. */
  get directories(): readonly string[] {
    return this.#directories;
  }

  /** Returns false where the directory is known already. */
  add(directory: string): boolean {
    if (this.#directories.includes(directory)) return false;
    this.#directories.push(directory);
    return true;
  }

  /** The directories of one kind: `action` has `DIR/action_plugins` and what ansible.cfg names. */
  of(kind: string): string[] {
    return this.#directories.map((directory) => join(directory, `${kind}_plugins`));
  }

  /** Whether the user has this plug-in file. */
  hasFile(kind: string, file: string): boolean {
    const key = `${this.#directories.length} ${kind} ${file}`;
    const known = this.#hasFile.get(key);
    if (known !== undefined) return known;
    const found = this.#places(kind).some((directory) => existsSync(join(directory, file)));
    this.#hasFile.set(key, found);
    return found;
  }

  /** Whether the user has any plug-in file of this kind. */
  hasFiles(kind: string): boolean {
    return this.#places(kind).some((directory) => this.#read(directory).length > 0);
  }

  /** Whether a file of this kind holds the name as a whole word: only then may it define a plug-in of that name. */
  mentions(kind: string, name: string): boolean {
    const word = new RegExp(`(?<![\\w.])${name.replaceAll(/[^\w]/g, String.raw`\$&`)}(?!\\w)`);
    return this.#places(kind).some((directory) => this.#read(directory).some((source) => word.test(source)));
  }

  #places(kind: string): string[] {
    return [...this.of(kind), ...(this.#configured[kind] ?? [])];
  }

  #read(directory: string): readonly string[] {
    const known = this.#sources.get(directory);
    if (known) return known;
    const sources = pythonFiles(directory).map((file) => readFileSync(file, 'latin1'));
    this.#sources.set(directory, sources);
    return sources;
  }
}

/** A configured directory's subdirectories count too. */
function pythonFiles(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true, recursive: true })
      .filter((entry) => !entry.isDirectory() && entry.name.endsWith('.py') && entry.name !== '__init__.py')
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}
