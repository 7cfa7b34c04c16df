import { withoutInternalKeys } from '../events/internal-keys.ts';
import type { Dict } from '../python/dict.ts';
import { dumpJson } from '../python/json/dump.ts';
import type { Value } from '../python/value.ts';
import { exactBlock, lossyBlock } from './lossy-text.ts';

/** How results are written: `result_format` and `pretty_results` of the callbacks that have them. */
export interface ResultFormat {
  readonly verbosity: number;
  readonly format: 'json' | 'yaml';
  /** undefined: as the format has it, on for yaml and off for json. */
  readonly pretty: boolean | undefined;
  readonly toYaml: YamlWriter;
}

/** Writes a value as YAML, texts for which `block` gives something as `|` blocks of that. */
type YamlWriter = (
  value: Value,
  options: { readonly indent?: number | undefined; readonly block: (text: string) => string | undefined },
) => string;

/** What of a callback's result is printed, as one piece of text (`CallbackBase._dump_results`). */
export function resultText(
  result: Dict,
  format: ResultFormat,
  wanted: { readonly indent?: number; readonly verboseAlways?: boolean | undefined } = {},
): string {
  const pretty =
    wanted.verboseAlways === true ||
    (format.pretty === undefined && format.format !== 'json') ||
    format.pretty === true ||
    format.verbosity > 2;
  const isOpen = wanted.indent === undefined || wanted.indent === 0;
  const indent = format.pretty === false ? undefined : isOpen && pretty ? 4 : wanted.indent;
  const shown = shownResult(result, format.verbosity);
  if (format.format === 'yaml') return `\n${yamlText(shown, format, indent)}`;
  return dumpJson(shown, {
    ensureAscii: false,
    sortKeys: true,
    shownKeys: true,
    ...(indent === undefined ? {} : { indent }),
  });
}

function yamlText(shown: Dict, { pretty, toYaml }: ResultFormat, indent: number | undefined): string {
  if (pretty === false) return indented(toYaml(shown, { indent, block: exactBlock }), indent ?? 4);
  for (const stream of ['stdout', 'stderr']) {
    if (shown.has(stream) && shown.has(`${stream}_lines`)) shown.set(`${stream}_lines`, '<omitted>');
  }
  return indented(toYaml(shown, { indent, block: lossyBlock }), indent ?? 4);
}

/** Every line that is more than white space moved to the right, as Python's `textwrap.indent`. */
export function indented(text: string, columns: number): string {
  return text.replace(/^(?=.*\S)/gm, ' '.repeat(columns));
}

function shownResult(result: Dict, verbosity: number): Dict {
  const shown = withoutInternalKeys(result);
  if (verbosity < 3) {
    shown.delete('invocation');
    shown.delete('diff');
  }
  for (const key of ['exception', 'warnings', 'deprecations']) shown.delete(key);
  return shown;
}

const debugKeys = new Set(['msg', 'exception', 'warnings', 'deprecations']);
const hiddenInDebug = [
  'changed',
  'failed',
  'skipped',
  'invocation',
  'skip_reason',
  'ansible_loop_var',
  'ansible_index_var',
  'ansible_loop',
];

/** `debug` shows what it was asked to show and nothing else (`CallbackBase._clean_results`). */
export function debugResult(result: Dict): Dict {
  const shown = result.copy();
  if (shown.has('msg')) {
    for (const key of result.keys()) {
      if (typeof key === 'string' && !debugKeys.has(key) && !key.startsWith('_')) shown.delete(key);
    }
  } else for (const key of hiddenInDebug) shown.delete(key);
  return shown;
}
