import type { Mark } from '../yaml-fault.ts';
import { isBlankOrEnd, isBreakOrEnd, type Cursor } from './cursor.ts';

const nameCharacters = /[0-9A-Za-z_-]*/y;
const flowUri = /(?:[0-9A-Za-z_;/?:@&=+$.%!~*'()-])*/y;
const anyUri = /(?:[0-9A-Za-z_;/?:@&=+$.%!~*'(),[\]-])*/y;

function takeMatch(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.pos;
  const found = pattern.exec(cursor.text)?.[0] ?? '';
  cursor.pos += found.length;
  return found;
}

/** Reads `&name` or `*name`. */
export function scanName(cursor: Cursor, what: 'anchor' | 'alias'): string {
  const start = cursor.mark();
  cursor.pos++;
  const name = takeMatch(cursor, nameCharacters);
  const next = cursor.text[cursor.pos] ?? '';
  if (name === '' || !(isBlankOrEnd(cursor.code) || '?:,]}%@`'.includes(next))) {
    throw cursor.fault(
      `while scanning an ${what}`,
      'did not find expected alphabetic or numeric character',
      start,
    );
  }
  return name;
}

/** Reads a tag: `!`, `!local`, `!!core`, `!handle!suffix` or `!<verbatim>`. */
export function scanTag(cursor: Cursor, inFlow: boolean): { handle: string; suffix: string } {
  const start = cursor.mark();
  const tag = cursor.codeAt(1) === 0x3c ? verbatimTag(cursor, start) : shorthandTag(cursor, start);
  if (!isBlankOrEnd(cursor.code) && !(inFlow && cursor.code === 0x2c)) {
    throw cursor.fault('while scanning a tag', 'did not find expected whitespace or line break', start);
  }
  return tag;
}

function verbatimTag(cursor: Cursor, start: Mark): { handle: string; suffix: string } {
  cursor.pos += 2;
  const suffix = takeUri(cursor, anyUri, start);
  if (cursor.code !== 0x3e)
    throw cursor.fault('while scanning a tag', "did not find the expected '>'", start);
  cursor.pos++;
  return { handle: '', suffix };
}

function shorthandTag(cursor: Cursor, start: Mark): { handle: string; suffix: string } {
  const from = cursor.pos;
  cursor.pos++;
  takeMatch(cursor, nameCharacters);
  if (cursor.code === 0x21) {
    cursor.pos++;
    const handle = cursor.text.slice(from, cursor.pos);
    return { handle, suffix: takeUri(cursor, flowUri, start) };
  }
  cursor.pos = from + 1;
  const suffix = decodeUri(cursor, takeMatch(cursor, flowUri), start);
  return suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix };
}

function takeUri(cursor: Cursor, pattern: RegExp, start: Mark): string {
  const uri = takeMatch(cursor, pattern);
  if (uri === '') throw cursor.fault('while parsing a tag', 'did not find expected tag URI', start);
  return decodeUri(cursor, uri, start);
}

function decodeUri(cursor: Cursor, uri: string, start: Mark): string {
  if (!uri.includes('%')) return uri;
  try {
    return decodeURIComponent(uri);
  } catch {
    cursor.pos -= uri.length - uri.indexOf('%');
    throw cursor.fault('while parsing a tag', 'did not find URI escaped octet', start);
  }
}

/** What a `%` line says; the cursor ends behind the line. */
export type Directive =
  | { kind: 'versionDirective'; version: string }
  | { kind: 'tagDirective'; handle: string; prefix: string };

/** Reads a `%YAML` or `%TAG` line. */
export function scanDirective(cursor: Cursor): Directive {
  const start = cursor.mark();
  cursor.pos++;
  const name = takeMatch(cursor, nameCharacters);
  const context = 'while scanning a directive';
  if (name === '') throw cursor.fault(context, 'could not find expected directive name', start);
  if (!isBlankOrEnd(cursor.code))
    throw cursor.fault(context, 'found unexpected non-alphabetical character', start);
  let directive: Directive;
  if (name === 'YAML') directive = { kind: 'versionDirective', version: takeVersion(cursor, start) };
  else if (name === 'TAG') directive = { kind: 'tagDirective', ...takeTagDefinition(cursor, start) };
  else throw cursor.fault(context, 'found unknown directive name', start);
  cursor.skipBlanks();
  if (cursor.code === 0x23) cursor.takeToLineEnd();
  if (!isBreakOrEnd(cursor.code))
    throw cursor.fault(context, 'did not find expected comment or line break', start);
  cursor.takeBreak();
  return directive;
}

function takeVersion(cursor: Cursor, start: Mark): string {
  const context = 'while scanning a %YAML directive';
  cursor.skipBlanks();
  const major = takeMatch(cursor, /[0-9]*/y);
  if (major === '') throw cursor.fault(context, 'did not find expected version number', start);
  if (cursor.code !== 0x2e)
    throw cursor.fault(context, "did not find expected digit or '.' character", start);
  cursor.pos++;
  const minor = takeMatch(cursor, /[0-9]*/y);
  if (minor === '') throw cursor.fault(context, 'did not find expected version number', start);
  return `${major}.${minor}`;
}

function takeTagDefinition(cursor: Cursor, start: Mark): { handle: string; prefix: string } {
  const context = 'while scanning a %TAG directive';
  cursor.skipBlanks();
  const handle = takeMatch(cursor, /!(?:[0-9A-Za-z_-]*!)?/y);
  if (handle === '') throw cursor.fault('while parsing a %TAG directive', "did not find expected '!'", start);
  if (!isBlankOrEnd(cursor.code)) throw cursor.fault(context, 'did not find expected whitespace', start);
  cursor.skipBlanks();
  const prefix = takeUri(cursor, anyUri, start);
  if (!isBlankOrEnd(cursor.code)) {
    throw cursor.fault(context, 'did not find expected whitespace or line break', start);
  }
  return { handle, prefix };
}
