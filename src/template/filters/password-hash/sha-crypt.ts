import { createHash } from 'node:crypto';
import { crypt64, repeated } from './crypt64.ts';

/** Drepper's SHA-crypt (`$5$`, `$6$`): the checksum part. See https://www.akkadia.org/drepper/SHA-crypt.txt */
export function shaCrypt(
  algorithm: 'sha256' | 'sha512',
  secret: Buffer,
  saltText: string,
  rounds: number,
): string {
  const salt = Buffer.from(saltText);
  const digest = (...parts: Uint8Array[]): Buffer => {
    const hash = createHash(algorithm);
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  const initial = mixIn(digest(secret, salt, secret), secret, salt, digest);
  const long = Buffer.concat(Array.from({ length: secret.length }, () => secret));
  const secretBytes = repeated(digest(long), secret.length);
  const salts = Array.from({ length: 16 + (initial[0] as number) }, () => salt);
  const saltBytes = repeated(digest(...salts), salt.length);
  let state = initial;
  for (let round = 0; round < rounds; round++) {
    const odd = round % 2 === 1;
    const parts = [odd ? secretBytes : state];
    if (round % 3 !== 0) parts.push(saltBytes);
    if (round % 7 !== 0) parts.push(secretBytes);
    parts.push(odd ? state : secretBytes);
    state = createHash(algorithm).update(Buffer.concat(parts)).digest();
  }
  return algorithm === 'sha256' ? encode256(state) : encode512(state);
}

function mixIn(
  alternate: Buffer,
  secret: Buffer,
  salt: Buffer,
  digest: (...parts: Uint8Array[]) => Buffer,
): Buffer {
  const parts: Buffer[] = [secret, salt, repeated(alternate, secret.length)];
  for (let bits = secret.length; bits > 0; bits >>= 1) parts.push(bits & 1 ? alternate : secret);
  return digest(...parts);
}

function encode512(bytes: Buffer): string {
  let text = '';
  for (let index = 0; index < 21; index++) {
    const triple = [index, index + 21, index + 42];
    const [high, middle, low] = rotated(triple, index % 3).map((at) => bytes[at] as number);
    text += crypt64(high as number, middle as number, low as number);
  }
  return text + crypt64(0, 0, bytes[63] as number, 2);
}

function encode256(bytes: Buffer): string {
  let text = '';
  for (let index = 0; index < 10; index++) {
    const triple = [index, index + 10, index + 20];
    const [high, middle, low] = rotated(triple, (3 - (index % 3)) % 3).map((at) => bytes[at] as number);
    text += crypt64(high as number, middle as number, low as number);
  }
  return text + crypt64(0, bytes[31] as number, bytes[30] as number, 3);
}

function rotated(triple: readonly number[], by: number): number[] {
  return [...triple.slice(by), ...triple.slice(0, by)];
}
