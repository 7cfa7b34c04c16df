import { dirname, extname } from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import { Config, type ResolvedSetting } from './config.ts';
import { ensureType, TypeFault } from './ensure-type.ts';
import type { PathSurroundings } from './expand-path.ts';
import { findConfigFile, type ConfigFileSystem } from './find-config-file.ts';
import { parseIni, type IniSections } from './ini-file.ts';
import { settings } from './settings/all.ts';
import type { RawSetting, Setting, SettingTable } from './settings/setting.ts';
import { unknownKeys } from './unknown-keys.ts';

/** What a run finds around it; `fileSystem` is `nodeFileSystem` outside tests. */
export interface ConfigSurroundings extends PathSurroundings {
  readonly fileSystem: ConfigFileSystem;
}

/**
 * Finds and reads ansible.cfg and the environment, and resolves every setting, so that a wrong value is
 * reported before anything runs. Throws MitorunError `CONFIG`.
 */
export function loadConfig(surroundings: ConfigSurroundings): Config {
  const found = findConfigFile(surroundings, surroundings.fileSystem);
  const ini = found.path === undefined ? new Map() : readConfigFile(found.path, surroundings.fileSystem);
  const values = new Map<string, ResolvedSetting>();
  const home = resolveSetting('ANSIBLE_HOME', settings.ANSIBLE_HOME, {
    ini,
    file: found.path,
    surroundings,
    home: '',
  });
  const sources = {
    ini,
    file: found.path,
    surroundings,
    home: typeof home.value === 'string' ? home.value : '',
  };
  for (const [name, setting] of Object.entries<Setting>(settings as SettingTable)) {
    values.set(name, resolveSetting(name, setting, sources));
  }
  const warnings = [...found.warnings, ...(found.path === undefined ? [] : unknownKeys(ini, found.path))];
  return new Config({ file: found.path, warnings, surroundings, ini, values });
}

function readConfigFile(path: string, fileSystem: ConfigFileSystem): IniSections {
  const extension = extname(path);
  if (extension === '.yml' || extension === '.yaml') {
    throw new MitorunError('CONFIG', 'Unsupported configuration file type: yaml', {
      origin: { file: path, line: 1, column: 1 },
    });
  }
  if (extension !== '.cfg' && extension !== '.ini') {
    throw new MitorunError('CONFIG', `Unsupported configuration file extension for ${path}: ${extension}`);
  }
  return parseIni(fileSystem.readText(path) ?? '', path);
}

interface Sources {
  readonly ini: IniSections;
  readonly file: string | undefined;
  readonly surroundings: PathSurroundings;
  /** The value of ANSIBLE_HOME, for defaults that begin with it. */
  readonly home: string;
}

function resolveSetting(name: string, setting: Setting, sources: Sources): ResolvedSetting {
  const raw = findRaw(setting, sources);
  let value: ResolvedSetting['value'];
  let { origin } = raw;
  try {
    value = ensureType(raw.value, setting.type, {
      ...sources,
      base: raw.base,
      fromIni: raw.base !== undefined,
    });
  } catch (error) {
    if (!(error instanceof TypeFault)) throw error;
    // An empty environment variable counts as not set where its setting's type allows no empty value.
    if (!origin.startsWith('env: ') || raw.value !== '') {
      throw new MitorunError(
        'CONFIG',
        `Config '${name}' from '${origin}' has an invalid value: ${error.message}`,
        { cause: error },
      );
    }
    value = ensureType(defaultOf(setting, sources), setting.type, sources);
    origin = 'default';
  }
  checkChoices(name, setting, value);
  return { value, origin };
}

interface Raw {
  readonly value: RawSetting;
  readonly origin: string;
  /** What relative paths count from where ansible.cfg sets it. */
  readonly base?: string;
}

function findRaw(setting: Setting, sources: Sources): Raw {
  const variable = setting.env.findLast((name) => sources.surroundings.env[name] !== undefined);
  if (variable !== undefined)
    return { value: sources.surroundings.env[variable] ?? '', origin: `env: ${variable}` };
  if (sources.file !== undefined) {
    for (const place of setting.ini.toReversed()) {
      const dot = place.indexOf('.');
      const value = sources.ini.get(place.slice(0, dot))?.get(place.slice(dot + 1));
      if (value !== undefined) return { value, origin: sources.file, base: dirname(sources.file) };
    }
  }
  return { value: defaultOf(setting, sources), origin: 'default' };
}

function defaultOf(setting: Setting, { home }: Sources): RawSetting {
  const value = setting.default;
  return typeof value === 'string' ? value.replace('{{ANSIBLE_HOME}}', home) : value;
}

function checkChoices(name: string, setting: Setting, value: ResolvedSetting['value']): void {
  const { choices } = setting;
  if (!choices || value === null || (typeof value === 'object' && !(value instanceof Array))) return;
  const chosen = value instanceof Array ? [...value].map(String) : [String(value)];
  if (chosen.every((choice) => choices.includes(choice))) return;
  const quoted = chosen.map((choice) => `'${choice}'`).join(', ');
  const shown = value instanceof Array ? `[${quoted}]` : quoted;
  throw new MitorunError(
    'CONFIG',
    `Invalid value ${shown} for config '${name}'. Valid values are: ${choices.join(', ')}`,
  );
}
