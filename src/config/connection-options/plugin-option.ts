import type { Setting } from '../settings/setting.ts';

/** An option of a connection or become plugin: a setting that variables and keywords may set too. */
export interface PluginOption extends Setting {
  /** Variables, in rising precedence. */
  readonly variables: readonly string[];
  /** Keywords of plays and tasks. */
  readonly keywords: readonly string[];
  /** Names of command line options, as Ansible's parsers store them. */
  readonly cli: readonly string[];
}

export type PluginOptions = Readonly<Record<string, PluginOption>>;
