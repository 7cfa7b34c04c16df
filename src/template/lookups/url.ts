import { decodeEscaping } from '../../python/bytes-text.ts';
import { readTextSync } from '../../python/file-system.ts';
import { join } from 'node:path';
import { homeDirectory } from '../../python/accounts.ts';
import { Dict } from '../../python/dict.ts';
import { splitLines } from '../../python/split-lines.ts';
import type { Value } from '../../python/value.ts';
import { splitUrl } from '../filters/encoding.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { CallContext, LookupDefinition } from '../registry.ts';
import { stringOf, textOf } from '../text-argument.ts';
import { LookupOptions } from './options.ts';
import type { FetchAnswer, FetchRequest } from './url-fetcher.ts';

/** `url`: what a web server gives, fetched in the background. */
export const urlLookup: LookupDefinition = {
  name: 'url',
  impure: true,
  call: (context, terms, given) => {
    const options = withConfigured(context, given);
    return terms.flatMap((term) => {
      const body = fetchText(context, textOf(term), options);
      return options.boolean('split_lines', true) ? splitLines(body) : [body];
    });
  },
};

const configured: readonly (readonly [option: string, variable: string])[] = [
  ['force', 'force'],
  ['timeout', 'timeout'],
  ['http_agent', 'agent'],
  ['force_basic_auth', 'force_basic_auth'],
  ['follow_redirects', 'follow_redirects'],
  ['use_netrc', 'use_netrc'],
  ['unix_socket', 'unix_socket'],
  ['ca_path', 'ca_path'],
];

/** Options that are not given may come from `ansible_lookup_url_*` variables or the environment. */
function withConfigured(context: CallContext, given: Dict): LookupOptions {
  const options = new Dict(given);
  for (const [option, name] of configured) {
    if (options.has(option)) continue;
    const value =
      context.variable(`ansible_lookup_url_${name}`) ??
      context.lookups.environment[`ANSIBLE_LOOKUP_URL_${name.toUpperCase()}`];
    if (value !== undefined) options.set(option, value);
  }
  return new LookupOptions(options);
}

function fetchText(context: CallContext, url: string, options: LookupOptions): string {
  const { scheme } = splitUrl(url);
  const failed = (reason: string): Error =>
    pluginFailure(`Failed lookup url for ${url} : <urlopen error ${reason}>`);
  if (scheme === 'file') return readTextSync(splitUrl(url).path);
  if (scheme !== 'http' && scheme !== 'https') throw failed(`unknown url type: ${scheme}`);
  const answer = runFetcher(context, requestOf(url, options));
  if ('body' in answer) return decodeEscaping(Buffer.from(answer.body, 'base64'));
  if (answer.kind === 'http')
    throw pluginFailure(`Received HTTP error for ${url} : HTTP Error ${answer.reason}`);
  if (answer.kind === 'certificate') {
    throw pluginFailure(`Error validating the server's certificate for ${url}: ${answer.reason}`);
  }
  throw failed(answer.reason);
}

function requestOf(url: string, options: LookupOptions): FetchRequest {
  const headers = new Map([['User-Agent', options.text('http_agent', 'ansible-httpget')]]);
  const given = options.value('headers');
  if (given instanceof Dict) for (const [name, value] of given) headers.set(textOf(name), textOf(value));
  if (options.boolean('force', false)) headers.set('Cache-Control', 'no-cache');
  const { username, password, hostname } = splitUrl(url);
  const user = options.value('username', username);
  const credentials =
    user === null
      ? netrcCredentials(options.boolean('use_netrc', true) ? hostname : null)
      : `${textOf(user)}:${textOf(options.value('password', password ?? ''))}`;
  return {
    url,
    headers: Object.fromEntries(headers),
    credentials,
    forceBasicAuth: options.boolean('force_basic_auth', false),
    validateCertificates: options.boolean('validate_certs', true),
    useProxy: options.boolean('use_proxy', true),
    timeout: Number(options.text('timeout', '10')) * 1000,
    followRedirects: options.text('follow_redirects', 'urllib2'),
    socketPath: stringOf(options.value('unix_socket')),
    caPath: stringOf(options.value('ca_path')),
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
