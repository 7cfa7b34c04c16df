import { isBlank, isBlankOrEnd, isBreak, type Cursor } from './cursor.ts';

/** What the scanner needs to know after an unquoted scalar. */
export interface PlainScalar {
  readonly text: string;
  readonly endLine: number;
  readonly endColumn: number;
  /** Did it end on a fresh line, where a new key may start? */
  readonly endedAtLineStart: boolean;
}

const COLON = 0x3a;
const HASH = 0x23;

function isFlowIndicator(code: number): boolean {
  return code === 0x2c || code === 0x5b || code === 0x5d || code === 0x7b || code === 0x7d;
}

/** Reads an unquoted scalar, which may go on over lines indented by at least `indent`. */
export function scanPlainScalar(cursor: Cursor, indent: number, inFlow: boolean): PlainScalar {
  const start = cursor.mark();
  let text = '';
  let gap = '';
  let leadingBlanks = false;
  let endLine = start.line;
  let endColumn = start.column;
  for (;;) {
    if (leadingBlanks && cursor.atDocumentIndicator()) break;
    if (cursor.code === HASH) break;
    const from = cursor.pos;
    passWord(cursor, inFlow, start);
    if (cursor.pos > from) {
      text += gap + cursor.text.slice(from, cursor.pos);
      leadingBlanks = false;
      endLine = cursor.line;
      endColumn = cursor.column;
    }
    if (!isBlank(cursor.code) && !isBreak(cursor.code)) break;
    const white = passGap(cursor, indent, start);
    gap = white.text;
    if (white.brokeLine) leadingBlanks = true;
    if (!inFlow && cursor.column < indent) break;
  }
  return { text, endLine, endColumn, endedAtLineStart: leadingBlanks };
}

function passWord(cursor: Cursor, inFlow: boolean, start: { line: number; column: number }): void {
  const { text } = cursor;
  for (let pos = cursor.pos; ; pos++) {
    const code = text.charCodeAt(pos);
    if (code > COLON && code < 0x5b) continue;
    if (code === COLON) {
      const next = text.charCodeAt(pos + 1);
      if (isBlankOrEnd(next)) return void (cursor.pos = pos);
      if (inFlow && (isFlowIndicator(next) || next === 0x3f)) {
        cursor.pos = pos;
        throw cursor.fault('while scanning a plain scalar', "found unexpected ':'", start);
      }
    } else if (isBlankOrEnd(code) || (inFlow && isFlowIndicator(code))) {
      return void (cursor.pos = pos);
    }
  }
}

/** Passes blanks and line breaks; folds them as YAML does. */
function passGap(
  cursor: Cursor,
  indent: number,
  start: { line: number; column: number },
): { text: string; brokeLine: boolean } {
  const from = cursor.pos;
  cursor.skipBlanks();
  if (!isBreak(cursor.code)) return { text: cursor.text.slice(from, cursor.pos), brokeLine: false };
  const first = cursor.takeBreak();
  let more = '';
  for (;;) {
    const code = cursor.code;
    if (code === 0x20) cursor.pos++;
    else if (code === 0x09) {
      if (cursor.column < indent) {
        throw cursor.fault(
          'while scanning a plain scalar',
          'found a tab character that violates indentation',
          start,
        );
      }
      cursor.pos++;
    } else if (isBreak(code)) more += cursor.takeBreak();
    else break;
  }
  return { text: foldBreaks(first, more), brokeLine: true };
}

/** One plain break becomes a blank; of several, the first is dropped. */
export function foldBreaks(first: string, more: string): string {
  if (first !== '\n') return first + more;
  return more === '' ? ' ' : more;
}
