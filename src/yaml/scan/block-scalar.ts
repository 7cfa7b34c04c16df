import { isBlank, isBreak, isBreakOrEnd, type Cursor } from './cursor.ts';

const context = 'while scanning a block scalar';
const HASH = 0x23;

/** Reads a `|` or `>` scalar below a parent at column `parentIndent` (-1 at the top). */
export function scanBlockScalar(cursor: Cursor, parentIndent: number): string {
  const start = cursor.mark();
  const literal = cursor.code === 0x7c;
  cursor.pos++;
  const header = scanHeader(cursor, start);
  let indent = header.increment === 0 ? 0 : Math.max(parentIndent, 0) + header.increment;
  let breaks = '';
  [indent, breaks] = scanBreaks(cursor, indent, parentIndent, start);
  let text = '';
  let leadingBreak = '';
  let leadingBlank = false;
  while (cursor.column === indent && cursor.code !== 0) {
    const startsBlank = isBlank(cursor.code);
    const folds = !literal && leadingBreak === '\n' && !leadingBlank && !startsBlank;
    if (!folds) text += leadingBreak;
    else if (breaks === '') text += ' ';
    leadingBlank = startsBlank;
    text += breaks + cursor.takeToLineEnd();
    leadingBreak = cursor.takeBreak();
    [indent, breaks] = scanBreaks(cursor, indent, parentIndent, start);
  }
  if (header.chomp !== '-') text += leadingBreak;
  if (header.chomp === '+') text += breaks;
  return text;
}

interface Header {
  chomp: '' | '+' | '-';
  /** The indentation that the author gave; 0 where it is to be found out. */
  increment: number;
}

function scanHeader(cursor: Cursor, start: { line: number; column: number }): Header {
  const header: Header = { chomp: '', increment: 0 };
  for (let step = 0; step < 2; step++) {
    const character = cursor.text[cursor.pos] ?? '';
    if ((character === '+' || character === '-') && header.chomp === '') header.chomp = character;
    else if (character >= '0' && character <= '9' && header.increment === 0) {
      if (character === '0') throw cursor.fault(context, 'found an indentation indicator equal to 0', start);
      header.increment = Number(character);
    } else break;
    cursor.pos++;
  }
  cursor.skipBlanks();
  if (cursor.code === HASH) cursor.takeToLineEnd();
  if (!isBreakOrEnd(cursor.code)) {
    throw cursor.fault(context, 'did not find expected comment or line break', start);
  }
  cursor.takeBreak();
  return header;
}

/** Passes indentation and empty lines; finds the scalar's indentation where it is still 0. */
function scanBreaks(
  cursor: Cursor,
  known: number,
  parentIndent: number,
  start: { line: number; column: number },
): [indent: number, breaks: string] {
  let breaks = '';
  let widest = 0;
  for (;;) {
    while ((known === 0 || cursor.column < known) && cursor.code === 0x20) cursor.pos++;
    widest = Math.max(widest, cursor.column);
    if ((known === 0 || cursor.column < known) && cursor.code === 0x09) {
      throw cursor.fault(context, 'found a tab character where an indentation space is expected', start);
    }
    if (!isBreak(cursor.code)) break;
    breaks += cursor.takeBreak();
  }
  return [known === 0 ? Math.max(widest, parentIndent + 1, 1) : known, breaks];
}
