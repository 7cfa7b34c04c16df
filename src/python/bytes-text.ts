import { isUtf8 } from 'node:buffer';
import { decodeBytes, encodeText } from './codecs.ts';

/**
 * Where bytes become text and text becomes bytes (docs/text-and-bytes.md has the table of the edges). Bytes that are no
 * UTF-8 become lone surrogates U+DC80..U+DCFF, as with Python's `surrogateescape`, and the same bytes again when they are
 * written; the strict forms refuse them in Python's words.
 */

/** Text of bytes; a byte that is no UTF-8 becomes a lone surrogate. Never fails. */
export function decodeEscaping(bytes: Uint8Array): string {
  const buffer = asBuffer(bytes);
  return isUtf8(buffer) ? buffer.toString('utf8') : decodeBytes(buffer, 'utf-8', 'surrogateescape');
}

/** Text of bytes that must be UTF-8. Throws PythonError `UnicodeError` with the byte and its place. */
export function decodeStrict(bytes: Uint8Array): string {
  const buffer = asBuffer(bytes);
  return isUtf8(buffer) ? buffer.toString('utf8') : decodeBytes(buffer, 'utf-8');
}

/** Bytes of text; what `decodeEscaping` made of a byte is that byte. Throws PythonError for any other lone surrogate. */
export function encodeEscaping(text: string): Buffer {
  return isWellFormed(text) ? Buffer.from(text, 'utf8') : encodeText(text, 'utf-8', 'surrogateescape');
}

/** Bytes of text that UTF-8 must be able to hold. Throws PythonError `UnicodeError` with the character and its place. */
export function encodeStrict(text: string): Buffer {
  return isWellFormed(text) ? Buffer.from(text, 'utf8') : encodeText(text, 'utf-8');
}

/** Text for a reader who can have nothing but UTF-8 (a terminal, a log): `?` for lone surrogates in a row, as Python's. */
export function replaceSurrogates(text: string): string {
  return isWellFormed(text) ? text : text.replace(/(?<!\p{Cs})\p{Cs}/gu, '?').replace(/\p{Cs}/gu, '');
}

/** True for text without lone surrogates. */
export function isWellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
