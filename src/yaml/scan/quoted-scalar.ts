import { isBlank, isBlankOrEnd, isBreak, type Cursor } from './cursor.ts';
import { foldBreaks } from './plain-scalar.ts';

const DOUBLE = 0x22;
const SINGLE = 0x27;
const BACKSLASH = 0x5c;

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};
const hexLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Reads a quoted scalar from its opening quote to behind its closing one. */
export function scanQuotedScalar(cursor: Cursor): string {
  const start = cursor.mark();
  const quote = cursor.code;
  cursor.pos++;
  let text = '';
  for (;;) {
    if (cursor.atDocumentIndicator()) {
      throw cursor.fault('while scanning a quoted scalar', 'found unexpected document indicator', start);
    }
    if (cursor.code === 0) {
      throw cursor.fault('while scanning a quoted scalar', 'found unexpected end of stream', start);
    }
    const word = takeWord(cursor, quote, start);
    text += word.text;
    if (cursor.code === quote) break;
    text += takeGap(cursor, word.escapedBreak);
  }
  cursor.pos++;
  return text;
}

interface Word {
  text: string;
  /** Did it end in a backslash before a line break? Such a break leaves nothing. */
  escapedBreak: boolean;
}

function takeWord(cursor: Cursor, quote: number, start: { line: number; column: number }): Word {
  let text = '';
  let from = cursor.pos;
  for (;;) {
    const code = cursor.code;
    if (isBlankOrEnd(code)) break;
    if (code === quote) {
      if (quote === DOUBLE || cursor.codeAt(1) !== SINGLE) break;
      text += cursor.text.slice(from, cursor.pos + 1);
      cursor.pos += 2;
      from = cursor.pos;
    } else if (code === BACKSLASH && quote === DOUBLE) {
      text += cursor.text.slice(from, cursor.pos);
      if (isBreak(cursor.codeAt(1))) {
        cursor.pos++;
        cursor.takeBreak();
        return { text, escapedBreak: true };
      }
      text += takeEscape(cursor, start);
      from = cursor.pos;
    } else cursor.pos++;
  }
  return { text: text + cursor.text.slice(from, cursor.pos), escapedBreak: false };
}

function takeEscape(cursor: Cursor, start: { line: number; column: number }): string {
  const letter = cursor.text[cursor.pos + 1] ?? '';
  const context = 'while parsing a quoted scalar';
  const plain = escapes[letter];
  if (plain !== undefined) {
    cursor.pos += 2;
    return plain;
  }
  const length = hexLengths[letter];
  if (length === undefined) throw cursor.fault(context, 'found unknown escape character', start);
  const digits = cursor.text.slice(cursor.pos + 2, cursor.pos + 2 + length);
  const code = Number.parseInt(digits, 16);
  if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length !== length) {
    cursor.pos += 2;
    throw cursor.fault(context, 'did not find expected hexdecimal number', start);
  }
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    cursor.pos += 2;
    throw cursor.fault(context, 'found invalid Unicode character escape code', start);
  }
  cursor.pos += 2 + length;
  return String.fromCodePoint(code);
}

function takeGap(cursor: Cursor, afterEscapedBreak: boolean): string {
  const from = cursor.pos;
  cursor.skipBlanks();
  if (!isBreak(cursor.code)) return afterEscapedBreak ? '' : cursor.text.slice(from, cursor.pos);
  const first = afterEscapedBreak ? '' : cursor.takeBreak();
  let more = '';
  while (isBlank(cursor.code) || isBreak(cursor.code)) {
    if (isBlank(cursor.code)) cursor.pos++;
    else more += cursor.takeBreak();
  }
  return afterEscapedBreak ? more : foldBreaks(first, more);
}
