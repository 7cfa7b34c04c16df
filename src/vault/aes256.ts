import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  pbkdf2Sync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { Bytes } from '../python/bytes.ts';
import { unknownOrigin } from '../python/unknown-origin.ts';

const iterations = 10_000;
const keyLength = 32;
const counterLength = 16;
const saltLength = 32;

interface Keys {
  readonly cipher: Buffer;
  readonly signature: Buffer;
  readonly counter: Buffer;
}

/** Deriving takes milliseconds and one file's salt is often used again, so the last keys are kept. */
const derived = new Map<string, Keys>();
const mostKept = 64;

function deriveKeys(password: Uint8Array, salt: Uint8Array): Keys {
  const name = `${Buffer.from(password).toString('base64')}:${Buffer.from(salt).toString('base64')}`;
  const known = derived.get(name);
  if (known) return known;
  const bytes = pbkdf2Sync(password, salt, iterations, 2 * keyLength + counterLength, 'sha256');
  const keys = {
    cipher: bytes.subarray(0, keyLength),
    signature: bytes.subarray(keyLength, 2 * keyLength),
    counter: bytes.subarray(2 * keyLength),
  };
  if (derived.size >= mostKept) derived.clear();
  derived.set(name, keys);
  return keys;
}

/**
 * Encrypts as Ansible's AES256 cipher: PBKDF2-SHA256, AES-256-CTR over PKCS#7 padded text, HMAC-SHA256 over the result;
 * salt, HMAC and ciphertext in hexadecimal, joined by line breaks, in hexadecimal once more.
 */
export function encryptAes256(
  plain: Uint8Array,
  password: Uint8Array,
  salt: Uint8Array = randomBytes(saltLength),
): string {
  const keys = deriveKeys(password, salt);
  const cipher = createCipheriv('aes-256-ctr', keys.cipher, keys.counter);
  const encrypted = Buffer.concat([cipher.update(pad(plain)), cipher.final()]);
  const signature = createHmac('sha256', keys.signature).update(encrypted).digest('hex');
  const parts = [Buffer.from(salt).toString('hex'), signature, encrypted.toString('hex')];
  return Buffer.from(parts.join('\n'), 'latin1').toString('hex');
}

/** The plain text, or undefined where the password is wrong. Throws MitorunError `VAULT` for a damaged payload. */
export function decryptAes256(payload: string, password: Uint8Array, origin?: Origin): Buffer | undefined {
  const [saltHex, signatureHex, cipherHex] = splitPayload(payload);
  const keys = deriveKeys(password, fromHex(saltHex));
  const encrypted = fromHex(cipherHex);
  const expected = createHmac('sha256', keys.signature).update(encrypted).digest();
  const signature = fromHex(signatureHex);
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined;
  const decipher = createDecipheriv('aes-256-ctr', keys.cipher, keys.counter);
  return unpad(Buffer.concat([decipher.update(encrypted), decipher.final()]), origin);
}

function splitPayload(payload: string): [salt: string, signature: string, encrypted: string] {
  const [salt, signature, ...rest] = fromHex(payload).toString('latin1').split('\n');
  if (salt === undefined || signature === undefined || rest.length === 0) {
    // In the words of Python's assignment to three names.
    const found = signature === undefined ? 1 : 2;
    throw new MitorunError(
      'VAULT',
      `Vault vaulttext format error: not enough values to unpack (expected 3, got ${found})`,
      { origin: textItself(payload) },
    );
  }
  return [salt, signature, rest.join('\n')];
}

function fromHex(text: string): Buffer {
  if (text.length % 2 !== 0 || /[^0-9a-fA-F]/.test(text)) {
    // In the words of Python's binascii.
    const problem = text.length % 2 === 0 ? 'Non-hexadecimal digit found' : 'Odd-length string';
    throw new MitorunError('VAULT', `Vault format unhexlify error: ${problem}`, {
      origin: textItself(text),
      advice: 'the vaulted text is damaged: compare it with the original, line by line',
    });
  }
  return Buffer.from(text, 'hex');
}

/** Ansible shows the damaged part itself. */
function textItself(text: string): Origin | undefined {
  return unknownOrigin(new Bytes(Buffer.from(text, 'latin1')));
}

function pad(plain: Uint8Array): Buffer {
  const missing = counterLength - (plain.length % counterLength);
  return Buffer.concat([plain, Buffer.alloc(missing, missing)]);
}

function unpad(padded: Buffer, origin?: Origin): Buffer {
  const missing = padded.at(-1) ?? 0;
  if (missing < 1 || missing > counterLength || missing > padded.length) {
    throw new MitorunError('VAULT', 'Invalid padding bytes.', { origin });
  }
  return padded.subarray(0, padded.length - missing);
}
