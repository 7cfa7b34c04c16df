import { becomeSettings } from './become.ts';
import { colorsSettings } from './colors.ts';
import { connectionSettings } from './connection.ts';
import { factsSettings } from './facts.ts';
import { inventorySettings } from './inventory.ts';
import { mitogenSettings } from './mitogen.ts';
import { outputSettings } from './output.ts';
import { pathsSettings } from './paths.ts';
import { runSettings } from './run.ts';
import { templatingSettings } from './templating.ts';
import { vaultSettings } from './vault.ts';

/**
 * Every setting that concerns playbook, ad-hoc, inventory and vault runs, under Ansible's names: the single source of
 * types, places, defaults and descriptions. Facts from ansible-core 2.19's documentation, 2.14's older keys included.
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
};

export type SettingName = keyof typeof settings;
