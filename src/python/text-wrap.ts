import { valueError } from './python-error.ts';
import { length } from './operators/iterate.ts';

export interface WrapOptions {
  readonly width: number;
  readonly breakLongWords: boolean;
  readonly breakOnHyphens: boolean;
}

const blank = /^[\t\n\v\f\r ]*$/;

/** Python's `textwrap.wrap` with its defaults but for tabs and blanks, which stay as they are. */
export function wrapText(text: string, options: WrapOptions): string[] {
  if (options.width <= 0) throw valueError(`invalid width ${options.width} (must be > 0)`);
  const chunks = splitChunks(text, options.breakOnHyphens).reverse();
  const lines: string[] = [];
  while (chunks.length > 0) {
    const line: string[] = [];
    let used = 0;
    if (blank.test(chunks.at(-1) as string) && lines.length > 0) chunks.pop();
    while (chunks.length > 0) {
      const size = length(chunks.at(-1) as string);
      if (used + size > options.width) break;
      line.push(chunks.pop() as string);
      used += size;
    }
    if (chunks.length > 0 && length(chunks.at(-1) as string) > options.width) {
      breakLong(chunks, line, used, options);
    }
    if (line.length > 0 && blank.test(line.at(-1) as string)) line.pop();
    if (line.length > 0) lines.push(line.join(''));
  }
  return lines;
}

function breakLong(chunks: string[], line: string[], used: number, options: WrapOptions): void {
  const room = options.width < 1 ? 1 : options.width - used;
  if (!options.breakLongWords) {
    if (line.length === 0) line.push(chunks.pop() as string);
    return;
  }
  const points = Array.from(chunks.at(-1) as string);
  let end = room;
  if (options.breakOnHyphens && points.length > room) {
    const hyphen = points.slice(0, room).lastIndexOf('-');
    if (hyphen > 0 && points.slice(0, hyphen).some((point) => point !== '-')) end = hyphen + 1;
  }
  line.push(points.slice(0, end).join(''));
  chunks[chunks.length - 1] = points.slice(end).join('');
}

const wordPunctuation = '[\\p{L}\\p{N}_!"\'&.,?]';
const letter = '(?:(?!\\p{Nd})[\\p{L}\\p{N}_])';
const space = '[\\t\\n\\v\\f\\r ]';
const nonSpace = '[^\\t\\n\\v\\f\\r ]';
const withHyphens = new RegExp(
  `(${space}+|(?<=${wordPunctuation})-{2,}(?=[\\p{L}\\p{N}_])|` +
    `${nonSpace}+?(?:-(?:(?<=${letter}{2}-)|(?<=${letter}-${letter}-))(?=${letter}-?${letter})|(?=${space}|$)|` +
    `(?<=${wordPunctuation})(?=-{2,}[\\p{L}\\p{N}_])))`,
  'u',
);
const withoutHyphens = new RegExp(`(${space}+)`);

function splitChunks(text: string, breakOnHyphens: boolean): string[] {
  return text.split(breakOnHyphens ? withHyphens : withoutHyphens).filter((chunk) => chunk);
}
