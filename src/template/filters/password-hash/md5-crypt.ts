import { createHash } from 'node:crypto';
import { crypt64, repeated } from './crypt64.ts';

const md5 = (...parts: Uint8Array[]): Buffer => createHash('md5').update(Buffer.concat(parts)).digest();

/** FreeBSD's MD5-crypt (`$1$`): the checksum part, 1000 rounds. */
export function md5Crypt(secret: Buffer, saltText: string): string {
  const salt = Buffer.from(saltText);
  const parts: Uint8Array[] = [
    secret,
    Buffer.from('$1$'),
    salt,
    repeated(md5(secret, salt, secret), secret.length),
  ];
  for (let bits = secret.length; bits > 0; bits >>= 1) {
    parts.push(bits & 1 ? Buffer.from([0]) : secret.subarray(0, 1));
  }
  let state = md5(...parts);
  for (let round = 0; round < 1000; round++) {
    const odd = round % 2 === 1;
    const turn: Uint8Array[] = [odd ? secret : state];
    if (round % 3 !== 0) turn.push(salt);
    if (round % 7 !== 0) turn.push(secret);
    turn.push(odd ? state : secret);
    state = md5(...turn);
  }
  const order = [
    [0, 6, 12],
    [1, 7, 13],
    [2, 8, 14],
    [3, 9, 15],
    [4, 10, 5],
  ];
  const at = (index: number | undefined): number => state[index as number] as number;
  return (
    order.map(([high, middle, low]) => crypt64(at(high), at(middle), at(low))).join('') +
    crypt64(0, 0, at(11), 2)
  );
}
