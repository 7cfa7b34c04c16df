import { type Origin, wholeFile } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import { parseJson } from '../python/json/parse.ts';
import { templateOrString } from '../python/template-string.ts';
import { originByValue } from '../python/unknown-origin.ts';
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
    return convert(parseJson(text), options);
  } catch (error) {
    // Text that is nested too deeply for JSON is left for YAML to refuse with its place.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function convert(value: Value, options: YamlOptions): Value {
  if (typeof value === 'string')
    return options.trust ? templateOrString(value, placeOf(value, options)) : value;
  if (Array.isArray(value)) return value.map((member) => convert(member, options));
  if (!(value instanceof Dict)) return value;
  const unsafe = value.get('__ansible_unsafe');
  if (typeof unsafe === 'string') return unsafe;
  const envelope = value.get('__ansible_vault');
  if (typeof envelope === 'string')
    return (options.vault ?? lockedVault)(envelope, placeOf(envelope, options));
  const dict = new Dict();
  for (const [key, member] of value) dict.set(key, convert(member, options));
  return dict;
}

function placeOf(text: string, { file }: YamlOptions): Origin {
  return file.startsWith('<') ? originByValue(file, text) : wholeFile(file);
}
