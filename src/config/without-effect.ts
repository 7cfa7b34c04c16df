import type { Config } from './config.ts';
import { connectionOptions } from './connection-options/all.ts';
import { ensureType } from './ensure-type.ts';
import { settings, type SettingName } from './settings/all.ts';
import type { Setting, SettingTable, SettingValue } from './settings/setting.ts';

/** A setting that somebody set and that does nothing, and why. */
interface WithoutEffect {
  readonly name: string;
  readonly reason: string;
}

/**
 * Lists settings and options of plug-ins that ansible.cfg or the environment sets without effect on a run.
 * Leaves out values that ask for what mitorun does anyway, and settings whose deprecation says the same.
 */
function withoutEffect(config: Config): WithoutEffect[] {
  const found: WithoutEffect[] = [];
  const places = new Set<string>();
  for (const [name, setting] of Object.entries(settings as SettingTable)) {
    const { ignored, elsewhere, deprecated } = setting;
    if (ignored === undefined || config.origin(name as SettingName) === 'default') continue;
    for (const place of [...setting.env, ...setting.ini]) places.add(place);
    if (elsewhere === true || deprecated || isSatisfied(setting, config.shown(name as SettingName))) continue;
    found.push({ name, reason: ignored });
  }
  for (const [plugin, options] of Object.entries(connectionOptions)) {
    for (const [name, option] of Object.entries(options) as [string, Setting][]) {
      if (option.ignored === undefined) continue;
      const text = textOf(option, config, places);
      if (text === undefined || isSatisfied(option, ensureType(text, option.type, config))) continue;
      found.push({ name: `${plugin}.${name}`, reason: option.ignored });
    }
  }
  return found;
}

/** Whether a value of an ignored setting asks for what is done anyway. */
export function isSatisfied({ default: otherwise, satisfied = [] }: Setting, value: SettingValue): boolean {
  return [otherwise, ...satisfied].some((met) => JSON.stringify(met) === JSON.stringify(value));
}

/** What the environment, else ansible.cfg sets an option to, by places that belong to no setting. */
function textOf(option: Setting, config: Config, settled: ReadonlySet<string>): string | undefined {
  for (const name of option.env.toReversed()) {
    const text = settled.has(name) ? undefined : config.env(name);
    if (text !== undefined) return text;
  }
  for (const place of option.ini.toReversed()) {
    const dot = place.indexOf('.');
    const text = settled.has(place) ? undefined : config.ini(place.slice(0, dot), place.slice(dot + 1));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** One warning for all of them; undefined where there are none. */
export function withoutEffectWarning(config: Config): string | undefined {
  const found = withoutEffect(config);
  if (found.length === 0) return undefined;
  const listed = found.map(({ name, reason }) => `${name} (${reason})`).join(', ');
  return `Settings without effect in mitorun: ${listed}.`;
}
