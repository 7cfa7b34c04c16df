import { PythonError } from '../python/python-error.ts';
import { decodeEscaping, encodeStrict } from '../python/bytes-text.ts';
import { MitorunError } from '../errors/mitorun-error.ts';

/**
 * The text of a file that must be UTF-8, with a byte order mark or without. Other bytes are refused in the words of
 * ansible-core 2.19, which gets as far as YAML with them, and with their place, which it does not name. Throws
 * MitorunError `PARSER`.
 * @param escaped told before that of the file's name, for the deprecation that ansible-core has for such files
 */
export function decodeYaml(bytes: Uint8Array, file: string, escaped?: (file: string) => void): string {
  const text = decodeEscaping(bytes);
  try {
    encodeStrict(text);
    return text;
  } catch (cause) {
    if (!(cause instanceof PythonError)) throw cause;
    escaped?.(file);
    const before = text.slice(0, text.search(/\p{Cs}/u)).split('\n');
    const byte = bytes[encodeStrict(before.join('\n')).length] ?? 0;
    throw new MitorunError('PARSER', `YAML parsing failed: ${cause.message}`, {
      origin: { file, line: before.length, column: Array.from(before.at(-1) ?? '').length + 1 },
      hint: `byte 0x${byte.toString(16)} is not UTF-8${latin1(byte)}; save the file as UTF-8`,
    });
  }
}

function latin1(byte: number): string {
  return byte >= 0xa0 ? ` (in Latin-1 it is '${String.fromCharCode(byte)}')` : '';
}
