import { MitorunError } from '../errors/mitorun-error.ts';

/**
 * The text of a file that must be UTF-8, with a byte order mark or without. Other bytes are refused with their place:
 * ansible-core 2.19 gets as far as YAML with them and then fails over Python's stand-ins for them, naming no place.
 * Throws MitorunError `PARSER`.
 */
export function decodeYaml(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    const at = firstInvalid(bytes);
    const before = new TextDecoder('utf-8').decode(bytes.subarray(0, at)).split('\n');
    const byte = bytes[at] ?? 0;
    throw new MitorunError('PARSER', `File '${file}' could not be decoded as 'utf-8'.`, {
      origin: { file, line: before.length, column: Array.from(before.at(-1) ?? '').length + 1 },
      hint: `byte 0x${byte.toString(16)} is not UTF-8${latin1(byte)}; save the file as UTF-8`,
      cause,
    });
  }
}

function latin1(byte: number): string {
  return byte >= 0xa0 ? ` (in Latin-1 it is '${String.fromCharCode(byte)}')` : '';
}

/** Where the first byte is that belongs to no UTF-8 character. */
function firstInvalid(bytes: Uint8Array): number {
  // What decodes in streaming mode without an error is a valid beginning; halving finds its end.
  let valid = 0;
  let invalid = bytes.length;
  while (valid < invalid) {
    const middle = Math.ceil((valid + invalid) / 2);
    if (isValidBeginning(bytes.subarray(0, middle))) valid = middle;
    else invalid = middle - 1;
  }
  return startOfCharacter(bytes, valid);
}

function isValidBeginning(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** A character that was begun and not finished is what is wrong, not the byte after it. */
function startOfCharacter(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && at - start < 3 && ((bytes[start - 1] ?? 0) & 0xc0) === 0x80) start--;
  return start > 0 && (bytes[start - 1] ?? 0) >= 0xc0 && !isComplete(bytes.subarray(start - 1, at))
    ? start - 1
    : at;
}

function isComplete(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
