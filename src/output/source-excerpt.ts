import { readTextSync } from '../python/file-system.ts';
import type { Origin } from '../errors/origin.ts';

const contextLines = 2;
const widestLine = 120;
const cutMark = '...';

/** The line of an origin with two before it and a mark below (`SourceContext.from_origin` of ansible-core 2.19). */
export function sourceExcerpt(origin: Origin): string {
  if (origin.excerpt !== undefined) return origin.excerpt;
  if (origin.line < 1) return '';
  let text: string;
  try {
    text = readTextSync(origin.file).replaceAll(/\r\n?/g, '\n');
  } catch {
    // Text of the command line has no file.
    return `(source not shown: ${origin.file.startsWith('<') ? 'TypeError' : 'FileNotFoundError'})`;
  }
  if (text.startsWith('$ANSIBLE_VAULT')) return '(source not shown: content encrypted)';
  const first = Math.max(0, origin.line - 1 - contextLines);
  const all = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
  const lines = all.slice(first, origin.line);
  if (text === '' || lines.length < origin.line - first) return '(source not shown: file truncated)';
  const labelWidth = String(origin.line).length;
  const room = widestLine - labelWidth - 1;
  let usable = room;
  const shown = lines.map((line, index) => {
    const plain = line.replaceAll('\t', ' ');
    const isCut = plain.length > room;
    if (isCut) usable = room - cutMark.length;
    const cut = isCut ? plain.slice(0, usable) + cutMark : plain;
    return `${String(first + index + 1).padStart(labelWidth)}${cut === '' ? '' : ' '}${cut}`;
  });
  if (origin.column >= 1 && origin.column <= usable)
    shown.push(' '.repeat(labelWidth + 1) + columnMark(origin.column, room));
  if (origin.column === 0) {
    const underlined = (shown.at(-1) ?? '').length - labelWidth - 1;
    shown.push(' '.repeat(labelWidth + 1) + '^'.repeat(Math.max(0, underlined)));
  }
  return shown.join('\n');
}

function columnMark(column: number, room: number): string {
  const words = `column ${column}`;
  const index = column - 1;
  if (index + 2 + words.length > room)
    return `${' '.repeat(Math.max(0, index - words.length - 1))}${words} ^`;
  return `${' '.repeat(index)}^ ${words}`;
}
