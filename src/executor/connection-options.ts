import type { Config } from '../config/config.ts';
import { connectionNamed, type PluginName, plugins } from '../config/connection-options/all.ts';
import type {
  OptionsOf,
  PluginDeclaration,
  PluginOption,
} from '../config/connection-options/plugin-option.ts';
import { type OptionSources, resolveOption } from '../config/connection-options/resolve-option.ts';
import type { Origin } from '../errors/origin.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';
import { shortName } from '../parsing/builtin-name.ts';
import { readBoolean } from '../parsing/boolean-words.ts';
import { toNumber } from './conversions.ts';
import type { TaskKeywords } from './task-keywords.ts';

/** What a connection falls back to where neither variables nor keywords say anything. */
export interface ConnectionDefaults {
  readonly config: Config;
  /** Options of the command line, by the names under which Ansible's parser stores them (`ssh_common_args`...). */
  readonly cli: (name: string) => string | undefined;
  /** From `-k`/`-K` and their files: never rendered, never shown. */
  readonly connectionPassword: string | undefined;
  readonly becomePassword: string | undefined;
  /** Called with every password in use, so that the output can mask it. */
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
    // Where no variable is set, its value is the keyword itself, which is rendered already.
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
    const option = declared(plugin, name);
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
  /** An option that is a list, or text with commas. */
  texts(plugin: PluginName, name: string): string[] {
    const value = this.option(plugin, name);
    if (value === undefined) return [];
    return (Array.isArray(value) ? value : str(value).split(',')).map((one) => str(one));
  }
  /** A secret option, or what was asked for in its place. */
  password(plugin: PluginName, name: string): string | undefined {
    const { connectionPassword, becomePassword, secret } = this.defaults;
    const asked = { connection: connectionPassword, become: becomePassword };
    const askedFor = declared(plugin, name)?.askedFor;
    const password = this.text(plugin, name) ?? (askedFor && asked[askedFor]);
    if (password !== undefined) secret(password);
    return password;
  }

  /**
   * All options of a plug-in that have an effect, with their types.
   * @param known values of some of them, which are not resolved again
   */
  resolved<Name extends PluginName>(
    plugin: Name,
    known: Readonly<Record<string, string>> = {},
  ): OptionsOf<(typeof plugins)[Name]> {
    const declaration: PluginDeclaration = plugins[plugin];
    const values = Object.entries(declaration.options)
      .filter(([, { ignored }]) => ignored === undefined)
      .map(([name, option]) => [name, known[name] ?? this.#typed(plugin, name, option)]);
    return Object.fromEntries(values) as OptionsOf<(typeof plugins)[Name]>;
  }

  #typed(plugin: PluginName, name: string, { type, isSecret }: PluginOption) {
    if (isSecret) return this.password(plugin, name);
    if (type === 'list') return this.texts(plugin, name);
    const value = this.option(plugin, name);
    if (value === undefined) return undefined;
    if (type === 'boolean') return readBoolean(value) ?? false;
    return type === 'integer' || type === 'float' ? toNumber(name, value) : str(value);
  }

  /** Where a plug-in's option comes from: `var: x`, `env: X`, ansible.cfg's path...; undefined where nobody set it. */
  source(plugin: PluginName, name: string): string | undefined {
    const option = declared(plugin, name);
    const origin = option && resolveOption(name, option, this).origin;
    return origin === 'default' ? undefined : origin;
  }

  /** As somebody wrote it, `ansible.builtin.` left out. */
  namedConnection(): string {
    const named =
      this.plain('ansible_connection') ?? this.#keywords.string('connection') ?? this.cli('connection');
    return shortName(named ?? str(this.config.get('DEFAULT_TRANSPORT') ?? 'ssh'));
  }
  /** The short name of one that mitorun has, else as it is written. */
  connectionName(): string {
    const name = this.namedConnection();
    return connectionNamed(name) ?? name;
  }
  /** As somebody wrote it; undefined where become is off. */
  namedBecomeMethod(): string | undefined {
    const written = this.variable('ansible_become') ?? this.#keywords.value('become');
    const byDefault = this.cli('become') !== undefined || this.config.get('DEFAULT_BECOME');
    const active = written === undefined || written === null ? byDefault : (readBoolean(written) ?? false);
    if (!active) return undefined;
    return (
      this.plain('ansible_become_method') ??
      this.#keywords.string('become_method') ??
      this.cli('become_method') ??
      this.config.get('DEFAULT_BECOME_METHOD')
    );
  }
  /** The host's name or address, where a variable has one. */
  address(): string | undefined {
    return this.plain('ansible_ssh_host', 'ansible_host');
  }
  /** The shell that runs commands on the target. */
  shellExecutable(): string | undefined {
    return this.plain('ansible_shell_executable') ?? this.config.get('DEFAULT_EXECUTABLE');
  }
  /** Where the task was written. */
  get origin(): Origin | undefined {
    return this.#keywords.task.origin;
  }
}

function declared(plugin: PluginName, name: string): PluginOption | undefined {
  const { options }: PluginDeclaration = plugins[plugin];
  return options[name];
}
