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
      return isTrue(raw);
    case 'integer':
      return toInteger(raw);
    case 'float':
      return toFloat(raw);
    case 'list':
      return typeof raw === 'string' ? raw.split(',').map((item) => unquote(item.trim())) : toList(raw, type);
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
      return typeof raw === 'boolean' ? raw : unquoteIni(toText(raw, type), source);
    case 'string':
      return unquoteIni(toText(raw, type), source);
    case 'dict':
      if (typeof raw !== 'object' || raw instanceof Array) throw mismatch(raw, type);
      return raw as Readonly<Record<string, string>>;
  }
}

const trueWords = new Set(['y', 'yes', 'on', '1', 'true', 't']);

/** Ansible's lenient boolean: everything that does not say yes says no. */
function isTrue(raw: RawSetting): boolean {
  if (typeof raw === 'boolean') return raw;
  return trueWords.has(shown(raw).trim().toLowerCase());
}

function toInteger(raw: RawSetting): number {
  if (typeof raw === 'boolean') return Number(raw);
  const number = toNumber(raw);
  if (number === undefined || !Number.isInteger(number)) throw mismatch(raw, 'integer');
  return number;
}

function toFloat(raw: RawSetting): number {
  const number = typeof raw === 'boolean' ? Number(raw) : toNumber(raw);
  if (number === undefined) throw mismatch(raw, 'float');
  return number;
}

function toNumber(raw: RawSetting): number | undefined {
  if (typeof raw === 'number') return raw;
  if (typeof raw !== 'string') return undefined;
  const text = raw.trim().replaceAll(/(?<=\d)_(?=\d)/g, '');
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : undefined;
}

function toList(raw: RawSetting, type: SettingType): readonly string[] {
  if (raw instanceof Array) return raw as readonly string[];
  throw mismatch(raw, type);
}

function toText(raw: RawSetting, type: SettingType): string {
  if (typeof raw === 'string') return raw;
  if (typeof raw === 'boolean') return raw ? 'True' : 'False';
  if (typeof raw === 'number') return String(raw);
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

/** Takes off equal quotes at both ends. */
function unquote(text: string): string {
  const first = text.charAt(0);
  const quoted =
    text.length > 1 && (first === '"' || first === "'") && text.endsWith(first) && text.at(-2) !== '\\';
  return quoted ? text.slice(1, -1) : text;
}
