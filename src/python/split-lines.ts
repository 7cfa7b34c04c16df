import { splitText } from './size-limit.ts';
import { lineBreak } from './white-space.ts';

const lineBreaks = new RegExp(`\\r\\n|[${lineBreak}]`);

/** Python's `str.splitlines()`: every line boundary that Python knows, no empty last line. */
export function splitLines(text: string): string[] {
  if (text === '') return [];
  const lines = splitText(text, lineBreaks);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

const lineWithEnd = new RegExp(`[^${lineBreak}]*(?:\\r\\n|[${lineBreak}])|[^${lineBreak}]+$`, 'g');

/** Python's `str.splitlines(True)`: each line with the boundary that ends it. */
export function splitLinesWithEnds(text: string): string[] {
  return text.match(lineWithEnd) ?? [];
}
