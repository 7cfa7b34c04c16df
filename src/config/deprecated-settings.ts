import type { Config } from './config.ts';
import { settings, type SettingName } from './settings/all.ts';
import type { SettingTable } from './settings/setting.ts';

/** What ansible-core 2.19 says of each deprecated setting that is set, whatever its value, in the order of their names. */
export function deprecatedSettings(
  config: Config,
): readonly { readonly message: string; readonly version: string }[] {
  return Object.entries(settings as SettingTable)
    .toSorted(([left], [right]) => (withoutUnderscore(left) < withoutUnderscore(right) ? -1 : 1))
    .flatMap(([name, { deprecated }]) => {
      if (!deprecated || config.origin(name as SettingName) === 'default') return [];
      const { why, version, alternatives = 'none' } = deprecated;
      return [{ message: `${name} option. Reason: ${why}\nAlternatives: ${alternatives}`, version }];
    });
}

function withoutUnderscore(name: string): string {
  return name.replace(/^_/, '');
}
