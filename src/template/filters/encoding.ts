import { encodeStrict } from '../../python/bytes-text.ts';
import { createHash, getHashes } from 'node:crypto';
import { Bytes } from '../../python/bytes.ts';
import { Dict } from '../../python/dict.ts';
import { decodeBytes, encodeText } from '../../python/codecs.ts';
import { PythonError, typeError, valueError } from '../../python/python-error.ts';
import { shellQuote } from '../../python/shell-split.ts';
import { isTruthy } from '../../python/truth.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { failureWhileHandling, pluginFailure } from '../plugin-failure.ts';
import type { FilterDefinition } from '../registry.ts';
import { bytesOf, requireString, stringOf, textOf } from '../text-argument.ts';

const namespace = '361E6D51-FAEC-444A-9079-341386DA8E2E';

/** Ansible's filters that encode, quote and hash. */
export const encodingFilters: readonly FilterDefinition[] = [
  {
    name: 'b64encode',
    signature: signature("string, encoding='utf-8', urlsafe=False"),
    call: (_context, value, encoding, urlSafe) => {
      const bytes =
        value instanceof Bytes
          ? value.data
          : encodeText(textOf(value as Value), textOf(encoding as Value), 'surrogateescape');
      const text = Buffer.from(bytes).toString('base64');
      return isTruthy(urlSafe as Value) ? text.replaceAll('+', '-').replaceAll('/', '_') : text;
    },
  },
  {
    name: 'b64decode',
    signature: signature("string, encoding='utf-8', urlsafe=False"),
    call: (_context, value, encoding, urlSafe) => {
      const text = textOf(value as Value);
      const standard = isTruthy(urlSafe as Value) ? text.replaceAll('-', '+').replaceAll('_', '/') : text;
      return decodeBytes(decodeBase64(standard), textOf(encoding as Value), 'surrogateescape');
    },
  },
  {
    name: 'urldecode',
    signature: signature("string, encoding='utf-8', errors='replace'"),
    call: (_context, value) =>
      urlText(value as Value)
        .replaceAll('+', ' ')
        .replace(/(?:%[\da-fA-F]{2})+/g, (bytes) =>
          Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'),
        ),
  },
  {
    name: 'quote',
    signature: signature('a'),
    call: (_context, value) => shellQuote(value === null ? '' : textOf(value as Value)),
  },
  { name: 'md5', signature: signature('data'), call: (_context, data) => digest('md5', data as Value) },
  {
    name: 'sha1',
    aliases: ['checksum'],
    signature: signature('data'),
    call: (_context, data) => digest('sha1', data as Value),
  },
  {
    name: 'hash',
    signature: signature("data, hashtype='sha1'"),
    call: (_context, data, type) => digest(textOf(type as Value), data as Value),
  },
  {
    name: 'to_uuid',
    signature: signature(`string, namespace='${namespace}'`),
    call: (_context, value, space) => uuid5(textOf(value as Value), space as Value),
  },
];

/** Python's `base64.b64decode`: what is no base64 character is skipped, the rest must be whole. */
function decodeBase64(text: string): Buffer {
  if (/[^\0-\x7f]/u.test(text)) throw valueError('string argument should contain only ASCII characters');
  const [data = ''] = /^[A-Za-z0-9+/]*/.exec(text.replace(/[^A-Za-z0-9+/=]/g, '')) ?? [];
  const padding = text.replace(/[^A-Za-z0-9+/=]/g, '').slice(data.length);
  const rest = data.length % 4;
  if (rest === 1) {
    throw valueError(
      `Invalid base64-encoded string: number of data characters (${data.length}) cannot be 1 more than a multiple of 4`,
    );
  }
  if (rest !== 0 && !padding.startsWith('='.repeat(4 - rest))) throw valueError('Incorrect padding');
  return Buffer.from(data, 'base64');
}

const hashNames: ReadonlyMap<string, string> = new Map([
  ['blake2b', 'blake2b512'],
  ['blake2s', 'blake2s256'],
  ['sha3_224', 'sha3-224'],
  ['sha3_256', 'sha3-256'],
  ['sha3_384', 'sha3-384'],
  ['sha3_512', 'sha3-512'],
  ['sha512_256', 'sha512-256'],
  ['sha512_224', 'sha512-224'],
]);

function digest(type: string, data: Value): string {
  const name = hashNames.get(type.toLowerCase()) ?? type.toLowerCase();
  if (!getHashes().some((known) => known.toLowerCase() === name)) {
    throw pluginFailure(`unsupported hash type ${type}`);
  }
  return createHash(name).update(bytesOf(data)).digest('hex');
}

/** A name-based UUID (RFC 9562, version 5). */
function uuid5(name: string, space: Value): string {
  const text = stringOf(space);
  const hex =
    text
      ?.replace('urn:', '')
      .replace('uuid:', '')
      .replace(/^[{}]+|[{}]+$/g, '')
      .replaceAll('-', '') ?? '';
  if (text === undefined || !/^[\da-fA-F]{32}$/.test(hex)) {
    throw failureWhileHandling(
      `Invalid value '${textOf(space)}' for 'namespace': badly formed hexadecimal UUID string`,
    );
  }
  const bytes = createHash('sha1')
    .update(Buffer.from(hex, 'hex'))
    .update(encodeStrict(name))
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const parts = [
  'fragment',
  'hostname',
  'netloc',
  'password',
  'path',
  'port',
  'query',
  'scheme',
  'username',
] as const;

/** `urlsplit`. */
export const urlFilters: readonly FilterDefinition[] = [
  {
    name: 'urlsplit',
    signature: signature("value, query='', alias='urlsplit'"),
    call: (_context, value, query, alias) => {
      const split = splitUrl(wholeUrl(value as Value));
      const results = new Dict(
        parts.map((part) => [part, part === 'port' ? portOf(split.portText) : split[part]]),
      );
      if (!isTruthy(query as Value)) return results;
      const found = results.get(query as Value);
      if (found === undefined)
        throw valueError(`${textOf(alias as Value)}: unknown URL component: ${textOf(query as Value)}`);
      return found;
    },
  },
];

function urlText(value: Value): string {
  return requireString(value, (type) => `'${type}' object has no attribute 'replace'`);
}

/** None and what is empty otherwise make a URL of bytes, whose parts no variable can hold. */
function wholeUrl(value: Value): string {
  if (Array.isArray(value) || value instanceof Dict) throw typeError(`unhashable type: '${typeName(value)}'`);
  if (stringOf(value) === undefined && !isTruthy(value))
    throw typeError("Type 'method' is unsupported for variable storage.");
  return requireString(value, (type) => `'${type}' object has no attribute 'decode'`);
}

export interface SplitUrl {
  readonly scheme: string;
  readonly netloc: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
  readonly username: Value;
  readonly password: Value;
  readonly hostname: Value;
  /** As it stands; only `urlsplit` asks that it be a port. */
  readonly portText: string;
}

/** `urllib.parse.urlsplit`. */
export function splitUrl(text: string): SplitUrl {
  let rest = text.replace(/^[\0- ]+/, '').replace(/[\t\r\n]/g, '');
  let scheme = '';
  const found = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(rest);
  if (found) {
    scheme = (found[1] as string).toLowerCase();
    rest = rest.slice(found[0].length);
  }
  let netloc = '';
  if (rest.startsWith('//')) {
    const end = rest.slice(2).search(/[/?#]/);
    netloc = end < 0 ? rest.slice(2) : rest.slice(2, end + 2);
    rest = rest.slice(2 + netloc.length);
    if (netloc.includes('[') !== netloc.includes(']')) throw valueError('Invalid IPv6 URL');
  }
  const [beforeFragment, fragment] = cut(rest, '#');
  const [path, query] = cut(beforeFragment, '?');
  return { scheme, netloc, path, query, fragment, ...authority(netloc) };
}

function cut(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function authority(netloc: string): Pick<SplitUrl, 'username' | 'password' | 'hostname' | 'portText'> {
  const at = netloc.lastIndexOf('@');
  const user = at < 0 ? null : netloc.slice(0, at);
  const colon = user?.indexOf(':') ?? -1;
  const [host, portText] = hostAndPort(netloc.slice(at + 1));
  return {
    username: user === null || colon < 0 ? user : user.slice(0, colon),
    password: user === null || colon < 0 ? null : user.slice(colon + 1),
    hostname: host === '' ? null : host.toLowerCase(),
    portText,
  };
}

function hostAndPort(text: string): [string, string] {
  const bracketed = /^.*?\[([^\]]*)\](?::(.*))?/.exec(text);
  if (bracketed) return [bracketed[1] as string, bracketed[2] ?? ''];
  return cut(text, ':');
}

function portOf(text: string): Value {
  if (text === '') return null;
  if (!/^\d+$/.test(text)) {
    throw new PythonError('ValueError', `Port could not be cast to integer value as '${text}'`);
  }
  const port = Number(text);
  if (port > 65535) throw valueError('Port out of range 0-65535');
  return port;
}
