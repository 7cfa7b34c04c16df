import type { Setting, ValueOf } from '../settings/setting.ts';

/** An option of a connection or become plugin: a setting that variables and keywords may set too. */
export interface PluginOption extends Setting {
  /** Variables, in rising precedence. */
  readonly variables: readonly string[];
  /** Keywords of plays and tasks. */
  readonly keywords: readonly string[];
  /** Names of command line options, as Ansible's parsers store them. */
  readonly cli: readonly string[];
  /** Its value is masked wherever it would be shown. */
  readonly isSecret?: true;
  /** Takes what `-k` (connection) or `-K` (become) has asked for, where nothing else sets it. */
  readonly askedFor?: 'connection' | 'become';
  /** Nothing reads it yet: where it is set, the host is refused. */
  readonly isWaiting?: true;
}

export type PluginOptions = Readonly<Record<string, PluginOption>>;

/** One kind of connection, become method or shell: what it is called, and what may be set of it. */
export interface PluginDeclaration {
  /** Ansible's collection of it: `ansible.builtin`, whose plugins need no more than their short name, or another. */
  readonly collection: string;
  /** Other short names that mean the same here. */
  readonly aliases?: readonly string[];
  readonly options: PluginOptions;
}

/** The values of a plugin's options, as whoever carries them out gets them: those that are ignored are none. */
export type OptionsOf<Declared extends PluginDeclaration> = {
  readonly [Name in keyof Declared['options'] as Declared['options'][Name] extends { ignored: string }
    ? never
    : Name]: NonNullable<ValueOf<Declared['options'][Name]>> | undefined;
};
