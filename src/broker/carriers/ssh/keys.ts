import { readFile, stat } from 'node:fs/promises';
import ssh2, { type ParsedKey } from 'ssh2';
import { ownAccount } from '../../../python/accounts.ts';
import { errorCode } from './errors.ts';
import { keyTypeOf } from './known-hosts.ts';

/** A key that may log in: its public half is known, its private half is opened when a server asks for a signature. */
export interface Identity {
  /** A path, or the agent's comment: for messages. */
  readonly name: string;
  readonly publicKey: ParsedKey;
  sign(data: Buffer, hash: string | undefined): Promise<Buffer>;
}

export interface KeyFile {
  /** Undefined where the public half cannot be known without opening the file, or there is no usable key. */
  readonly publicKey: ParsedKey | undefined;
  /** What ssh writes to stderr about this file. */
  readonly lines: readonly string[];
  /** False where only the public half is there: an agent may hold the other. */
  readonly hasPrivateHalf: boolean;
}

/** Opens key files, each once; an encrypted one asks for its passphrase once, however many hosts need it. */
export class KeyFiles {
  readonly #askPassphrase: ((keyPath: string) => Promise<string | undefined>) | undefined;
  readonly #files = new Map<string, Promise<KeyFile>>();
  readonly #privateKeys = new Map<string, Promise<ParsedKey | Error>>();

  constructor(askPassphrase: ((keyPath: string) => Promise<string | undefined>) | undefined) {
    this.#askPassphrase = askPassphrase;
  }

  /**
   * Reads a key file. A missing file gets a warning only where the user named it (`named`); a default one may
   * be missing.
   */
  load(path: string, named: boolean): Promise<KeyFile> {
    let loading = this.#files.get(path);
    if (loading === undefined) {
      loading = this.#load(path, named);
      this.#files.set(path, loading);
    }
    return loading;
  }

  privateKey(path: string): Promise<ParsedKey | Error> {
    let opening = this.#privateKeys.get(path);
    if (opening === undefined) {
      opening = this.#open(path);
      this.#privateKeys.set(path, opening);
    }
    return opening;
  }

  async #load(path: string, named: boolean): Promise<KeyFile> {
    const besides = await readPublicKey(`${path}.pub`);
    let text: string;
    try {
      text = await readFile(path, 'latin1');
    } catch (error) {
      const missing = errorCode(error) === 'ENOENT';
      const reason = missing ? 'No such file or directory' : 'Permission denied';
      const lines = besides === undefined && named ? [`no such identity: ${path}: ${reason}`] : [];
      return { publicKey: besides, lines, hasPrivateHalf: false };
    }
    const exposed = await describeExposure(path);
    if (exposed !== undefined) return { publicKey: undefined, lines: exposed, hasPrivateHalf: false };
    const publicKey = firstKey(parse(publicHalf(text) ?? text)) ?? besides;
    if (publicKey !== undefined) {
      return { publicKey, lines: [], hasPrivateHalf: text.includes('PRIVATE KEY') };
    }
    const opened = await this.privateKey(path);
    if (opened instanceof Error) {
      return {
        publicKey: undefined,
        lines: [`Load key "${path}": ${opened.message}`],
        hasPrivateHalf: false,
      };
    }
    return { publicKey: opened, lines: [], hasPrivateHalf: true };
  }

  async #open(path: string): Promise<ParsedKey | Error> {
    const text = await readFile(path, 'latin1');
    const found = parse(text);
    if (!(found instanceof Error)) return firstKey(found) ?? new Error('invalid format');
    if (!/encrypted/i.test(found.message)) return new Error(explainUnreadable(text));
    const passphrase = await this.#askPassphrase?.(path);
    if (passphrase === undefined) return new Error('the key is encrypted and no passphrase was given');
    return (
      firstKey(parse(text, passphrase)) ?? new Error('incorrect passphrase supplied to decrypt private key')
    );
  }
}

/** A private key from its text, opened. */
export function parseKey(text: string, passphrase: string | undefined): ParsedKey | Error {
  const found = parse(text.endsWith('\n') ? text : `${text}\n`, passphrase);
  return found instanceof Error ? found : (firstKey(found) ?? new Error('invalid format'));
}

function parse(text: string, passphrase?: string): ParsedKey | ParsedKey[] | Error {
  return ssh2.utils.parseKey(text, passphrase);
}

function firstKey(parsed: ParsedKey | ParsedKey[] | Error): ParsedKey | undefined {
  if (parsed instanceof Error) return undefined;
  return Array.isArray(parsed) ? parsed[0] : parsed;
}

async function readPublicKey(path: string): Promise<ParsedKey | undefined> {
  try {
    return firstKey(parse(await readFile(path, 'latin1')));
  } catch {
    return undefined;
  }
}

/** OpenSSH's own format holds the public half in clear, even where the private one is encrypted. */
function publicHalf(text: string): string | undefined {
  const blob = readOpensshBlob(text);
  const type = blob === undefined ? undefined : keyTypeOf(blob);
  return blob === undefined || type === undefined ? undefined : `${type} ${blob.toString('base64')}`;
}

function readOpensshBlob(text: string): Buffer | undefined {
  const found = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END/.exec(text);
  const data = Buffer.from(found?.[1] ?? '', 'base64');
  const magic = 'openssh-key-v1\0';
  if (data.toString('latin1', 0, magic.length) !== magic) return undefined;
  let at = magic.length;
  const next = (): Buffer => {
    const length = data.readUInt32BE(at);
    at += 4 + length;
    return data.subarray(at - length, at);
  };
  try {
    next(); // cipher
    next(); // key derivation
    next(); // its options
    at += 4; // number of keys
    return next();
  } catch {
    return undefined;
  }
}

function explainUnreadable(text: string): string {
  const blob = readOpensshBlob(text);
  const type = blob === undefined ? undefined : keyTypeOf(blob);
  if (type?.startsWith('sk-')) return `${type} keys need the system's ssh (FIDO)`;
  return 'invalid format';
}

/** ssh ignores a private key of one's own that others may read. */
async function describeExposure(path: string): Promise<string[] | undefined> {
  const status = await stat(path);
  if (status.uid !== ownAccount().uid || (status.mode & 0o077) === 0 || path.endsWith('.pub'))
    return undefined;
  const mode = (status.mode & 0o777).toString(8).padStart(4, '0');
  const ruler = '@'.repeat(59);
  return [
    ruler,
    '@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @',
    ruler,
    `Permissions ${mode} for '${path}' are too open.`,
    'It is required that your private key files are NOT accessible by others.',
    'This private key will be ignored.',
    `Load key "${path}": bad permissions`,
  ];
}
