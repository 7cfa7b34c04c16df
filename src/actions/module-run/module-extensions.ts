import { MitorunError } from '../../errors/mitorun-error.ts';
import { type ExtensionName, extensionNames } from '../../modules/extended-manifest.ts';
import { Dict } from '../../python/dict.ts';
import { parseJson } from '../../python/json/parse.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';

const settingOf = {
  pydevd: '_ANSIBALLZ_PYDEVD_CONFIG',
  debugpy: '_ANSIBALLZ_DEBUGPY_CONFIG',
  coverage: '_ANSIBALLZ_COVERAGE_CONFIG',
} as const;

/**
 * What is to be started ahead of a module: each setting is the extension's options, as a dict or as its JSON. Throws
 * MitorunError ACTION for another value.
 */
export function wantedExtensions(
  setting: (name: (typeof settingOf)[ExtensionName]) => Value | undefined,
): ReadonlyMap<ExtensionName, Dict> {
  const wanted = new Map<ExtensionName, Dict>();
  for (const name of extensionNames) {
    const value = setting(settingOf[name]) ?? null;
    if (value !== null) wanted.set(name, optionsOf(value));
  }
  return wanted;
}

function optionsOf(value: Value): Dict {
  const options = typeof value === 'string' ? parsed(value) : value;
  if (options instanceof Dict) return options;
  throw new MitorunError(
    'ACTION',
    `The options of a module's extension must be a 'dict', not '${typeName(options)}'.`,
  );
}

function parsed(text: string): Value {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new MitorunError('ACTION', error.message);
  }
}
