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
      return Buffer.from(`\ufeff${text}`, 'utf16le');
    case 'utf-32':
      return iconv().encode(`\ufeff${text}`, 'utf-32le');
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
}

function encodeEach(
  text: string,
  errors: string,
  encode: (character: string) => Buffer | Unencodable,
): Buffer {
  const parts: Buffer[] = [];
  for (const [index, character] of Array.from(text).entries()) {
    const bytes = encode(character);
    if (!('codec' in bytes)) {
      parts.push(bytes);
      continue;
    }
    const code = character.codePointAt(0) as number;
    if (errors === 'surrogateescape' && code >= 0xdc80 && code <= 0xdcff) {
      parts.push(Buffer.from([code - 0xdc00]));
      continue;
    }
    if (errors === 'strict' || errors === 'surrogateescape') {
      const message = `'${bytes.codec}' codec can't encode character '${escaped(code)}' in position ${index}: ${bytes.reason}`;
      throw new PythonError('UnicodeError', message);
    }
    for (const stand of replacementFor(code, errors)) {
      const part = encode(stand);
      if (!('codec' in part)) parts.push(part);
    }
  }
  return Buffer.concat(parts);
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
  const text = buffer.toString('utf8');
  if (!text.includes('\ufffd') || Buffer.from(text).equals(buffer)) return text;
  if (errors === 'strict') throw invalidUtf8(buffer);
  return errors === 'replace' ? text : decodeStretches(buffer, errors);
}

/** Valid stretches as text, something else for each byte between them. */
function decodeStretches(buffer: Buffer, errors: string): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let out = '';
  for (let at = 0; at < buffer.length; ) {
    const size = [1, 2, 3, 4].find((length) => decodes(decoder, buffer.subarray(at, at + length)));
    if (size === undefined) out += undecodable(buffer[at] as number, errors);
    else out += decoder.decode(buffer.subarray(at, at + size));
    at += size ?? 1;
  }
  return out;
}

function decodes(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): boolean {
  try {
    return decoder.decode(bytes) !== '';
  } catch {
    return false;
  }
}

function cannotDecode(codec: string, buffer: Buffer, at: number, why: string): PythonError {
  const byte = (buffer[at] as number).toString(16).padStart(2, '0');
  const message = `'${codec}' codec can't decode byte 0x${byte} in position ${at}: ${why}`;
  return new PythonError('UnicodeError', message);
}

/** How many bytes the character takes that begins with this one; 0 where none does. */
function sizeOf(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

function invalidUtf8(buffer: Buffer): PythonError {
  for (let at = 0; at < buffer.length; ) {
    const size = sizeOf(buffer[at] as number);
    if (size === 0) return cannotDecode('utf-8', buffer, at, 'invalid start byte');
    for (let offset = 1; offset < size; offset++) {
      const next = buffer[at + offset];
      if (next === undefined) return cannotDecode('utf-8', buffer, at, 'unexpected end of data');
      if ((next & 0xc0) !== 0x80) return cannotDecode('utf-8', buffer, at, 'invalid continuation byte');
    }
    at += size;
  }
  return cannotDecode('utf-8', buffer, 0, 'invalid continuation byte');
}
