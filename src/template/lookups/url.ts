import { decodeEscaping } from '../../python/bytes-text.ts';
import { existsSync, readTextSync } from '../../python/file-system.ts';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { homeDirectory } from '../../python/accounts.ts';
import { Dict } from '../../python/dict.ts';
import { PythonError, typeError, valueError } from '../../python/python-error.ts';
import { stringRepr } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import { requiredTerm } from './option-types.ts';
import { splitLines } from '../../python/split-lines.ts';
import type { Value } from '../../python/value.ts';
import { splitUrl } from '../filters/encoding.ts';
import { failureWhileHandling, pluginFailure } from '../plugin-failure.ts';
import type { CallContext, LookupDefinition } from '../registry.ts';
import { stringOf, textOf } from '../text-argument.ts';
import { LookupOptions, type OptionDefinition } from './options.ts';
import type { FetchAnswer, FetchRequest } from './url-fetcher.ts';

/** `url`: what a web server gives, fetched in the background. */
export const urlLookup: LookupDefinition = {
  name: 'url',
  impure: true,
  call: (context, terms, given, plugin) => {
    const options = new LookupOptions(context, plugin, urlOptions, given);
    checkOptions(context, options);
    return terms.flatMap((term) => {
      const body = fetchText(context, addressOf(term), options);
      return options.boolean('split_lines') ? splitLines(body) : [body];
    });
  },
};

/** An option that a variable, the environment or ansible.cfg may set too. */
function configured(
  option: Pick<OptionDefinition, 'name' | 'type' | 'fallback' | 'choices'>,
  name = option.name,
  key = name,
): OptionDefinition {
  return {
    ...option,
    from: {
      variable: `ansible_lookup_url_${name}`,
      environment: `ANSIBLE_LOOKUP_URL_${name.toUpperCase()}`,
      ini: ['url_lookup', key],
    },
  };
}

const urlOptions: readonly OptionDefinition[] = [
  { name: 'validate_certs', type: 'boolean', fallback: true },
  { name: 'split_lines', type: 'boolean', fallback: true },
  { name: 'use_proxy', type: 'boolean', fallback: true },
  { name: 'username', type: 'string' },
  { name: 'password', type: 'string' },
  { name: 'headers', type: 'dictionary', fallback: new Dict() },
  configured({ name: 'force', type: 'boolean', fallback: false }),
  configured({ name: 'timeout', type: 'float', fallback: 10 }),
  configured({ name: 'http_agent', type: 'string', fallback: 'ansible-httpget' }, 'agent'),
  configured({ name: 'force_basic_auth', type: 'boolean', fallback: false }),
  configured({
    name: 'follow_redirects',
    type: 'string',
    fallback: 'urllib2',
    choices: ['all', 'none', 'safe', 'urllib2', 'no', 'yes'],
  }),
  configured({ name: 'use_gssapi', type: 'boolean', fallback: false }),
  configured({ name: 'use_netrc', type: 'boolean', fallback: true }),
  configured({ name: 'unix_socket', type: 'string' }),
  configured({ name: 'ca_path', type: 'string' }),
  configured({ name: 'unredirected_headers', type: 'list' }, 'unredir_headers', 'unredirected_headers'),
  configured({ name: 'ciphers', type: 'list' }),
];

function addressOf(term: Value): string {
  if (stringOf(term) === undefined && !isTruthy(term) && typeof term !== 'boolean')
    throw typeError("a bytes-like object is required, not 'str'");
  const text = requiredTerm(term, 'decode');
  if (splitUrl(text).scheme === '') throw valueError(`unknown url type: ${stringRepr(text)}`);
  return text;
}

/** Tells of what is deprecated, and refuses what cannot be done. */
function checkOptions(context: CallContext, options: LookupOptions): void {
  if (['yes', 'no'].includes(options.text('follow_redirects') ?? '')) {
    const message = "Using 'yes' or 'no' for 'follow_redirects' parameter is deprecated.";
    context.lookups.deprecate(message, '2.22', { plugin: "lookup plugin 'url'" });
  }
  if (options.boolean('use_gssapi')) {
    throw pluginFailure('use_gssapi needs the Python library gssapi, which mitorun has no counterpart of.');
  }
  const { ciphers } = ciphersOf(options);
  try {
    if (ciphers === '') throw new Error('no ciphers');
    if (ciphers !== undefined) createSecureContext({ ciphers });
  } catch {
    throw pluginFailure("('No cipher can be selected.',)");
  }
}

function ciphersOf(options: LookupOptions): { ciphers?: string } {
  const value = options.value('ciphers');
  return value === null ? {} : { ciphers: options.list('ciphers').map(textOf).join(':') };
}

function fetchText(context: CallContext, url: string, options: LookupOptions): string {
  requireFile(options);
  const { scheme } = splitUrl(url);
  const failed = (reason: string): Error =>
    failureWhileHandling(`Failed lookup url for ${url} : <urlopen error ${reason}>`);
  if (scheme === 'file') return readTextSync(splitUrl(url).path);
  if (scheme !== 'http' && scheme !== 'https') throw failed(`unknown url type: ${scheme}`);
  const answer = runFetcher(context, requestOf(url, options));
  if ('body' in answer) return decodeEscaping(Buffer.from(answer.body, 'base64'));
  if (answer.kind === 'http')
    throw failureWhileHandling(`Received HTTP error for ${url} : HTTP Error ${answer.reason}`);
  if (answer.kind === 'certificate') {
    throw failureWhileHandling(`Error validating the server's certificate for ${url}: ${answer.reason}`);
  }
  throw failed(answer.reason);
}

/** Ansible reads the certificates whatever the address is. */
function requireFile(options: LookupOptions): void {
  const path = options.text('ca_path');
  if (path && options.boolean('validate_certs') && !existsSync(path))
    throw new PythonError('OSError', '[Errno 2] No such file or directory');
}

function requestOf(url: string, options: LookupOptions): FetchRequest {
  const headers = new Map([['User-Agent', options.text('http_agent') ?? 'ansible-httpget']]);
  const given = options.value('headers');
  if (given instanceof Dict) for (const [name, value] of given) headers.set(textOf(name), textOf(value));
  if (options.boolean('force')) headers.set('Cache-Control', 'no-cache');
  const { username, password, hostname } = splitUrl(url);
  const user = options.value('username') ?? username;
  const credentials =
    user === null
      ? netrcCredentials(options.boolean('use_netrc') ? hostname : null)
      : `${textOf(user)}:${textOf(options.value('password') ?? password ?? '')}`;
  return {
    url,
    headers: Object.fromEntries(headers),
    credentials,
    forceBasicAuth: options.boolean('force_basic_auth'),
    validateCertificates: options.boolean('validate_certs'),
    useProxy: options.boolean('use_proxy'),
    timeout: (options.number('timeout') ?? 10) * 1000,
    followRedirects: options.text('follow_redirects') ?? 'urllib2',
    socketPath: options.text('unix_socket'),
    caPath: options.text('ca_path'),
    unredirectedHeaders: options.list('unredirected_headers').map((name) => textOf(name).toLowerCase()),
    ...ciphersOf(options),
  };
}

/** `user:password` for a host from `~/.netrc`. */
function netrcCredentials(host: Value): string | undefined {
  if (host === null) return undefined;
  let words: string[];
  try {
    words = readTextSync(process.env['NETRC'] ?? join(homeDirectory(), '.netrc')).split(/\s+/);
  } catch {
    return undefined;
  }
  const at = words.findIndex((word, index) => word === 'machine' && words[index + 1] === textOf(host));
  if (at < 0) return undefined;
  const end = words.findIndex((word, index) => index > at && word === 'machine');
  const entry = words.slice(at, end < 0 ? undefined : end);
  const part = (name: string): string | undefined => entry[entry.indexOf(name) + 1];
  return entry.includes('login')
    ? `${part('login')}:${entry.includes('password') ? part('password') : ''}`
    : undefined;
}

function runFetcher(context: CallContext, request: FetchRequest): FetchAnswer {
  const { jobs, lookups } = context;
  return jobs.wait(`fetch ${request.url}`, () => jobs.background.fetch(request, lookups.environment));
}
