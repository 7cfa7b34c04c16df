import { repr } from '../python/repr.ts';
import { Dict } from '../python/dict.ts';
import { PyFloat, type Value } from '../python/value.ts';
import type { Config } from './config.ts';
import { settings, type SettingName } from './settings/all.ts';
import type { Setting, SettingTable, SettingType, SettingValue } from './settings/setting.ts';

const names = (Object.keys(settings) as SettingName[]).sort();

/** `config dump`: one line a setting, `NAME(origin) = value`, as ansible-config prints them. */
export function dumpConfig(config: Config, options: { onlyChanged?: boolean } = {}): string {
  const lines = new Map<string, string>();
  lines.set('CONFIG_FILE', `CONFIG_FILE() = ${config.file ?? 'None'}`);
  for (const name of names) {
    const origin = config.origin(name);
    if (options.onlyChanged && origin === 'default') continue;
    lines.set(name, `${name}(${origin}) = ${pythonText(config.shown(name), settings[name].type)}`);
  }
  return [...lines.keys()]
    .sort()
    .map((name) => `${lines.get(name)}\n`)
    .join('');
}

/** `config list`: every setting with its type, places, default, value and its origin, and what it does. */
export function listConfig(config: Config): string {
  return names
    .map((name) => describeSetting(name, (settings as SettingTable)[name] as Setting, config))
    .join('\n');
}

function describeSetting(name: SettingName, setting: Setting, config: Config): string {
  const lines = [`${name}: ${setting.description}`, `  type: ${setting.type}`];
  if (setting.choices) lines.push(`  choices: ${setting.choices.join(', ')}`);
  for (const place of setting.ini)
    lines.push(`  ini: [${place.slice(0, place.indexOf('.'))}] ${place.slice(place.indexOf('.') + 1)}`);
  if (setting.env.length > 0) lines.push(`  env: ${setting.env.join(', ')}`);
  lines.push(`  value: ${pythonText(config.shown(name), setting.type)} (${config.origin(name)})`);
  if (setting.ignored !== undefined) lines.push(`  ignored: ${setting.ignored}`);
  return `${lines.join('\n')}\n`;
}

function pythonText(value: SettingValue, type: SettingType): string {
  if (type === 'float' && typeof value === 'number') return repr(new PyFloat(value));
  if (typeof value === 'string') return value;
  if (value instanceof Array) return repr([...(value as readonly string[])]);
  if (value !== null && typeof value === 'object')
    return repr(Dict.of({ ...(value as Readonly<Record<string, Value>>) }));
  return repr(value);
}
