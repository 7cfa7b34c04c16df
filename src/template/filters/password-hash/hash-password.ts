import { encodeStrict } from '../../../python/bytes-text.ts';
import { randomBytes } from 'node:crypto';
import bcrypt from 'bcryptjs';
import { integerOf } from '../../../python/operators/number.ts';
import { parseIntText } from '../../../python/parse-number.ts';
import { typeError, valueError } from '../../../python/python-error.ts';
import { repr, stringRepr } from '../../../python/repr.ts';
import { isTruthy } from '../../../python/truth.ts';
import { typeName } from '../../../python/type-name.ts';
import type { Value } from '../../../python/value.ts';
import { failingWith, pluginFailure } from '../../plugin-failure.ts';
import { bytesOf, stringOf, textOf } from '../../text-argument.ts';
import { Bytes } from '../../../python/bytes.ts';
import { md5Crypt } from './md5-crypt.ts';
import { shaCrypt } from './sha-crypt.ts';

export interface HashSettings {
  readonly salt: Value;
  readonly saltSize: Value;
  readonly rounds: Value;
  readonly ident: Value;
}

interface Algorithm {
  readonly saltSize: number;
  /** The salt must have exactly this size. */
  readonly exact: boolean;
  readonly rounds: { readonly usual: number; readonly least: number; readonly most: number } | undefined;
}

const algorithms: ReadonlyMap<string, Algorithm> = new Map<string, Algorithm>([
  ['md5_crypt', { saltSize: 8, exact: false, rounds: undefined }],
  ['bcrypt', { saltSize: 22, exact: true, rounds: { usual: 12, least: 4, most: 31 } }],
  [
    'sha256_crypt',
    { saltSize: 16, exact: false, rounds: { usual: 535_000, least: 1000, most: 999_999_999 } },
  ],
  [
    'sha512_crypt',
    { saltSize: 16, exact: false, rounds: { usual: 656_000, least: 1000, most: 999_999_999 } },
  ],
]);
const saltAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./';
const bcryptAlphabet = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** How long a random salt for this algorithm is; 8 for one that is not known. */
export function saltSizeOf(algorithm: string): number {
  return algorithms.get(algorithm)?.saltSize ?? 8;
}

/** The ident that Ansible writes down for an algorithm that has several; null for the others. */
export function implicitIdentOf(algorithm: string): string | null {
  return algorithm === 'bcrypt' ? '2b' : null;
}

/** A salt of letters, digits, `.` and `/`. */
export function randomSalt(length: number): string {
  return Array.from(randomBytes(length), (byte) => saltAlphabet[byte & 63]).join('');
}

export function unknownAlgorithm(algorithm: Value): Error {
  return pluginFailure(`Installed passlib version 1.7.4 does not support the ${repr(algorithm)} algorithm.`);
}

/**
 * A password hash as passlib makes it: `algorithm` is md5_crypt, bcrypt, sha256_crypt or sha512_crypt. Throws what
 * Ansible raises for a salt, rounds or an ident that passlib refuses.
 */
export function hashPassword(secret: Value, algorithm: string, settings: HashSettings): string {
  const known = algorithms.get(algorithm);
  if (!known) {
    throw unknownAlgorithm(algorithm);
  }
  if (settings.saltSize !== null && integerOf(settings.saltSize) === undefined) {
    throw typeError('salt_size must be an integer');
  }
  return failingWith('Could not hash the secret.', ['ValueError', 'UnicodeError'], () => {
    const rounds = roundsOf(algorithm, known, settings.rounds);
    const ident = isTruthy(settings.ident) ? textOf(settings.ident) : '2b';
    if (algorithm === 'bcrypt' && !/^\$?2[aby]?\$?$/.test(ident))
      throw valueError(`invalid ident: ${stringRepr(ident)}`);
    const salt = saltOf(algorithm, known, settings);
    return compute(algorithm, secretBytes(secret, algorithm), salt, rounds, ident.replaceAll('$', ''));
  });
}

function secretBytes(secret: Value, algorithm: string): Buffer {
  if (stringOf(secret) === undefined && !(secret instanceof Bytes)) {
    throw typeError(`secret must be unicode or bytes, not ${typeName(secret)}`);
  }
  const bytes = secret instanceof Bytes ? bytesOf(secret) : encodeStrict(stringOf(secret) ?? '');
  if (bytes.length > 4096) throw valueError('password exceeds maximum allowed size');
  if (bytes.includes(0) && algorithm !== 'md5_crypt') throw valueError('null character in secret');
  return bytes;
}

function roundsOf(algorithm: string, { rounds }: Algorithm, wanted: Value): number {
  if (!isTruthy(wanted)) return rounds?.usual ?? 0;
  if (!rounds) throw typeError("MinimalHandler.using() got an unexpected keyword argument 'rounds'");
  const text = stringOf(wanted);
  const number = integerOf(text === undefined ? wanted : parseIntText(text));
  if (number === undefined) throw typeError(`min_desired_rounds must be integer, not ${typeName(wanted)}`);
  if (number < rounds.least) {
    throw valueError(
      `${algorithm}: min_desired_rounds (${number}) is too low, must be at least ${rounds.least}`,
    );
  }
  if (number > rounds.most) {
    throw valueError(
      `${algorithm}: min_desired_rounds (${number}) is too large, cannot be more than ${rounds.most}`,
    );
  }
  return number;
}

function saltOf(algorithm: string, { saltSize, exact }: Algorithm, settings: HashSettings): string {
  const size = integerOf(settings.saltSize) || saltSize;
  if (exact && size !== saltSize)
    throw valueError(`${algorithm}: salt_size (${size}) must be exactly ${saltSize}`);
  if (size > saltSize)
    throw valueError(`${algorithm}: salt_size (${size}) above max_salt_size (${saltSize})`);
  if (!isTruthy(settings.salt)) {
    const salt = randomSalt(size);
    return exact ? repairUnused(salt) : salt;
  }
  const salt = textOf(settings.salt);
  const repaired = algorithm === 'bcrypt' ? repairUnused(salt) : salt;
  if (!/^[./0-9A-Za-z]*$/.test(repaired)) throw valueError(`invalid characters in ${algorithm} salt`);
  if (exact && repaired.length < saltSize) {
    throw valueError(`salt too small (${algorithm} requires exactly ${saltSize} chars)`);
  }
  if (repaired.length > saltSize) {
    const bound = exact ? 'exactly' : '<=';
    throw valueError(`salt too large (${algorithm} requires ${bound} ${saltSize} chars)`);
  }
  return repaired;
}

/** passlib's `bcrypt64.repair_unused`: the bits of the last character that no byte uses become zero. */
function repairUnused(salt: string): string {
  const rest = salt.length % 4;
  if (rest === 0) return salt;
  if (rest === 1) throw valueError('source length must != 1 mod 4');
  const mask = rest === 2 ? 0x30 : 0x3c;
  const last = bcryptAlphabet[bcryptAlphabet.indexOf(salt.slice(-1)) & mask] as string;
  return salt.slice(0, -1) + last;
}

function compute(algorithm: string, secret: Buffer, salt: string, rounds: number, ident: string): string {
  switch (algorithm) {
    case 'md5_crypt':
      return `$1$${salt}$${md5Crypt(secret, salt)}`;
    case 'bcrypt': {
      const cost = String(rounds).padStart(2, '0');
      const hashed = bcrypt.hashSync(secret.toString('utf8'), `$2b$${cost}$${salt}`);
      return `$${ident}${hashed.slice(3)}`;
    }
    default: {
      const kind = algorithm === 'sha256_crypt' ? 'sha256' : 'sha512';
      const prefix = kind === 'sha256' ? '$5$' : '$6$';
      const shown = rounds === 5000 ? '' : `rounds=${rounds}$`;
      return `${prefix}${shown}${salt}$${shaCrypt(kind, secret, salt, rounds)}`;
    }
  }
}
