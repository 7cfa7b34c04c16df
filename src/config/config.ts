import type { IniSections } from './ini-file.ts';
import type { PathSurroundings } from './expand-path.ts';
import type { ReadSettingName, SettingName, settings } from './settings/all.ts';
import type { SettingValue, ValueOf } from './settings/setting.ts';

/** Where a value came from, as Ansible names it: `default`, `env: NAME` or the path of ansible.cfg. */
export interface ResolvedSetting {
  readonly value: SettingValue;
  readonly origin: string;
}

/** The configuration of a run: every setting with its type, resolved once. Options of plugins read the rest of it. */
export class Config {
  /** The ansible.cfg in use. */
  readonly file: string | undefined;
  /** What to tell the user about the configuration itself. */
  readonly warnings: readonly string[];
  readonly surroundings: PathSurroundings;
  readonly #ini: IniSections;
  readonly #values: ReadonlyMap<string, ResolvedSetting>;

  constructor(parts: {
    file: string | undefined;
    warnings: readonly string[];
    surroundings: PathSurroundings;
    ini: IniSections;
    values: ReadonlyMap<string, ResolvedSetting>;
  }) {
    this.file = parts.file;
    this.warnings = parts.warnings;
    this.surroundings = parts.surroundings;
    this.#ini = parts.ini;
    this.#values = parts.values;
  }

  get<N extends ReadSettingName>(name: N): ValueOf<(typeof settings)[N]> {
    return this.#resolved(name).value as ValueOf<(typeof settings)[N]>;
  }
  /** A setting's value for whoever shows settings, of those without effect too. */
  shown(name: SettingName): SettingValue {
    return this.#resolved(name).value;
  }
  /** Where a setting's value came from. */
  origin(name: SettingName): string {
    return this.#resolved(name).origin;
  }
  /** A key of ansible.cfg as text; undefined where it is not set. */
  ini(section: string, key: string): string | undefined {
    return this.#ini.get(section)?.get(key) ?? this.#ini.get('DEFAULT')?.get(key);
  }
  env(name: string): string | undefined {
    return this.surroundings.env[name];
  }

  #resolved(name: SettingName): ResolvedSetting {
    return this.#values.get(name) as ResolvedSetting;
  }
}
