const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Three bytes as crypt(3) writes them: 6 bits a character, the lowest first. */
export function crypt64(high: number, middle: number, low: number, characters = 4): string {
  let bits = (high << 16) | (middle << 8) | low;
  let text = '';
  for (let count = 0; count < characters; count++) {
    text += alphabet[bits & 63];
    bits >>= 6;
  }
  return text;
}

/** The bytes over and over, cut at `length`. */
export function repeated(bytes: Buffer, length: number): Buffer {
  return Buffer.alloc(length, bytes.length > 0 ? bytes : 0);
}
