import type { Origin } from '../errors/origin.ts';
import type { Value } from '../python/value.ts';
import { composeDocuments, composeOne } from './compose.ts';
import { constructValue, type Construction } from './construct.ts';
import { explainFault } from './explain.ts';
import { loadJson } from './load-json.ts';
import { lockedVault, type YamlOptions } from './options.ts';
import { YamlFault, type Mark } from './yaml-fault.ts';

export type { YamlOptions } from './options.ts';

/**
 * Reads one YAML document as ansible-core 2.19's loader does: as JSON where it is JSON, else YAML 1.1 as PyYAML's
 * SafeLoader with libyaml reads it. No document gives null. Throws MitorunError `PARSER` with place and hint.
 */
export function loadYaml(text: string, options: YamlOptions): Value {
  if (options.dialect !== 'filter') {
    const json = loadJson(text, options);
    if (json !== undefined) return json;
  }
  return explaining(text, options, (construction) => {
    const node = composeOne(text);
    return node ? constructValue(node, construction) : null;
  });
}

/** Reads every document of a YAML text (`---` between them), as PyYAML's `load_all`. */
export function loadYamlDocuments(text: string, options: YamlOptions): Value[] {
  return explaining(text, options, (construction) =>
    composeDocuments(text).map((node) => constructValue(node, construction)),
  );
}

function explaining<T>(text: string, options: YamlOptions, load: (construction: Construction) => T): T {
  const { file } = options;
  const columnOf = columnCounter(text);
  const origin = (mark: Mark): Origin => ({ file, line: mark.line + 1, column: columnOf(mark) });
  try {
    return load({
      file,
      trust: options.trust,
      ansibleTags: options.dialect !== 'filter',
      duplicateKeys: options.duplicateKeys ?? 'warn',
      vault: options.vault ?? lockedVault,
      warn: options.warn ?? (() => undefined),
      origin,
      columnOf,
    });
  } catch (error) {
    if (error instanceof YamlFault) throw explainFault(error, text, file, origin);
    throw error;
  }
}

const surrogates = /[\ud800-\udfff]/;
const lineBreaks = /\r\n|[\n\r\x85\u2028\u2029]/;

/** Columns as people count them. Characters beyond U+FFFF are two units in a mark and one column for people. */
function columnCounter(text: string): (mark: Mark) => number {
  if (!surrogates.test(text)) return ({ column }) => column + 1;
  const lines = text.replace(/^\ufeff/, '').split(lineBreaks);
  return ({ line, column }) => {
    const before = (lines[line] ?? '').slice(0, column);
    return (surrogates.test(before) ? Array.from(before).length : column) + 1;
  };
}
