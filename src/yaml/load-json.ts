import type { Origin } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import { parseJson } from '../python/json/parse.ts';
import { templateOrString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import { lockedVault, type YamlOptions } from './options.ts';

const mayBeJson = /^[ \t\n\r]*(?:[[{"]|-?\d|true|false|null|NaN|-?Infinity)/;

/**
 * Ansible tries JSON before YAML, so in a file that is JSON `1e3` is a float and `{"__ansible_vault": …}` a vault value.
 * Undefined where the text is not JSON. JSON text has no positions but the file's.
 */
export function loadJson(text: string, options: YamlOptions): Value | undefined {
  if (!mayBeJson.test(text)) return undefined;
  try {
    return convert(parseJson(text), options, { file: options.file, line: 1, column: 1 });
  } catch (error) {
    // Text that is nested too deeply for JSON is left for YAML to refuse with its place.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function convert(value: Value, options: YamlOptions, origin: Origin): Value {
  if (typeof value === 'string') return options.trust ? templateOrString(value, origin) : value;
  if (Array.isArray(value)) return value.map((member) => convert(member, options, origin));
  if (!(value instanceof Dict)) return value;
  const unsafe = value.get('__ansible_unsafe');
  if (typeof unsafe === 'string') return unsafe;
  const envelope = value.get('__ansible_vault');
  if (typeof envelope === 'string') return (options.vault ?? lockedVault)(envelope, origin);
  const dict = new Dict();
  for (const [key, member] of value) dict.set(key, convert(member, options, origin));
  return dict;
}
