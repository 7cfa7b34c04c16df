import { Dict } from '../python/dict.ts';
import { dumpJson } from '../python/json/dump.ts';
import { str } from '../python/repr.ts';
import { splitLinesWithEnds } from '../python/split-lines.ts';
import type { Value } from '../python/value.ts';
import type { Display } from './display.ts';
import { exactBlock, lossyBlock } from './lossy-text.ts';
import { indented, type ResultFormat } from './result-text.ts';
import { unifiedDiff } from './unified-diff.ts';

interface DiffOptions {
  /** DIFF_CONTEXT: unchanged lines around a change. */
  readonly context: number;
  readonly display: Display;
  readonly format: ResultFormat;
}

/** The diff of a result, one or several, as callbacks print it (`CallbackBase._get_diff`); empty where nothing differs. */
export function diffText(diff: Value, options: DiffOptions): string {
  const parts = Array.isArray(diff) ? diff : [diff];
  return parts.map((part) => (part instanceof Dict ? oneDiff(part, options) : '')).join('');
}

function oneDiff(diff: Dict, options: DiffOptions): string {
  let text = '';
  if (diff.has('dst_binary')) text += 'diff skipped: destination file appears to be binary\n';
  if (diff.has('src_binary')) text += 'diff skipped: source file appears to be binary\n';
  if (diff.has('dst_larger'))
    text += `diff skipped: destination file size is greater than ${str(diff.get('dst_larger') ?? null)}\n`;
  if (diff.has('src_larger'))
    text += `diff skipped: source file size is greater than ${str(diff.get('src_larger') ?? null)}\n`;
  if (diff.has('before') && diff.has('after')) text += lineDiff(diff, options);
  if (diff.has('prepared')) text += str(diff.get('prepared') ?? '');
  return text;
}

function lineDiff(diff: Dict, { context, display, format }: DiffOptions): string {
  const header = (side: 'before' | 'after'): string => {
    const own = diff.get(`${side}_header`);
    return own === undefined ? side : `${side}: ${str(own)}`;
  };
  const lines = unifiedDiff(
    sideLines(diff.get('before') ?? null, format),
    sideLines(diff.get('after') ?? null, format),
    {
      from: header('before'),
      to: header('after'),
      context,
    },
  );
  if (lines.length === 0) return '';
  const shown = lines.map((line) => {
    const kind = line.startsWith('+')
      ? 'diff-add'
      : line.startsWith('-')
        ? 'diff-remove'
        : line.startsWith('@@')
          ? 'diff-lines'
          : undefined;
    return kind === undefined ? line : display.inColor(line, kind);
  });
  return `${shown.join('')}\n`;
}

function sideLines(side: Value, format: ResultFormat): string[] {
  const text = side === null ? '' : side instanceof Dict ? structureText(side, format) : str(side);
  const lines = splitLinesWithEnds(text);
  const last = lines.at(-1);
  if (last !== undefined && !last.endsWith('\n'))
    lines[lines.length - 1] = `${last}\n\\ No newline at end of file\n`;
  return lines;
}

/** Structures are compared as files. */
function structureText(value: Dict, { format, pretty, toYaml }: ResultFormat): string {
  if (format === 'json')
    return `${dumpJson(value, { sortKeys: true, indent: 4, separators: [',', ': '] })}\n`;
  return `${indented(toYaml(value, { indent: 4, block: pretty === false ? exactBlock : lossyBlock }), 4)}\n`;
}
