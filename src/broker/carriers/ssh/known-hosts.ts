import { createHmac, randomBytes } from 'node:crypto';
import { matchPatternList } from './pattern-list.ts';

/**
 * known_hosts as sshd(8) describes it: plain, wildcard and hashed names, `[host]:port`, `@revoked` and
 * `@cert-authority`. Pure: files are read and written by `known-hosts-files.ts`.
 */
export interface KnownHost {
  readonly marker: 'none' | 'revoked' | 'cert-authority';
  readonly names: string;
  readonly keyType: string;
  readonly key: Buffer;
  readonly file: string;
  readonly line: number;
}

/** Lines that don't parse are passed over, as ssh does. */
export function parseKnownHosts(text: string, file: string): KnownHost[] {
  return text.split('\n').flatMap((line, index) => {
    const words = line.trim().split(/[ \t]+/);
    if (line.trim() === '' || line.trimStart().startsWith('#')) return [];
    const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
    const [names, keyType, encoded] = words;
    if (names === undefined || keyType === undefined || encoded === undefined) return [];
    if (marker !== undefined && marker !== '@revoked' && marker !== '@cert-authority') return [];
    const key = Buffer.from(encoded, 'base64');
    if (keyTypeOf(key) !== keyType) return [];
    const entry: KnownHost = {
      marker: marker === undefined ? 'none' : marker === '@revoked' ? 'revoked' : 'cert-authority',
      names,
      keyType,
      key,
      file,
      line: index + 1,
    };
    return [entry];
  });
}

/** The type that a public key's blob names in its first string. */
export function keyTypeOf(key: Buffer): string | undefined {
  if (key.length < 4) return undefined;
  const length = key.readUInt32BE(0);
  return length > 64 || key.length < 4 + length ? undefined : key.toString('latin1', 4, 4 + length);
}

/** How a host is written in known_hosts. */
export function knownHostName(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

export function namesHost(names: string, host: string): boolean {
  if (names.startsWith('|')) {
    const [, version, salt, hash] = names.split('|');
    if (version !== '1' || salt === undefined || hash === undefined) return false;
    return hashHostName(host, Buffer.from(salt, 'base64')) === hash;
  }
  return matchPatternList(names.toLowerCase().split(','), host) === 'match';
}

function hashHostName(host: string, salt: Buffer): string {
  return createHmac('sha1', salt).update(host).digest('base64');
}

/** What is more than a name where a line names a host: patterns, lists, markers, comments, blanks. */
const moreThanName = /[*?!,|#@\s\p{Cc}]/u;

/** One line to append for a newly accepted key. A name that a plain line would say something else with is hashed. */
export function formatKnownHost(host: string, key: Buffer, hashed: boolean): string {
  const salt = randomBytes(20);
  const name =
    hashed || moreThanName.test(host) ? `|1|${salt.toString('base64')}|${hashHostName(host, salt)}` : host;
  return `${name} ${keyTypeOf(key) ?? ''} ${key.toString('base64')}\n`;
}

export type HostKeyVerdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'revoked' }
  | { readonly kind: 'changed'; readonly entry: KnownHost }
  | { readonly kind: 'unknown' };

/** Revoked wins over known; another key of the same type means changed; other types alone mean unknown. */
export function judgeHostKey(entries: readonly KnownHost[], host: string, key: Buffer): HostKeyVerdict {
  const concerned = entries.filter((entry) => namesHost(entry.names, host));
  if (concerned.some((entry) => entry.marker === 'revoked' && entry.key.equals(key)))
    return { kind: 'revoked' };
  const plain = concerned.filter((entry) => entry.marker === 'none');
  if (plain.some((entry) => entry.key.equals(key))) return { kind: 'known' };
  const keyType = keyTypeOf(key);
  const sameType = plain.find((entry) => entry.keyType === keyType);
  return sameType === undefined ? { kind: 'unknown' } : { kind: 'changed', entry: sameType };
}
