/** What to fetch, and how. Times in milliseconds. */
export interface FetchRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `user:password`. */
  readonly credentials: string | undefined;
  readonly forceBasicAuth: boolean;
  readonly validateCertificates: boolean;
  readonly useProxy: boolean;
  readonly timeout: number;
  /** Ansible's follow_redirects: all, none, safe, urllib2, yes, no. */
  readonly followRedirects: string;
  readonly socketPath: string | undefined;
  readonly caPath: string | undefined;
  /** Headers that are not sent again where the server sends us elsewhere, in small letters. */
  readonly unredirectedHeaders: readonly string[];
  readonly ciphers?: string;
}

/** What came of it; the body in base64. */
export type FetchAnswer =
  | { readonly body: string }
  | { readonly kind: 'http' | 'certificate' | 'network'; readonly reason: string };

/** What fetches: JavaScript with `request`, `env` and the function `answer` around it, and no import of ours. */
export const fetcherSource = `
const proxyFor = (url) => {
  const name = url.protocol.slice(0, -1) + '_proxy';
  const proxy = env[name] || env[name.toUpperCase()];
  const exempt = (env.no_proxy || env.NO_PROXY || '').split(',').map((host) => host.trim());
  const isExempt = exempt.some((host) => host === '*' || (host && ('.' + url.hostname).endsWith('.' + host.replace(/^\\./, ''))));
  return request.useProxy && proxy && !isExempt && url.protocol === 'http:' ? new URL(proxy) : undefined;
};
const follows = !['none', 'no'].includes(request.followRedirects);
const fetch = (address, redirects, authorize) => {
  const url = new URL(address);
  const client = url.protocol === 'https:' ? require('node:https') : require('node:http');
  const proxy = proxyFor(url);
  const kept = ([name]) => redirects === 0 || !request.unredirectedHeaders.includes(name.toLowerCase());
  const headers = Object.fromEntries(Object.entries(request.headers).filter(kept));
  if (request.credentials && authorize) headers.Authorization = 'Basic ' + Buffer.from(request.credentials).toString('base64');
  if (proxy) headers.Host = url.host;
  const options = {
    host: (proxy || url).hostname.replace(/^\\[|\\]$/g, ''),
    port: (proxy || url).port,
    path: proxy ? url.href : url.pathname + url.search,
    headers,
    timeout: request.timeout,
    rejectUnauthorized: request.validateCertificates,
    ...(request.ciphers === undefined ? {} : { ciphers: request.ciphers }),
    ...(request.socketPath ? { socketPath: request.socketPath } : {}),
    ...(request.caPath ? { ca: require('node:fs').readFileSync(request.caPath) } : {}),
  };
  const sent = client.get(options, (response) => {
    const { statusCode, statusMessage, headers: given } = response;
    if ([301, 302, 303, 307, 308].includes(statusCode) && given.location && follows && redirects < 10) {
      response.resume();
      return fetch(new URL(given.location, url).href, redirects + 1, authorize);
    }
    if (statusCode === 401 && request.credentials && !authorize) {
      response.resume();
      return fetch(address, redirects, true);
    }
    if (statusCode >= 300) return answer({ kind: 'http', reason: statusCode + ': ' + statusMessage });
    const chunks = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () => answer({ body: Buffer.concat(chunks).toString('base64') }));
  });
  sent.on('timeout', () => sent.destroy(new Error('timed out')));
  sent.on('error', (error) => {
    const code = error.code || '';
    if (/CERT|SELF_SIGNED|UNABLE_TO/.test(code)) return answer({ kind: 'certificate', reason: error.message });
    const known = {
      ECONNREFUSED: '[Errno 111] Connection refused',
      ENOTFOUND: '[Errno -2] Name or service not known',
      EAI_AGAIN: '[Errno -3] Temporary failure in name resolution',
      ECONNRESET: '[Errno 104] Connection reset by peer',
      EHOSTUNREACH: '[Errno 113] No route to host',
    };
    return answer({ kind: 'network', reason: known[code] || error.message });
  });
};
fetch(request.url, 0, request.forceBasicAuth);
`;
