import { PythonError } from './python-error.ts';

type Codec = 'utf-8' | 'utf-16' | 'utf-16-le' | 'utf-16-be' | 'latin-1' | 'ascii' | 'utf-32-le' | 'utf-8-sig';

const names: ReadonlyMap<string, Codec> = new Map<string, Codec>([
  ['utf8', 'utf-8'],
  ['utf8sig', 'utf-8-sig'],
  ['utf16', 'utf-16'],
  ['utf16le', 'utf-16-le'],
  ['utf16be', 'utf-16-be'],
  ['latin1', 'latin-1'],
  ['iso88591', 'latin-1'],
  ['ascii', 'ascii'],
  ['usascii', 'ascii'],
  ['utf32le', 'utf-32-le'],
]);

function codecOf(name: string): Codec {
  const codec = names.get(name.toLowerCase().replace(/[-_ ]/g, ''));
  if (codec === undefined) throw new PythonError('ValueError', `unknown encoding: ${name}`);
  return codec;
}

/** Python's `str.encode`. */
export function encodeText(text: string, encoding: string): Buffer {
  const codec = codecOf(encoding);
  switch (codec) {
    case 'utf-8':
      return Buffer.from(text);
    case 'utf-8-sig':
      return Buffer.from(`\ufeff${text}`);
    case 'utf-16':
      return Buffer.from(`\ufeff${text}`, 'utf16le');
    case 'utf-16-le':
      return Buffer.from(text, 'utf16le');
    case 'utf-16-be':
      return Buffer.from(text, 'utf16le').swap16();
    case 'utf-32-le':
      return Buffer.from(
        Uint32Array.from(Array.from(text), (character) => character.codePointAt(0) as number).buffer,
      );
    default:
      return encodeSingleBytes(text, codec);
  }
}

function encodeSingleBytes(text: string, codec: 'latin-1' | 'ascii'): Buffer {
  const limit = codec === 'ascii' ? 0x80 : 0x100;
  const points = Array.from(text);
  const at = points.findIndex((character) => (character.codePointAt(0) as number) >= limit);
  if (at >= 0) {
    const code = (points[at] as string).codePointAt(0) as number;
    const shown = code > 0xff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\x${code.toString(16)}`;
    const message = `'${codec}' codec can't encode character '${shown}' in position ${at}: ordinal not in range(${limit})`;
    throw new PythonError('UnicodeError', message);
  }
  return Buffer.from(text, 'latin1');
}

/** What to do with bytes that are no text: fail, put U+FFFD, or keep each as a lone surrogate (U+DC80 to U+DCFF). */
export type DecodingErrors = 'strict' | 'replace' | 'surrogateescape';

/** Python's `bytes.decode`. */
export function decodeBytes(bytes: Uint8Array, encoding: string, errors: DecodingErrors = 'strict'): string {
  const codec = codecOf(encoding);
  const buffer = Buffer.from(bytes);
  switch (codec) {
    case 'latin-1':
      return buffer.toString('latin1');
    case 'ascii': {
      const at = buffer.findIndex((byte) => byte >= 0x80);
      if (at >= 0 && errors === 'strict')
        throw cannotDecode('ascii', buffer, at, 'ordinal not in range(128)');
      return buffer.toString('latin1');
    }
    case 'utf-16':
    case 'utf-16-le':
      return buffer.toString('utf16le').replace(codec === 'utf-16' ? /^\ufeff/ : /^$/, '');
    case 'utf-16-be':
      return Buffer.from(buffer).swap16().toString('utf16le');
    case 'utf-32-le': {
      const codes = Array.from({ length: Math.floor(buffer.length / 4) }, (_unit, index) =>
        buffer.readUInt32LE(index * 4),
      );
      return String.fromCodePoint(...codes);
    }
    default: {
      const text = buffer.toString('utf8');
      if (errors !== 'replace' && !Buffer.from(text).equals(buffer)) {
        if (errors === 'strict') throw invalidUtf8(buffer);
        return escapeInvalid(buffer);
      }
      return codec === 'utf-8-sig' ? text.replace(/^\ufeff/, '') : text;
    }
  }
}

function cannotDecode(codec: string, buffer: Buffer, at: number, why: string): PythonError {
  const byte = (buffer[at] as number).toString(16).padStart(2, '0');
  return new PythonError(
    'UnicodeError',
    `'${codec}' codec can't decode byte 0x${byte} in position ${at}: ${why}`,
  );
}

/** Valid stretches as text, each byte between them as a surrogate. */
function escapeInvalid(buffer: Buffer): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let out = '';
  for (let at = 0; at < buffer.length; ) {
    const size = [1, 2, 3, 4].find((length) => decodes(decoder, buffer.subarray(at, at + length)));
    if (size === undefined) out += String.fromCharCode(0xdc00 + (buffer[at] as number));
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

function invalidUtf8(buffer: Buffer): PythonError {
  let at = 0;
  while (at < buffer.length) {
    const byte = buffer[at] as number;
    const size =
      byte < 0x80
        ? 1
        : byte >= 0xc2 && byte < 0xe0
          ? 2
          : byte >= 0xe0 && byte < 0xf0
            ? 3
            : byte >= 0xf0 && byte < 0xf5
              ? 4
              : 0;
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
