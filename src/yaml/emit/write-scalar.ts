import { isBreakCharacter, isPrintable } from './analyze.ts';
import type { Writer } from './writer.ts';

/** A scalar's characters and where its further lines begin. */
export interface ScalarText {
  readonly characters: readonly string[];
  readonly indent: number;
  /** May long lines be folded? Not in a simple key. */
  readonly allowBreaks: boolean;
}

/** ASCII text that is not folded. */
export function writeLine(writer: Writer, text: string): void {
  if (!writer.whitespace) writer.put(' ');
  writer.put(text);
  writer.whitespace = false;
  writer.indention = false;
}

/** Plain and single quoted text share how they fold. */
export function writePlain(writer: Writer, scalar: ScalarText, inFlow: boolean): void {
  if (!writer.whitespace && (scalar.characters.length > 0 || inFlow)) writer.put(' ');
  writeFolded(writer, scalar, false);
}

export function writeSingleQuoted(writer: Writer, scalar: ScalarText): void {
  writer.indicator("'", true);
  if (writeFolded(writer, scalar, true)) writer.indent(scalar.indent);
  writer.indicator("'", false);
  writer.whitespace = false;
  writer.indention = false;
}

/** Returns whether it ended in a line break. */
function writeFolded(
  writer: Writer,
  { characters, indent, allowBreaks }: ScalarText,
  quoted: boolean,
): boolean {
  let spaces = false;
  let breaks = false;
  const last = characters.length - 1;
  for (const [at, character] of characters.entries()) {
    if (character === ' ') {
      const inside = !quoted || (at > 0 && at < last);
      const folds =
        allowBreaks && !spaces && writer.column > writer.width && inside && characters[at + 1] !== ' ';
      if (folds) writer.indent(indent);
      else writer.put(' ');
      spaces = true;
    } else if (isBreakCharacter(character)) {
      if (!breaks && character === '\n') writer.putBreak();
      writer.putBreak(character);
      writer.indention = true;
      breaks = true;
    } else {
      if (breaks) writer.indent(indent);
      writer.put(quoted && character === "'" ? "''" : character, quoted && character === "'" ? 2 : 1);
      writer.indention = false;
      spaces = false;
      breaks = false;
    }
  }
  if (!quoted) {
    writer.whitespace = false;
    writer.indention = false;
  }
  return breaks;
}

const escapes = new Map<string, string>([
  ['\0', '\\0'],
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\v', '\\v'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['\x1b', '\\e'],
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\x85', '\\N'],
  ['\xa0', '\\_'],
  ['\u2028', '\\L'],
  ['\u2029', '\\P'],
]);

export function writeDoubleQuoted(writer: Writer, scalar: ScalarText, allowUnicode: boolean): void {
  const { characters, indent, allowBreaks } = scalar;
  const last = characters.length - 1;
  let spaces = false;
  writer.indicator('"', true);
  for (const [at, character] of characters.entries()) {
    if (mustEscape(character, allowUnicode)) {
      writer.put(escape(character));
      spaces = false;
    } else if (character === ' ') {
      if (allowBreaks && !spaces && writer.column > writer.width && at > 0 && at < last) {
        writer.indent(indent);
        if (characters[at + 1] === ' ') writer.put('\\');
      } else writer.put(' ');
      spaces = true;
    } else {
      writer.put(character, 1);
      spaces = false;
    }
  }
  writer.indicator('"', false);
  writer.whitespace = false;
  writer.indention = false;
}

function mustEscape(character: string, allowUnicode: boolean): boolean {
  if (character === '"' || character === '\\') return true;
  return !isPrintable(character) || (!allowUnicode && character > '\x7f') || isBreakCharacter(character);
}

function escape(character: string): string {
  const known = escapes.get(character);
  if (known) return known;
  const code = character.codePointAt(0) as number;
  const digits = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

/** `|` text; `step` is the indentation step that a hint names. */
export function writeLiteral(writer: Writer, { characters, indent }: ScalarText, step: number): void {
  startBlock(writer, '|', characters, step);
  let breaks = true;
  for (const character of characters) {
    if (isBreakCharacter(character)) {
      writer.putBreak(character);
      writer.indention = true;
      breaks = true;
    } else {
      if (breaks) writer.indent(indent);
      writer.put(character, 1);
      writer.indention = false;
      breaks = false;
    }
  }
}

/** `>` text: like `|`, and lines that are too long are folded at a blank. */
export function writeFoldedBlock(writer: Writer, { characters, indent }: ScalarText, step: number): void {
  startBlock(writer, '>', characters, step);
  let breaks = true;
  let leadingSpaces = true;
  for (const [at, character] of characters.entries()) {
    if (isBreakCharacter(character)) {
      if (!breaks && !leadingSpaces && character === '\n') {
        let next = at;
        while (isBreakCharacter(characters[next] ?? 'x')) next++;
        if (!isBlankOrEnd(characters[next])) writer.putBreak();
      }
      writer.putBreak(character);
      writer.indention = true;
      breaks = true;
    } else {
      if (breaks) {
        writer.indent(indent);
        leadingSpaces = character === ' ' || character === '\t';
      }
      const folds =
        !breaks && character === ' ' && characters[at + 1] !== ' ' && writer.column > writer.width;
      if (folds) writer.indent(indent);
      else writer.put(character, 1);
      writer.indention = false;
      breaks = false;
    }
  }
}

function isBlankOrEnd(character: string | undefined): boolean {
  return character === undefined || character === ' ' || character === '\t' || isBreakCharacter(character);
}

function startBlock(writer: Writer, sign: string, characters: readonly string[], step: number): void {
  writer.indicator(sign, true);
  const first = characters[0];
  if (first === ' ' || (first !== undefined && isBreakCharacter(first)))
    writer.indicator(String(step), false);
  const last = characters.at(-1);
  const beforeLast = characters.at(-2);
  if (last === undefined || !isBreakCharacter(last)) writer.indicator('-', false);
  else if (beforeLast === undefined || isBreakCharacter(beforeLast)) writer.indicator('+', false);
  writer.putBreak();
  writer.indention = true;
  writer.whitespace = true;
}
