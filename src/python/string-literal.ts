/** What a string literal at a place in Python source stands for, and where it ends. */
export interface StringLiteral {
  readonly value: string | Uint8Array;
  readonly end: number;
}

const opening = /([rRbBuUfF]{0,2})('''|"""|'|")/y;
/** What a backslash and one character stand for. */
export const singleEscapes: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * One Python string or bytes literal, prefixes and escapes as Python's own; undefined where none starts here.
 * f-strings are no literals; `\N{name}` is not known here: both are 'malformed', as is an unclosed literal.
 */
export function readStringLiteral(text: string, at: number): StringLiteral | 'malformed' | undefined {
  opening.lastIndex = at;
  const found = opening.exec(text);
  if (!found) return undefined;
  const prefix = (found[1] ?? '').toLowerCase();
  const quote = found[2] ?? '';
  if (!['', 'r', 'b', 'u', 'br', 'rb'].includes(prefix)) return 'malformed';
  const end = findClosing(text, opening.lastIndex, quote);
  if (end === undefined) return 'malformed';
  const body = text.slice(opening.lastIndex, end);
  const bytes = prefix.includes('b');
  if (bytes && /[\u0080-\uffff]/.test(body)) return 'malformed';
  const plain = prefix.includes('r') ? body : unescape(body, bytes);
  if (plain === undefined) return 'malformed';
  return { value: bytes ? Buffer.from(plain, 'latin1') : plain, end: end + quote.length };
}

function findClosing(text: string, start: number, quote: string): number | undefined {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text.startsWith(quote, at)) return at;
    else if (text[at] === '\n' && quote.length === 1) return undefined;
  }
  return undefined;
}

const escapeSequence =
  /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(N\{[^}]*\}|[xuUN])|([\s\S]))/g;

function unescape(body: string, bytes: boolean): string | undefined {
  let malformed = false;
  const plain = body.replace(
    escapeSequence,
    (
      all: string,
      octal?: string,
      hex?: string,
      short?: string,
      long?: string,
      bad?: string,
      other?: string,
    ) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & (bytes ? 0xff : 0x1ff));
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      const wide = short ?? long ?? bad;
      if (wide !== undefined && bytes && !wide.startsWith('x')) return all;
      if (short !== undefined) return String.fromCharCode(Number.parseInt(short, 16));
      if (long !== undefined && Number.parseInt(long, 16) <= 0x10ffff)
        return String.fromCodePoint(Number.parseInt(long, 16));
      if (other !== undefined) return other === '\n' ? '' : (singleEscapes[other] ?? all);
      malformed = true;
      return all;
    },
  );
  return malformed ? undefined : plain;
}
