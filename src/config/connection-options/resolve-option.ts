import type { Value } from '../../python/value.ts';
import type { Config } from '../config.ts';
import { ensureType, TypeFault } from '../ensure-type.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import type { SettingValue } from '../settings/setting.ts';
import type { PluginOption } from './plugin-option.ts';

/** Where a run's own values of options are found; each answers undefined for what is not set. */
export interface OptionSources {
  /** A host's variable, templated by the caller. */
  variable(name: string): Value | undefined;
  /** A keyword of the task or play (`remote_user`, `become_user`...). */
  keyword(name: string): Value | undefined;
  /** A command line option. */
  cli(name: string): string | undefined;
  readonly config: Config;
}

/** An option's value and where it came from: `var: x`, `keyword: x`, `cli: x`, `env: X`, ansible.cfg's path or `default`. */
export interface ResolvedOption {
  /** Text from the environment, the file and the default has its type; a variable's value is as it was given. */
  readonly value: Value | SettingValue;
  readonly origin: string;
}

/**
 * Resolves one option by Ansible's precedence: variable, keyword, command line, environment, ansible.cfg, default. Within
 * one kind the last name that is set wins. Throws MitorunError `CONFIG` for text that does not fit the type.
 */
export function resolveOption(name: string, option: PluginOption, sources: OptionSources): ResolvedOption {
  for (const [kind, names, look] of [
    ['var', option.variables, sources.variable.bind(sources)],
    ['keyword', option.keywords, sources.keyword.bind(sources)],
    ['cli', option.cli, sources.cli.bind(sources)],
  ] as const) {
    for (const candidate of names.toReversed()) {
      const value = look(candidate);
      if (value !== undefined && value !== null) return { value, origin: `${kind}: ${candidate}` };
    }
  }
  return fromConfig(name, option, sources.config);
}

function fromConfig(name: string, option: PluginOption, config: Config): ResolvedOption {
  const { surroundings, file } = config;
  const variable = option.env.findLast((candidate) => config.env(candidate) !== undefined);
  const text = variable === undefined ? undefined : config.env(variable);
  const typed = (raw: PluginOption['default'], origin: string, fromIni = false): ResolvedOption => {
    try {
      return { value: ensureType(raw, option.type, { surroundings, fromIni }), origin };
    } catch (error) {
      if (!(error instanceof TypeFault)) throw error;
      throw new MitorunError(
        'CONFIG',
        `Config '${name}' from '${origin}' has an invalid value: ${error.message}`,
        { cause: error },
      );
    }
  };
  // An empty variable counts as not set unless the option is text.
  if (text !== undefined && (text !== '' || option.type === 'string')) return typed(text, `env: ${variable}`);
  for (const place of option.ini.toReversed()) {
    const dot = place.indexOf('.');
    const value = config.ini(place.slice(0, dot), place.slice(dot + 1));
    if (value !== undefined) return typed(value, file ?? '', true);
  }
  return typed(option.default, 'default');
}
