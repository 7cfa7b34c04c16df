import { becomeSettings } from './become.ts';
import { colorsSettings } from './colors.ts';
import { connectionSettings } from './connection.ts';
import { factsSettings } from './facts.ts';
import { inventorySettings } from './inventory.ts';
import { mitogenSettings } from './mitogen.ts';
import { otherProgramsSettings } from './other-programs.ts';
import { outputSettings } from './output.ts';
import { pathsSettings } from './paths.ts';
import { runSettings } from './run.ts';
import { templatingSettings } from './templating.ts';
import { vaultSettings } from './vault.ts';

/**
 * Every setting of ansible-core 2.19, under its names: the single source of types, places, defaults and descriptions, and of
 * what has no effect here. Facts from ansible-core 2.19's documentation, 2.14's older keys included.
 */
export const settings = {
  ...runSettings,
  ...outputSettings,
  ...colorsSettings,
  ...connectionSettings,
  ...becomeSettings,
  ...pathsSettings,
  ...inventorySettings,
  ...vaultSettings,
  ...templatingSettings,
  ...factsSettings,
  ...mitogenSettings,
  ...otherProgramsSettings,
};

export type SettingName = keyof typeof settings;

/** Settings that execution reads. One that is marked as ignored is none of them, so what is marked cannot be wrong. */
export type ReadSettingName = {
  [Name in SettingName]: (typeof settings)[Name] extends { readonly ignored: string } ? never : Name;
}[SettingName];

/** Settings that a target's own variables may change, and options of its shell under the names that Ansible once had for them. */
export type TargetSettingName = ReadSettingName | 'DEFAULT_REMOTE_TMP' | 'DEFAULT_ASYNC_DIR';
