import { readFileSync } from 'node:fs';
import { type ErrorLink, type ErrorReport, joinedMessage } from '../errors/error-report.ts';
import { formatOrigin, type Origin } from '../errors/origin.ts';

const contextLines = 2;
const widestLine = 120;

/**
 * An error with its causes as ansible-core 2.19 shows it: the whole chain on one line, then each link with its origin and
 * the lines around it.
 */
export function errorText(report: ErrorReport): string {
  const links = mergeLinks(report.chain);
  const [only] = links;
  if (!only) return '';
  if (links.length === 1) return linkText(only);
  return `${joinedMessage(report)}\n\n${links.map(linkText).join('\n<<< caused by >>>\n\n')}`;
}

/** A link without a place of its own belongs to the one around it. */
function mergeLinks(chain: readonly ErrorLink[]): ErrorLink[] {
  const merged: ErrorLink[] = [];
  for (const link of chain) {
    const previous = merged.at(-1);
    const ownPlace = link.origin !== undefined && !sameOrigin(link.origin, previous?.origin);
    if (!previous || ownPlace) merged.push(link);
    else merged[merged.length - 1] = { ...previous, message: joinMessages(previous.message, link.message), hint: previous.hint ?? link.hint };
  }
  return merged;
}

function joinMessages(outer: string, inner: string): string {
  return outer.includes(inner) ? outer : `${outer.replace(/\.$/, '')}: ${inner}`;
}

function sameOrigin(a: Origin, b: Origin | undefined): boolean {
  return b !== undefined && a.file === b.file && a.line === b.line && a.column === b.column;
}

function linkText({ message, origin, hint }: ErrorLink): string {
  const context = origin ? originText(origin) : undefined;
  if (hint !== undefined && context === undefined && !message.includes('\n') && !hint.includes('\n')) {
    return `${message} ${hint}\n`;
  }
  const lines = [message];
  if (context !== undefined) lines.push(context);
  if (hint !== undefined) lines.push('', hint);
  return `${lines.join('\n')}\n`;
}

function originText(origin: Origin): string {
  const excerpt = sourceExcerpt(origin);
  return `Origin: ${formatOrigin(origin)}${excerpt === '' ? '' : `\n\n${excerpt}`}`;
}

/** The line of an origin with two before it and a caret below; empty where the file cannot be read or is vaulted. */
export function sourceExcerpt(origin: Origin): string {
  let text: string;
  try {
    text = readFileSync(origin.file, 'utf8');
  } catch {
    return '';
  }
  if (text.startsWith('$ANSIBLE_VAULT')) return '(source not shown: content encrypted)';
  const first = Math.max(0, origin.line - 1 - contextLines);
  const lines = text.split('\n').slice(first, origin.line);
  if (lines.length < origin.line - first) return '(source not shown: file truncated)';
  const labelWidth = String(origin.line).length;
  const room = widestLine - labelWidth - 1;
  const shown = lines.map((line, index) => {
    const plain = line.replaceAll('\t', ' ');
    const cut = plain.length > room ? `${plain.slice(0, room - 3)}...` : plain;
    return `${String(first + index + 1).padStart(labelWidth)}${cut === '' ? '' : ' '}${cut}`;
  });
  if (origin.column >= 1 && origin.column <= room) shown.push(' '.repeat(labelWidth + 1) + caret(origin.column, room));
  return shown.join('\n');
}

function caret(column: number, room: number): string {
  const marker = `column ${column}`;
  const index = column - 1;
  if (index + 2 + marker.length > room) return `${' '.repeat(Math.max(0, index - marker.length - 1))}${marker} ^`;
  return `${' '.repeat(index)}^ ${marker}`;
}
