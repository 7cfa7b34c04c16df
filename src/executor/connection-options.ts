import type { Config } from '../config/config.ts';
import { connectionNamed, connectionOptions, type PluginName } from '../config/connection-options/all.ts';
import type { PluginOption } from '../config/connection-options/plugin-option.ts';
import { type OptionSources, resolveOption } from '../config/connection-options/resolve-option.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';
import type { TaskKeywords } from './task-keywords.ts';

/** What a connection falls back to where neither variables nor keywords say anything. */
export interface ConnectionDefaults {
  readonly config: Config;
  /** Options of the command line, by the names under which Ansible's parser stores them (`ssh_common_args`...). */
  readonly cli: (name: string) => string | undefined;
  /** From `-k`/`-K` and their files: never rendered, never shown. */
  readonly connectionPassword: string | undefined;
  readonly becomePassword: string | undefined;
  /** Told of every password in use, so that the output can mask it. */
  readonly secret: (password: string) => void;
}

/** Options for one task: variables and keywords rendered when they are asked for. */
export class ConnectionOptions implements OptionSources {
  readonly config: Config;
  readonly defaults: ConnectionDefaults;
  readonly #templar: Templar;
  readonly #keywords: TaskKeywords;

  constructor(templar: Templar, keywords: TaskKeywords, defaults: ConnectionDefaults) {
    this.#templar = templar;
    this.#keywords = keywords;
    this.defaults = defaults;
    this.config = defaults.config;
  }

  variable(name: string): Value | undefined {
    const written = this.#templar.variables.get(name);
    if (written === undefined) return undefined;
    // The keyword itself stands for a variable that nobody set: it has been rendered.
    const isKeyword = name === 'ansible_connection' && written === this.#keywords.raw('connection');
    return isKeyword ? this.#keywords.value('connection') : this.#templar.render(written);
  }
  keyword(name: string): Value | undefined {
    const written = this.#keywords.value(name);
    return written ?? (name.startsWith('become') ? this.cli(name) : undefined);
  }
  cli(name: string): string | undefined {
    return this.defaults.cli(name);
  }

  /** The first of these variables that is set, as text. */
  plain(...names: readonly string[]): string | undefined {
    for (const name of names) {
      const value = this.variable(name);
      if (value !== undefined && value !== null) return str(value);
    }
    return undefined;
  }

  /** A plug-in's option; undefined where its value is null or empty. */
  option(plugin: PluginName, name: string): Value | undefined {
    const table: Readonly<Record<string, PluginOption>> = connectionOptions[plugin];
    const option = table[name];
    if (!option) return undefined;
    const { value } = resolveOption(name, option, this);
    if (value === null || value === '') return undefined;
    if (Array.isArray(value)) return value.map((part: Value) => part);
    return typeof value === 'object' && !('typeName' in value) ? undefined : (value as Value);
  }
  text(plugin: PluginName, name: string): string | undefined {
    const value = this.option(plugin, name);
    return value === undefined ? undefined : str(value);
  }
  password(plugin: PluginName, name: string, otherwise: string | undefined): string | undefined {
    const password = this.text(plugin, name) ?? otherwise;
    if (password !== undefined) this.defaults.secret(password);
    return password;
  }

  /** Where a plug-in's option comes from: `var: x`, `env: X`, ansible.cfg's path...; undefined where nobody set it. */
  source(plugin: PluginName, name: string): string | undefined {
    const table: Readonly<Record<string, PluginOption>> = connectionOptions[plugin];
    const option = table[name];
    const origin = option && resolveOption(name, option, this).origin;
    return origin === 'default' ? undefined : origin;
  }

  /** As somebody wrote it, `ansible.builtin.` left out. */
  namedConnection(): string {
    const named =
      this.plain('ansible_connection') ?? this.#keywords.string('connection') ?? this.cli('connection');
    return (named ?? str(this.config.get('DEFAULT_TRANSPORT') ?? 'ssh')).replace(
      /^ansible\.(builtin|legacy)\./,
      '',
    );
  }
  /** The short name of one that mitorun has, else as it is written. */
  connectionName(): string {
    const name = this.namedConnection();
    return connectionNamed(name) ?? name;
  }
}
