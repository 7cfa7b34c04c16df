import { unquote } from '../parsing/quoting.ts';
import { Dict } from '../python/dict.ts';
import { numeric } from '../python/operators/number.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import { convertValue, type OptionType } from './convert-value.ts';
import { expandPath, type PathSurroundings } from './expand-path.ts';
import type { RawSetting, SettingType, SettingValue } from './settings/setting.ts';

/** Where a raw value came from decides what relative paths count from, and whether quotes are taken off. */
export interface RawSource {
  readonly surroundings: PathSurroundings;
  /** The directory of ansible.cfg for what it sets. */
  readonly base?: string | undefined;
  readonly fromIni?: boolean;
}

/** A value that does not fit its setting's type, in the words of Ansible's ensure_type. */
export class TypeFault extends Error {}

/** Gives a raw value its type, as Ansible's `ensure_type`. Throws TypeFault. */
export function ensureType(raw: RawSetting, type: SettingType, source: RawSource): SettingValue {
  if (raw === null) return null;
  const path = (text: string): string => expandPath(text, source.surroundings, source.base);
  switch (type) {
    case 'boolean':
      return converted(raw, type) === true;
    case 'integer':
      return Number(numeric(converted(raw, type))?.value);
    case 'float':
      return Number(numeric(converted(raw, type))?.value);
    case 'list':
      return converted(raw, type) as string[];
    case 'pathlist':
      return (typeof raw === 'string' ? raw.split(',').map((item) => item.trim()) : toList(raw, type)).map(
        path,
      );
    case 'pathspec':
      return (typeof raw === 'string' ? raw.split(':') : toList(raw, type)).map(path);
    case 'path':
    case 'tmppath':
      if (typeof raw !== 'string') throw mismatch(raw, type);
      return unquoteIni(path(raw), source);
    case 'raw':
      if (typeof raw === 'boolean') return raw;
      return unquoteIni(str(converted(raw, 'string', type)), source);
    case 'string':
      return unquoteIni(str(converted(raw, type)), source);
    case 'dict':
      if (typeof raw !== 'object' || raw instanceof Array) throw mismatch(raw, type);
      return raw as Readonly<Record<string, string>>;
  }
}

/** A raw value by the rules that settings share with options of plug-ins. Throws TypeFault, which names the declared type. */
function converted(raw: RawSetting, type: SettingType & OptionType, declared: SettingType = type): Value {
  const value = convertValue(valueOf(raw), type);
  if (value === undefined) throw mismatch(raw, declared);
  return value;
}

function valueOf(raw: RawSetting): Value {
  if (raw instanceof Array) return [...(raw as readonly string[])];
  return typeof raw === 'object' ? Dict.of({ ...raw }) : raw;
}

function toList(raw: RawSetting, type: SettingType): readonly string[] {
  if (raw instanceof Array) return raw as readonly string[];
  throw mismatch(raw, type);
}

function mismatch(raw: RawSetting, type: SettingType): TypeFault {
  return new TypeFault(
    `Invalid value provided for '${type}': ${typeof raw === 'string' ? `'${raw}'` : shown(raw)}`,
  );
}

/** A raw value inside a message. */
function shown(raw: RawSetting): string {
  return typeof raw === 'object' ? JSON.stringify(raw) : String(raw);
}

function unquoteIni(text: string, source: RawSource): string {
  return source.fromIni ? unquote(text) : text;
}
