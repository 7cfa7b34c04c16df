/** Ansible's types of settings. `tmppath` is the directory that a run's own temporary directory goes into. */
export type SettingType =
  | 'boolean'
  | 'integer'
  | 'float'
  | 'string'
  | 'list'
  | 'path'
  | 'pathspec'
  | 'pathlist'
  | 'tmppath'
  | 'dict'
  | 'raw';

/** What a setting is before it is given its type: text from a file or the environment, or a default. */
export type RawSetting =
  | null
  | boolean
  | number
  | string
  | readonly string[]
  | Readonly<Record<string, string>>;

/** One setting: where it may be set, in rising precedence, what it does, and where that shows. */
export interface Setting {
  readonly type: SettingType;
  readonly default: RawSetting;
  /** `section.key` in ansible.cfg; the last one that is set wins. */
  readonly ini: readonly string[];
  /** Environment variables; the last one that is set wins. */
  readonly env: readonly string[];
  /** The variable of a play that comes before all of them where a host's task asks. */
  readonly variable?: string;
  readonly choices?: readonly string[];
  readonly description: string;
  /** Why mitorun accepts the setting and does nothing with it: `Config.get` does not take its name. */
  readonly ignored?: string;
  /** Values of an ignored setting, beside its default, that ask for what mitorun does anyway: nobody is warned of them. */
  readonly satisfied?: readonly RawSetting[];
  /** An ignored setting that nobody is warned of: only other programs of Ansible, or parts that mitorun has none of, read it. */
  readonly elsewhere?: true;
  /**
   * Who reads a setting that `Config.get` is not asked for: `options`, the options of plug-ins that have the same places
   * (`connection-options/`); `python`, ansible-core itself in the process for plug-ins in Python.
   */
  readonly readBy?: 'options' | 'python';
  /** ansible-core has deprecated the setting: a warning is emitted wherever it is set. */
  readonly deprecated?: Deprecated;
}

interface Deprecated {
  readonly why: string;
  /** The ansible-core that will no longer have it. */
  readonly version: string;
  readonly alternatives?: string;
}

export type SettingTable = Readonly<Record<string, Setting>>;

interface TypeOf {
  boolean: boolean;
  integer: number;
  float: number;
  string: string;
  list: readonly string[];
  path: string;
  pathspec: readonly string[];
  pathlist: readonly string[];
  tmppath: string;
  dict: Readonly<Record<string, string>>;
  raw: string | boolean;
}

/** The type of a setting's value: null only where nothing is its default. */
export type ValueOf<S extends Setting> = TypeOf[S['type']] | (S['default'] extends null ? null : never);

export type SettingValue = TypeOf[SettingType] | null;
