import type { Config } from './config.ts';
import type { SettingName } from './settings/all.ts';

/** Settings that Ansible honours and mitorun does not yet: said once where somebody set one to something else. */
const notYet: readonly (readonly [SettingName, readonly unknown[], string])[] = [
  [
    'INVENTORY_CACHE',
    [false],
    'inventory plugins written in Python keep their own cache, mitorun keeps none',
  ],
  ['ACTION_WARNINGS', [true], 'warnings of modules and actions are always shown'],
  ['COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH', ['warning', 'ignore'], 'nobody looks at it'],
  ['COLLECTIONS_SCAN_SYS_PATH', [true], 'collections beside ansible-core are always found'],
  ['HOST_GROUP_VARS_STAGE', [null], 'group_vars and host_vars are read as RUN_VARS_PLUGINS says'],
  ['MODULE_IGNORE_EXTS', [], 'the usual endings are ignored'],
  ['MODULE_STRICT_UTF8_RESPONSE', [true], 'it changes nothing'],
  [
    'PLAYBOOK_VARS_ROOT',
    ['top'],
    'group_vars and host_vars are looked for beside the playbook of the command line',
  ],
];

/** What to tell about settings that have no effect yet, so that nothing is ignored in silence. */
export function settingsWithoutEffect(config: Config): string[] {
  const notices: string[] = [];
  for (const [name, harmless, consequence] of notYet) {
    const value = config.get(name);
    const isSet = config.origin(name) !== 'default' && !harmless.includes(value);
    if (!isSet || (Array.isArray(value) && value.length === 0)) continue;
    notices.push(`${name} (from ${config.origin(name)}) is not there yet in mitorun: ${consequence}.`);
  }
  return notices;
}
