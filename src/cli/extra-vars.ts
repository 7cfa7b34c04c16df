import { readFileSync } from 'node:fs';
import { MitorunError } from '../errors/mitorun-error.ts';
import { parseKeyValues } from '../parsing/key-value-arguments.ts';
import { Dict } from '../python/dict.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';

/** How `-e` reads YAML: trusted, vaulted values decrypted. */
export type ReadYaml = (text: string, file: string) => Value;

/** All of `-e`, later ones above earlier ones: `k=v k2=v2`, YAML or JSON in `{}` or `[]`, and `@file`. */
export function extraVariables(
  given: readonly string[],
  readYaml: ReadYaml,
  decrypt: (content: Buffer, file: string) => Buffer,
): Dict {
  const all = new Dict();
  for (const option of given) {
    for (const [name, value] of one(option, readYaml, decrypt)) all.set(name, value);
  }
  return all;
}

function one(option: string, readYaml: ReadYaml, decrypt: (content: Buffer, file: string) => Buffer): Dict {
  const text = option.trim();
  if (text === '') return new Dict();
  if (text.startsWith('@'))
    return asVariables(readYaml(readFile(text.slice(1), decrypt), text.slice(1)), option);
  if (text.startsWith('/') || text.startsWith('.')) {
    throw new MitorunError('USAGE', `Please prepend extra_vars filename '${text}' with '@'`);
  }
  if (text.startsWith('[') || text.startsWith('{'))
    return asVariables(readYaml(text, '<CLI option -e>'), option);
  const pairs = parseKeyValues(text.includes('{{') ? new TemplateString(text) : text, false);
  pairs.delete('_raw_params');
  return pairs;
}

function readFile(path: string, decrypt: (content: Buffer, file: string) => Buffer): string {
  try {
    return decrypt(readFileSync(path), path).toString('utf8');
  } catch (cause) {
    if (cause instanceof MitorunError) throw cause;
    throw new MitorunError(
      'FILE_NOT_FOUND',
      `Unable to retrieve file contents. Could not find or access '${path}' on the Ansible Controller.`,
      { cause },
    );
  }
}

function asVariables(value: Value, option: string): Dict {
  if (value instanceof Dict) return value;
  if (value === null) return new Dict();
  throw new MitorunError(
    'USAGE',
    `Invalid extra vars data supplied. '${option}' could not be made into a dictionary`,
  );
}
