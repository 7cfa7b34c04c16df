import { numeric } from '../../../python/operators/number.ts';
import { str } from '../../../python/repr.ts';
import { isTruthy } from '../../../python/truth.ts';
import { int, type Value } from '../../../python/value.ts';
import { pluginFailure } from '../../plugin-failure.ts';
import { sequenceOf, stringOf } from '../../text-argument.ts';
import { IpNetwork } from './ip-network.ts';

type AddressKind = 'address' | 'network';

/** What a query knows: the parsed address, how it was written, and the text that filtering queries give back. */
interface Subject {
  readonly v: IpNetwork;
  readonly kind: AddressKind;
  readonly value: string;
}
type Query = (subject: Subject) => Value;

const within = (v: IpNetwork, ...networks: readonly string[]): boolean =>
  networks.some((text) => {
    const network = IpNetwork.parse(text);
    return network !== undefined && v.isIn(network);
  });
const host = (v: IpNetwork): IpNetwork => v.withPrefix(v.bits);
const isOwnNetwork = (v: IpNetwork): boolean => v.value === v.first;

/** Networks that are not routed everywhere: private, link-local, reserved by IANA. */
const notGlobal = [
  '10.0.0.0/8 100.64.0.0/10 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 198.18.0.0/15 239.0.0.0/8 169.254.0.0/16 127.0.0.0/8',
  '0.0.0.0/8 192.0.2.0/24 240.0.0.0/4 198.51.100.0/24 203.0.113.0/24',
  'fc00::/7 fec0::/10 fe80::/10 ff00::/12 ::/8 100::/8 200::/7 400::/6 800::/5 1000::/4 4000::/3 6000::/3 8000::/3 a000::/3',
  'c000::/3 e000::/4 f000::/5 f800::/6 fe00::/9 ::ffff:0:0/96 64:ff9b:1::/48 2001::/23 2001:db8::/32 2002::/16',
].flatMap((line) => line.split(' '));
const globalInSpite =
  '239.0.0.0/8 233.252.0.0/24 234.0.0.0/7 236.0.0.0/7 225.0.0.0/8 226.0.0.0/7 228.0.0.0/6 192.88.99.0/24 192.0.0.9/32 192.0.0.10/32'.split(
    ' ',
  );
const isGlobal = (v: IpNetwork): boolean =>
  within(host(v), ...globalInSpite) || !within(host(v), ...notGlobal);
const isMulticast = (v: IpNetwork): boolean => within(v, '224.0.0.0/4', 'ff00::/8');
const isLoopback = (v: IpNetwork): boolean => within(host(v), '127.0.0.0/8', '::1/128');
const isLinkLocal = (v: IpNetwork): boolean => within(host(v), '169.254.0.0/16', 'fe80::/10');

function isPublic(v: IpNetwork): boolean {
  const own = host(v);
  const all = (1n << BigInt(v.bits)) - 1n;
  const isPower = (value: bigint): boolean => (value & (value - 1n)) === 0n;
  const isMask = isPower(v.value + 1n) || isPower((v.value ^ all) + 1n);
  return !isMulticast(own) && isGlobal(own) && !isLoopback(own) && !isMask;
}

/** First and last address for hosts; undefined for a single address. */
export function usableRange(v: IpNetwork): readonly [bigint, bigint] | undefined {
  if (v.size === 1n) return undefined;
  return v.size === 2n ? [v.first, v.last] : [v.first + 1n, v.last - 1n];
}

function usable(subject: Subject, pick: (v: IpNetwork, range: readonly [bigint, bigint]) => Value): Value {
  if (subject.kind === 'address') throw pluginFailure('Not a network address');
  const range = usableRange(subject.v);
  return range ? pick(subject.v, range) : null;
}

const filtering =
  (holds: (v: IpNetwork) => boolean): Query =>
  ({ v, value }) =>
    holds(v) ? value : null;

function neighbour(subject: Subject, step: bigint): Value {
  return usable(subject, (v, [first, last]) => {
    const next = v.value + step;
    return next >= first && next <= last ? (v.address(next) ?? null) : null;
  });
}

function peer({ v, kind }: Subject): Value {
  if (kind === 'address') throw pluginFailure('Not a network address');
  if (v.size === 2n) return v.address(v.value ^ 1n) ?? null;
  if (v.size !== 4n) throw pluginFailure('Not a point-to-point network');
  if (v.value % 4n === 0n) throw pluginFailure('Network address of /30 has no peer');
  if (v.value % 4n === 3n) throw pluginFailure('Broadcast address of /30 has no peer');
  return v.address(v.value ^ 3n) ?? null;
}

function toIpv4({ v, value }: Subject): Value {
  if (v.version === 4) return value;
  const low = v.value & 0xffffffffn;
  const isMapped = v.value >> 32n === 0xffffn;
  if (!(v.value === low || isMapped) || v.prefix < 96) return false;
  return new IpNetwork(4, low, v.prefix - 96).toString();
}

function to6to4({ v, kind, value }: Subject): Value {
  if (v.version === 6)
    return (kind === 'address' || !isOwnNetwork(v)) && within(host(v), '2002::/16') ? value : false;
  if (v.size > 1n && isOwnNetwork(v)) return false;
  if (!isPublic(v) && isGlobal(v)) return false;
  const hex = v.value.toString(16).padStart(8, '0');
  return `2002:${hex.slice(0, 4)}:${hex.slice(4)}::1/48`;
}

function ownAddress({ v }: Subject): Value {
  if (v.size === 1n || !isOwnNetwork(v) || v.broadcast === undefined || v.version === 6) return v.ip;
  return null;
}

function addressAndPrefix({ v }: Subject): Value {
  const isEdge = isOwnNetwork(v) || v.value === v.broadcast;
  return v.size > 2n && isEdge ? false : v.toString();
}

const unlessNetwork =
  (text: (v: IpNetwork) => string): Query =>
  ({ v }) =>
    v.size === 2n || (v.size > 1n && !isOwnNetwork(v)) ? text(v) : null;

function reverseName({ v }: Subject): Value {
  if (v.version === 4) return `${v.ip.split('.').reverse().join('.')}.in-addr.arpa.`;
  const digits = v.value.toString(16).padStart(32, '0');
  return `${Array.from(digits).reverse().join('.')}.ip6.arpa.`;
}

const text = (v: IpNetwork, value: bigint): string => v.address(value) as string;

const queries: ReadonlyMap<string, Query> = new Map<string, Query>([
  ['', ({ v, kind }) => (kind === 'address' ? v.ip : v.toString())],
  ['6to4', to6to4],
  ['address', ownAddress],
  ['ip', ownAddress],
  ...['address/prefix', 'gateway', 'gw', 'host/prefix', 'hostnet', 'router'].map(
    (name) => [name, addressAndPrefix] as const,
  ),
  ['bool', () => true],
  ['broadcast', ({ v }) => (v.broadcast === undefined ? null : text(v, v.broadcast))],
  ['cidr', ({ v }) => v.toString()],
  ['first_usable', (subject) => usable(subject, (v, [first]) => text(v, first))],
  ['last_usable', (subject) => usable(subject, (v, [, last]) => text(v, last))],
  ['range_usable', (subject) => usable(subject, (v, [first, last]) => `${text(v, first)}-${text(v, last)}`)],
  ['next_usable', (subject) => neighbour(subject, 1n)],
  ['previous_usable', (subject) => neighbour(subject, -1n)],
  ['host', ({ v }) => (v.size === 1n || !isOwnNetwork(v) || v.broadcast === undefined ? v.toString() : null)],
  ['hostmask', ({ v }) => text(v, v.hostmask)],
  ['wildcard', ({ v }) => text(v, v.hostmask)],
  ['int', ({ v, kind }) => (kind === 'address' ? int(v.value) : `${v.value}/${v.prefix}`)],
  ['ip/prefix', unlessNetwork((v) => v.toString())],
  ['ip_netmask', unlessNetwork((v) => `${v.ip} ${text(v, v.netmask)}`)],
  ['ipv4', toIpv4],
  ['v4', toIpv4],
  [
    'ipv6',
    ({ v, value }) =>
      v.version === 6 ? value : new IpNetwork(6, 0xffff00000000n + v.value, v.prefix + 96).toString(),
  ],
  [
    'v6',
    ({ v, value }) =>
      v.version === 6 ? value : new IpNetwork(6, 0xffff00000000n + v.value, v.prefix + 96).toString(),
  ],
  ['link-local', filtering(isLinkLocal)],
  ['lo', filtering(isLoopback)],
  ['loopback', filtering(isLoopback)],
  ['multicast', filtering((v) => isMulticast(host(v)))],
  ['unicast', filtering((v) => !isMulticast(host(v)))],
  ['private', filtering((v) => !isGlobal(v))],
  ['public', filtering(isPublic)],
  ['net', ({ v }) => (v.size > 1n && isOwnNetwork(v) ? v.toString() : null)],
  ['netmask', ({ v }) => text(v, v.netmask)],
  ['network', ({ v }) => v.network],
  ['network_id', ({ v }) => v.network],
  ['network/prefix', ({ v }) => v.subnet.toString()],
  ['subnet', ({ v }) => v.subnet.toString()],
  ['network_netmask', ({ v }) => `${v.network} ${text(v, v.netmask)}`],
  ['network_wildcard', ({ v }) => `${v.network} ${text(v, v.hostmask)}`],
  ['peer', peer],
  ['prefix', ({ v }) => v.prefix],
  ['revdns', reverseName],
  ['size', ({ v }) => int(v.size)],
  ['size_usable', ({ v }) => (v.size === 1n ? 0 : v.size === 2n ? 2 : int(v.size - 2n))],
  ['type', ({ v }) => (v.size === 1n || !isOwnNetwork(v) ? 'address' : 'network')],
  ['version', ({ v }) => v.version],
  [
    'wrap',
    ({ v, kind, value }) =>
      v.version === 4 ? value : kind === 'address' ? `[${v.ip}]` : `[${v.ip}]/${v.prefix}`,
  ],
]);

/** `ansible.utils.ipaddr`: what the query gives for an address or network, or for each of a list; False for no address. */
export function ipaddr(
  value: Value,
  query: string,
  version: 4 | 6 | undefined,
  alias: string,
  warn: (message: string) => void,
): Value {
  const list = sequenceOf(value);
  if (list) return list.map((member) => ipaddr(member, query, version, 'ipaddr', warn)).filter(isTruthy);
  if (!isTruthy(value) || value === true) {
    warn(
      `The value '${str(value)}' is not a valid IP address or network, passing this value to ipaddr filter might result in breaking change in future.`,
    );
    return false;
  }
  const subject = subjectOf(value, version);
  if (!subject) return false;
  const { v } = subject;
  if (version !== undefined && v.version !== version) return false;
  const known = queries.get(query);
  if (known) return known(subject);
  const network = /^\d+$/.test(query) ? undefined : IpNetwork.parse(query);
  if (network) return v.isIn(network) ? subject.value : null;
  return nth(subject, query, alias);
}

/** Reads a value: digits are an address as a number, `1234/24` too. */
function subjectOf(value: Value, version: 4 | 6 | undefined): Subject | undefined {
  const number = numeric(value)?.kind === 'int' ? str(value) : stringOf(value);
  if (number === undefined) return undefined;
  if (/^\d+$/.test(number)) {
    const numberValue = BigInt(number);
    const isFour = version === 4 || (version === undefined && numberValue < 1n << 32n);
    if (isFour ? numberValue >= 1n << 32n : numberValue >= 1n << 128n) return undefined;
    const v = new IpNetwork(isFour ? 4 : 6, numberValue, isFour ? 32 : 128);
    return { v, kind: 'address', value: v.toString() };
  }
  const parsed = IpNetwork.parse(number);
  if (parsed)
    return { v: parsed, kind: number.split('/').length === 2 ? 'network' : 'address', value: number };
  const numbered = /^(\d+)\/(\d+)$/.exec(number);
  if (!numbered) return undefined;
  const [address, prefix] = [BigInt(numbered[1] as string), Number(numbered[2])];
  const isFour = address < 1n << 32n && prefix <= 32;
  if (!isFour && (address >= 1n << 128n || prefix > 128)) return undefined;
  const v = new IpNetwork(isFour ? 4 : 6, address, prefix);
  return { v, kind: 'network', value: v.toString() };
}

/** A number as the query: that address of the network, from the end where it is negative. */
function nth({ v, kind }: Subject, query: string, alias: string): Value {
  if (query.trim() === '' || Number.isNaN(Number(query))) {
    throw pluginFailure(`${alias}: unknown filter type: ${query}`);
  }
  if (v.size === 1n) return kind === 'address' ? v.ip : v.toString();
  const address = nthAddress(v, query);
  return address === undefined ? false : `${address}/${v.prefix}`;
}

/** The n-th address of a network; undefined where it has not so many. */
export function nthAddress(v: IpNetwork, query: string): string | undefined {
  if (!/^-?\d+$/.test(query)) return undefined;
  const index = BigInt(query);
  if (index >= v.size || index < -v.size) return undefined;
  return v.address(index < 0n ? v.last + index + 1n : v.first + index);
}
