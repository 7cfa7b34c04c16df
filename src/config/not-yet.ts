import type { Config } from './config.ts';
import type { SettingName } from './settings/all.ts';

/** Settings that Ansible honours and mitorun does not yet: said once where somebody set one to something else. */
const notYet: readonly (readonly [SettingName, readonly unknown[], string])[] = [
  ['CACHE_PLUGIN', ['memory', 'ansible.builtin.memory'], 'facts are kept for this run only'],
  ['CALLBACKS_ENABLED', [], 'only the stdout callback is run'],
  [
    'INVENTORY_CACHE',
    [false],
    'inventory plugins written in Python keep their own cache, mitorun keeps none',
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
