import { readFileSync } from '../python/file-system.ts';
import { resolve } from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import { parseKeyValues } from '../parsing/key-value-arguments.ts';
import { unreadable } from '../playbook/playbook-files.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { templateOrString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import { decodeYaml } from '../yaml/decode.ts';
import { recordMemberOrigin } from '../yaml/origins.ts';
import { updatedDict } from '../yaml/updated-dict.ts';

/** How `-e` is read. */
export interface ExtraVarsReading {
  /** YAML or JSON, trusted, vaulted values decrypted. */
  readonly readYaml: (text: string, file: string) => Value;
  readonly decrypt: (content: Buffer, file: string) => Buffer;
  /** What relative file names count from. */
  readonly cwd: string;
  readonly home: string;
}

const origin = { file: "<CLI option '-e'>", line: 0, column: 0 };

/** All of `-e`, later ones above earlier ones: `k=v k2=v2`, YAML or JSON in `{}` or `[]`, and `@file`. Throws USAGE. */
export function extraVariables(given: readonly string[], reading: ExtraVarsReading): Dict {
  return given.reduce((all, option) => updatedDict(all, one(option, reading)), new Dict());
}

function one(option: string, reading: ExtraVarsReading): Dict {
  const text = option.trim();
  if (text === '') return new Dict();
  if (text.startsWith('@')) {
    const file = resolve(reading.cwd, text.slice(1).replace(/^~(?=\/|$)/, reading.home));
    return asVariables(reading.readYaml(readFile(file, reading), file), `@${file}`);
  }
  if (text.startsWith('/') || text.startsWith('.')) {
    throw new MitorunError('USAGE', `Please prepend extra_vars filename '${text}' with '@'`);
  }
  if (text.startsWith('[') || text.startsWith('{'))
    return asVariables(reading.readYaml(text, origin.file), option);
  const pairs = parseKeyValues(templateOrString(text, origin), false);
  pairs.delete('_raw_params');
  for (const [name, value] of pairs)
    recordMemberOrigin(pairs, name, { ...origin, excerpt: str(name) }, { ...origin, excerpt: str(value) });
  return pairs;
}

function readFile(path: string, { decrypt }: ExtraVarsReading): string {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (cause) {
    throw unreadable(path, cause);
  }
  return decodeYaml(decrypt(content, path), path);
}

function asVariables(value: Value, option: string): Dict {
  if (value instanceof Dict) return value;
  throw new MitorunError(
    'USAGE',
    `Invalid extra vars data supplied. '${option}' could not be made into a dictionary`,
  );
}
