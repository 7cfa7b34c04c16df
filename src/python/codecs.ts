import { isUtf8 } from 'node:buffer';
import { createRequire } from 'node:module';
import type * as Iconv from 'iconv-lite';
import { PythonError } from './python-error.ts';

/**
 * Python's `str.encode` and `bytes.decode`. UTF-8, ASCII and Latin-1 are done here, with every error handler; the other
 * encodings are iconv-lite's (all of Python's but EBCDIC, ISO-2022 and Python's own transformations).
 */

let loaded: typeof Iconv | undefined;

/** Read when it is first needed: its tables are half a megabyte. */
function iconv(): typeof Iconv {
  loaded ??= createRequire(import.meta.url)('iconv-lite') as typeof Iconv;
  return loaded;
}

type Codec = 'utf-8' | 'utf-8-sig' | 'utf-16' | 'utf-32' | 'latin-1' | 'ascii';

const names: ReadonlyMap<string, Codec> = new Map<string, Codec>([
  ...aliases('utf-8', 'utf8 u8 utf cp65001'),
  ...aliases('utf-8-sig', 'utf8sig'),
  ...aliases('utf-16', 'utf16 u16'),
  ...aliases('utf-32', 'utf32 u32'),
  ...aliases('latin-1', 'latin1 iso88591 latin l1 8859 iso8859 cp819 ibm819'),
  ...aliases('ascii', 'ascii usascii us 646 ansix341968'),
]);

function* aliases(codec: Codec, spellings: string): Iterable<[string, Codec]> {
  for (const spelling of spellings.split(' ')) yield [spelling, codec];
}

/** The codec's name and, of an encoding that is left to iconv-lite, its name there. */
function codecOf(spelling: string): { codec: Codec | undefined; name: string } {
  const codec = names.get(spelling.toLowerCase().replace(/[-_ .]/g, ''));
  if (codec !== undefined) return { codec, name: codec };
  const name: string = spelling;
  if (!iconv().encodingExists(spelling)) throw new PythonError('LookupError', `unknown encoding: ${name}`);
  return { codec, name };
}

/** Python's `str.encode`. */
export function encodeText(text: string, encoding: string, errors = 'strict'): Buffer {
  const { codec, name } = codecOf(encoding);
  switch (codec) {
    case 'utf-8':
      return encodeUtf8(text, errors);
    case 'utf-8-sig':
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), encodeUtf8(text, errors)]);
    case 'utf-16':
      return encodeWide(text, codec, 'utf16le', errors);
    case 'utf-32':
      return encodeWide(text, codec, 'utf-32le', errors);
    case 'latin-1':
    case 'ascii':
      return encodeSingleBytes(text, codec, errors);
    default:
      return encodeOther(text, name, errors);
  }
}

const loneSurrogate = /\p{Cs}/u;

function encodeUtf8(text: string, errors: string): Buffer {
  if (!loneSurrogate.test(text)) return Buffer.from(text);
  return encodeEach(text, errors, (character) =>
    loneSurrogate.test(character)
      ? { codec: 'utf-8', reason: 'surrogates not allowed' }
      : Buffer.from(character),
  );
}

/** UTF-16 and UTF-32 have no form for a lone surrogate either, nor for the single byte that one stands for. */
function encodeWide(text: string, codec: Codec, name: string, errors: string): Buffer {
  const encode = (part: string): Buffer => iconv().encode(part, name, { addBOM: false });
  if (!loneSurrogate.test(text)) return encode(`\ufeff${text}`);
  const encoded = encodeEach(text, errors, (character) =>
    loneSurrogate.test(character)
      ? { codec, reason: 'surrogates not allowed', isWide: true }
      : encode(character),
  );
  return Buffer.concat([encode('\ufeff'), encoded]);
}

function encodeSingleBytes(text: string, codec: 'latin-1' | 'ascii', errors: string): Buffer {
  const limit = codec === 'ascii' ? 0x80 : 0x100;
  return encodeEach(text, errors, (character) => {
    const code = character.codePointAt(0) as number;
    return code < limit ? Buffer.from([code]) : { codec, reason: `ordinal not in range(${limit})` };
  });
}

function encodeOther(text: string, encoding: string, errors: string): Buffer {
  const whole = iconv().encode(text, encoding);
  if (iconv().decode(whole, encoding, { stripBOM: false }) === text) return whole;
  return encodeEach(text, errors, (character) => {
    const bytes = iconv().encode(character, encoding);
    return iconv().decode(bytes, encoding, { stripBOM: false }) === character
      ? bytes
      : { codec: 'charmap', reason: 'character maps to <undefined>' };
  });
}

interface Unencodable {
  readonly codec: string;
  readonly reason: string;
  /** A single byte is no part of this encoding, so `surrogateescape` cannot put one in. */
  readonly isWide?: boolean;
}

function encodeEach(
  text: string,
  errors: string,
  encode: (character: string) => Buffer | Unencodable,
): Buffer {
  const parts: Buffer[] = [];
  const characters = Array.from(text);
  for (const [index, character] of characters.entries()) {
    const bytes = encode(character);
    if (!('codec' in bytes)) {
      parts.push(bytes);
      continue;
    }
    const code = character.codePointAt(0) as number;
    if (errors === 'surrogateescape' && isEscapedByte(code) && bytes.isWide !== true) {
      parts.push(Buffer.from([code - 0xdc00]));
      continue;
    }
    if (errors === 'strict' || errors === 'surrogateescape') {
      const end = bytes.isWide === true ? index + 1 : endOfStretch(characters, index, encode);
      const place =
        end === index + 1
          ? `character '${escaped(code)}' in position ${index}`
          : `characters in position ${index}-${end - 1}`;
      throw new PythonError('UnicodeError', `'${bytes.codec}' codec can't encode ${place}: ${bytes.reason}`);
    }
    for (const stand of replacementFor(code, errors)) {
      const part = encode(stand);
      if (!('codec' in part)) parts.push(part);
    }
  }
  return Buffer.concat(parts);
}

/** True for what stands for a byte that was no text. */
function isEscapedByte(code: number): boolean {
  return code >= 0xdc80 && code <= 0xdcff;
}

/** Python names all that cannot be encoded in a row. */
function endOfStretch(
  characters: readonly string[],
  start: number,
  encode: (character: string) => Buffer | Unencodable,
): number {
  let end = start + 1;
  while (end < characters.length && 'codec' in encode(characters[end] as string)) end += 1;
  return end;
}

function replacementFor(code: number, errors: string): string {
  if (errors === 'ignore') return '';
  if (errors === 'replace') return '?';
  if (errors === 'xmlcharrefreplace') return `&#${code};`;
  if (errors === 'backslashreplace') return escaped(code);
  throw new PythonError('LookupError', `unknown error handler name '${errors}'`);
}

function escaped(code: number): string {
  const digits = code.toString(16);
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

/** Python's `bytes.decode`. */
export function decodeBytes(bytes: Uint8Array, encoding: string, errors = 'strict'): string {
  const { codec, name } = codecOf(encoding);
  const buffer = Buffer.from(bytes);
  switch (codec) {
    case 'latin-1':
      return buffer.toString('latin1');
    case 'ascii':
      return decodeAscii(buffer, errors);
    case 'utf-8':
      return decodeUtf8(buffer, errors);
    case 'utf-8-sig':
      return decodeUtf8(buffer, errors).replace(/^\ufeff/, '');
    default:
      return iconv().decode(buffer, name, { stripBOM: codec !== undefined });
  }
}

function decodeAscii(buffer: Buffer, errors: string): string {
  const at = buffer.findIndex((byte) => byte >= 0x80);
  if (at < 0) return buffer.toString('latin1');
  if (errors === 'strict') throw cannotDecode('ascii', buffer, at, 'ordinal not in range(128)');
  return Array.from(buffer, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : undecodable(byte, errors),
  ).join('');
}

/** What stands for a byte that is no text. */
function undecodable(byte: number, errors: string): string {
  if (errors === 'ignore') return '';
  if (errors === 'replace') return '\ufffd';
  if (errors === 'backslashreplace') return escaped(byte);
  if (errors === 'surrogateescape') return String.fromCharCode(0xdc00 + byte);
  throw new PythonError('LookupError', `unknown error handler name '${errors}'`);
}

function decodeUtf8(buffer: Buffer, errors: string): string {
  if (isUtf8(buffer)) return buffer.toString('utf8');
  if (errors === 'replace') return buffer.toString('utf8');
  let out = '';
  let start = 0;
  for (let at = 0; at < buffer.length; ) {
    const { size, fault } = sequenceAt(buffer, at);
    if (fault !== undefined) {
      if (errors === 'strict') throw cannotDecode('utf-8', buffer, at, fault, size);
      out += buffer.toString('utf8', start, at);
      for (const byte of buffer.subarray(at, at + size)) out += undecodable(byte, errors);
      start = at + size;
    }
    at += size;
  }
  return out + buffer.toString('utf8', start);
}

/** How many bytes belong together from this one on, and why they are no character if they are none (Unicode, table 3-7). */
function sequenceAt(buffer: Buffer, at: number): { readonly size: number; readonly fault?: string } {
  const lead = buffer[at] as number;
  if (lead < 0x80) return { size: 1 };
  const wanted = sizeOf(lead);
  if (wanted === 0) return { size: 1, fault: 'invalid start byte' };
  for (let size = 1; size < wanted; size++) {
    const next = buffer[at + size];
    if (next === undefined) return { size, fault: 'unexpected end of data' };
    const [low, high] = size === 1 ? secondByte(lead) : [0x80, 0xbf];
    if (next < low || next > high) return { size, fault: 'invalid continuation byte' };
  }
  return { size: wanted };
}

/** No overlong forms, no surrogates, nothing beyond U+10FFFF. */
function secondByte(lead: number): readonly [number, number] {
  if (lead === 0xe0) return [0xa0, 0xbf];
  if (lead === 0xed) return [0x80, 0x9f];
  if (lead === 0xf0) return [0x90, 0xbf];
  return lead === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf];
}

function cannotDecode(codec: string, buffer: Buffer, at: number, why: string, size = 1): PythonError {
  const byte = (buffer[at] as number).toString(16).padStart(2, '0');
  const place = size === 1 ? `byte 0x${byte} in position ${at}` : `bytes in position ${at}-${at + size - 1}`;
  return new PythonError('UnicodeError', `'${codec}' codec can't decode ${place}: ${why}`);
}

/** How many bytes the character takes that begins with this one; 0 where none does. */
function sizeOf(lead: number): number {
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}
