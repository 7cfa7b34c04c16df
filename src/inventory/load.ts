import { shortName } from '../parsing/builtin-name.ts';
import { existsSync, readdirSync } from '../python/file-system.ts';
import { join, resolve } from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import { homeDirectory } from '../python/accounts.ts';
import { compareCodePoints } from '../python/json/dump.ts';
import { escapeRegex } from '../python/regex/escape.ts';
import { compileRegex } from '../python/regex/pattern.ts';
import { describeFailure } from './failure.ts';
import { Inventory } from './inventory.ts';
import type { InventoryOptions } from './options.ts';
import { mergeVarsFilesAtStart } from './inventory-variables.ts';
import { pythonSource } from './sources/python-plugin.ts';
import { sourcePlugins } from './sources/auto.ts';
import type { SourcePlugin } from './sources/source-plugin.ts';
import { isDirectory } from '../python/os-path.ts';
import { ownMember } from '../python/own-member.ts';

/**
 * Reads inventory sources (files, directories, scripts, host lists) into one inventory, in their order, as
 * `InventoryManager.parse_sources`. What does not parse is warned of; the settings in `options` make it an error.
 */
export function loadInventory(sources: readonly string[], options: InventoryOptions): Inventory {
  const warned = new Set<string>();
  const once = (message: string): void => {
    if (!warned.has(message)) options.warn(message);
    warned.add(message);
  };
  const paths = sources.filter((source) => source !== '').map(expandSource);
  const inventory = new Inventory(paths, { ...options, warn: once });
  const loader = new SourceLoader(inventory);
  let parsed = false;
  for (const source of paths) if (loader.read(source)) parsed = true;
  if (parsed) inventory.reconcile();
  else if (options.unparsedIsFailed) {
    throw new MitorunError(
      'INVENTORY',
      'No inventory was parsed, please check your configuration and options.',
    );
  } else if (options.unparsedWarning) {
    inventory.options.warn('No inventory was parsed, only implicit localhost is available');
  }
  mergeVarsFilesAtStart(inventory);
  return inventory;
}

/** An absolute path with `~` and `$VARIABLES` expanded; host lists stay as they are. */
function expandSource(source: string): string {
  if (source.includes(',')) return source;
  const variables = source.replace(
    /\$(?:(\w+)|\{([^}]*)\})/g,
    (all: string, plain?: string, braced?: string) => {
      return ownMember(process.env, plain ?? braced ?? '') ?? all;
    },
  );
  return resolve(variables.replace(/^~(?=\/|$)/, homeDirectory()));
}

class SourceLoader {
  readonly #inventory: Inventory;
  readonly #plugins: readonly SourcePlugin[];
  #ignored: ((name: string) => boolean) | undefined;

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
    this.#plugins = enabledPlugins(inventory.options);
  }

  /** Whether anything in this source was read. */
  read(source: string): boolean {
    const failures: string[] = [];
    const directory = isDirectory(source);
    const parsed = directory ? this.#readDirectory(source) : this.#readOne(source, failures);
    if (parsed && !directory) this.#inventory.processedSources.push(source);
    if (!parsed && (source !== '/etc/ansible/hosts' || existsSync(source))) {
      for (const failure of failures) this.#inventory.options.warn(failure);
      if (this.#inventory.options.anyUnparsedIsFailed) {
        throw new MitorunError('INVENTORY', `Completely failed to parse inventory source ${source}`);
      }
      this.#inventory.options.warn(`Unable to parse ${source} as an inventory source`);
    }
    this.#inventory.currentSource = undefined;
    return parsed;
  }

  #readDirectory(directory: string): boolean {
    let parsed = false;
    for (const name of readdirSync(directory).sort(compareCodePoints)) {
      if (!this.#isIgnored(name) && this.read(join(directory, name))) parsed = true;
    }
    return parsed;
  }

  #readOne(source: string, failures: string[]): boolean {
    this.#inventory.currentSource = source;
    for (const plugin of this.#plugins) {
      if (!accepts(plugin, source, this.#inventory)) {
        this.#inventory.options.verbose?.(
          3,
          `${plugin.name} declined parsing ${source} as it did not pass its verify_file() method`,
        );
        continue;
      }
      try {
        plugin.read(source, this.#inventory);
        this.#inventory.options.verbose?.(3, `Parsed ${source} inventory source with ${plugin.name} plugin`);
        return true;
      } catch (error) {
        failures.push(describeFailure(plugin.name, source, error));
      }
    }
    return false;
  }

  #isIgnored(name: string): boolean {
    this.#ignored ??= ignoredNames(this.#inventory.options);
    return this.#ignored(name);
  }
}

function accepts(plugin: SourcePlugin, source: string, inventory: Inventory): boolean {
  try {
    return plugin.accepts(source, inventory);
  } catch {
    return false;
  }
}

function enabledPlugins(options: InventoryOptions): SourcePlugin[] {
  const plugins: SourcePlugin[] = [];
  for (const name of options.enabledPlugins) {
    const plugin = sourcePlugins.get(shortName(name)) ?? pythonSource(name, options);
    if (plugin) plugins.push(plugin);
    else options.warn(`Failed to load inventory plugin, skipping ${name}`);
  }
  if (plugins.length === 0) {
    throw new MitorunError(
      'INVENTORY',
      'No inventory plugins available to generate inventory, make sure you have at least one enabled.',
    );
  }
  return plugins;
}

/** Files of a directory source that are no sources: hidden, variables, backups, documents. */
function ignoredNames(options: InventoryOptions): (name: string) => boolean {
  const extensions = options.ignoredExtensions.map((end) => `${escapeRegex(end)}$`);
  const always = ['^\\.', '^host_vars$', '^group_vars$', '^vars_plugins$'];
  const pattern = compileRegex([...always, ...options.ignoredPatterns, ...extensions].join('|'));
  return (name) => pattern.search(name) !== undefined;
}
