import { integerOf, numeric } from '../../../python/operators/number.ts';
import { parseIntText } from '../../../python/parse-number.ts';
import { randomBelow, SeededRandom, systemRandom } from '../../../python/random.ts';
import { str } from '../../../python/repr.ts';
import { isTruthy } from '../../../python/truth.ts';
import { int, type Value } from '../../../python/value.ts';
import { signature } from '../../argument-binder.ts';
import { pluginFailure } from '../../plugin-failure.ts';
import type { CallContext, FilterDefinition } from '../../registry.ts';
import { classText, sequenceOf, stringOf, textOf } from '../../text-argument.ts';
import { ipaddr, nthAddress, usableRange } from './ipaddr.ts';
import { IpNetwork } from './ip-network.ts';

/** The names that a filter of ansible.utils has, ansible.netcommon's and the bare one that roles still use. */
const names = (name: string): Pick<FilterDefinition, 'name' | 'aliases'> => ({
  name: `ansible.utils.${name}`,
  aliases: [`ansible.netcommon.${name}`, name],
});

/** ansible.utils' filters of IP and MAC addresses, natively. */
export const networkFilters: readonly FilterDefinition[] = [
  ofAddress('ipaddr', undefined),
  ofAddress('ipv4', 4),
  ofAddress('ipv6', 6),
  {
    ...names('ipwrap'),
    isSure: areTexts,
    signature: signature("value, query=''"),
    call: (context, value) => {
      if (numeric(value as Value)?.kind === 'int' && typeof value !== 'boolean') {
        throw pluginFailure(`Unrecognized type <${classText(value as Value)}> for ipwrap filter <value>`);
      }
      const wrap = (one: Value): Value => {
        const address = query(context, one, '');
        return isTruthy(address) ? query(context, address, 'wrap') : one;
      };
      return sequenceOf(value as Value)?.map(wrap) ?? wrap(value as Value);
    },
  },
  {
    ...names('ipsubnet'),
    isSure: areTexts,
    signature: signature("value, query='', index=None"),
    call: (context, value, size, index) =>
      ipSubnet(context, value as Value, textOf(size as Value), index as Value),
  },
  {
    ...names('ipmath'),
    isSure: areTexts,
    signature: signature('value, amount'),
    call: (context, value, amount) => {
      const network = IpNetwork.parse(textOf(query(context, value as Value, '')));
      if (!network)
        throw pluginFailure(`You must pass a valid IP address; ${textOf(value as Value)} is invalid`);
      const step = integerFrom(amount as Value);
      if (step === undefined) {
        throw pluginFailure(
          `You must pass an integer for arithmetic; ${str(amount as Value)} is not a valid integer`,
        );
      }
      const address = network.address(network.value + BigInt(step));
      if (address === undefined) throw pluginFailure(`result outside valid IP address boundary!`);
      return address;
    },
  },
  {
    ...names('nthhost'),
    isSure: areTexts,
    signature: signature("value, query=''"),
    call: (_context, value, index) => {
      const network = IpNetwork.parse(textOf(value as Value));
      const wanted = textOf(index as Value);
      if (!network || wanted === '' || wanted === '0') return false;
      return nthAddress(network.subnet, wanted) ?? false;
    },
  },
  {
    ...names('network_in_network'),
    isSure: areNetworks,
    signature: signature('value, test'),
    call: (_context, value, test) => {
      const [outer, inner] = [
        IpNetwork.parse(textOf(value as Value)),
        IpNetwork.parse(textOf(test as Value)),
      ];
      return outer !== undefined && inner !== undefined && inner.isIn(outer);
    },
  },
  {
    ...names('network_in_usable'),
    isSure: areNetworks,
    signature: signature('value, test'),
    call: (_context, value, test) => {
      const [outer, inner] = [
        IpNetwork.parse(textOf(value as Value)),
        IpNetwork.parse(textOf(test as Value)),
      ];
      if (!outer || !inner || outer.version !== inner.version) return false;
      const [first, last] = usableRange(outer) ?? [outer.value, outer.value];
      return inner.first >= first && inner.last <= last;
    },
  },
  {
    ...names('cidr_merge'),
    isSure: (value) => Array.isArray(value) && value.every((member) => areNetworks(member)),
    signature: signature("value, action='merge'"),
    call: (_context, value, action) => mergeNetworks(value as Value, textOf(action as Value)),
  },
  ofHardware('hwaddr', 'hwaddr', ''),
  ofHardware('macaddr', 'macaddr', ''),
  {
    name: 'community.general.random_mac',
    aliases: ['random_mac'],
    isSure: areTexts,
    signature: signature('value, seed=None'),
    impure: true,
    call: (_context, value, seed) => randomMac(value as Value, seed as Value),
  },
];

/** Texts, numbers and what stands for nothing; the first may be a list of texts. */
function areTexts(value: Value = null, ...rest: Value[]): boolean {
  const isSimple = (one: Value): boolean =>
    typeof one === 'string' || numeric(one)?.kind === 'int' || one === null || one === false;
  const isUsual = Array.isArray(value)
    ? value.every((member) => typeof member === 'string')
    : value !== null && isSimple(value);
  return isUsual && rest.every(isSimple);
}

function areNetworks(...values: Value[]): boolean {
  return values.every((value) => typeof value === 'string' && IpNetwork.parse(value) !== undefined);
}

function query(context: CallContext, value: Value, what: string, version?: 4 | 6, alias = 'ipaddr'): Value {
  return ipaddr(value, what, version, alias, (message) => context.lookups.warn(message));
}

function ofAddress(name: string, version: 4 | 6 | undefined): FilterDefinition {
  return {
    ...names(name),
    isSure: (value, what, version) => areTexts(value, what) && typeof version !== 'string',
    signature: signature("value, query='', version=False, alias='ipaddr'"),
    call: (context, value, what, wantedVersion) => {
      const wanted = version ?? integerFrom(wantedVersion as Value);
      return query(
        context,
        value as Value,
        textOf(what as Value),
        wanted === 4 || wanted === 6 ? wanted : undefined,
        name,
      );
    },
  };
}

function integerFrom(value: Value): number | undefined {
  const text = stringOf(value);
  if (text === undefined) return integerOf(value);
  return /^\s*[+-]?\d+\s*$/.test(text) ? integerOf(parseIntText(text)) : undefined;
}

function ipSubnet(context: CallContext, value: Value, size: string, index: Value): Value {
  const kind = query(context, value, 'type');
  if (!isTruthy(kind)) return false;
  const network = IpNetwork.parse(
    textOf(query(context, value, kind === 'address' ? 'cidr' : 'subnet')),
  )?.subnet;
  if (!network) return false;
  if (size === '') return network.toString();
  if (!/^\d+$/.test(size)) return rankIn(network, size);
  const prefix = Number(size);
  if (prefix > network.bits) return false;
  const at = index === null ? undefined : integerFrom(index);
  if (network.size === 1n) {
    const wanted = at ?? 0;
    const prefixes = Array.from({ length: network.bits - prefix }, (_supernet, step) => prefix + step);
    const chosen = prefixes.at(wanted);
    return chosen === undefined ? false : network.withPrefix(chosen).subnet.toString();
  }
  if (prefix < network.prefix) {
    if (at === undefined) throw pluginFailure(`Requested subnet size of ${size} is invalid`);
    return at === 0 ? `${network.network}/${prefix}` : false;
  }
  const count = 1n << BigInt(prefix - network.prefix);
  if (at === undefined) return count.toString();
  const position = at < 0 ? BigInt(at) + count : BigInt(at);
  if (position < 0n || position >= count) return false;
  const start = network.first + (position << BigInt(network.bits - prefix));
  return new IpNetwork(network.version, start, prefix).toString();
}

/** Which subnet of `outer` this is, counting from 1. */
function rankIn(network: IpNetwork, text: string): Value {
  const outer = IpNetwork.parse(text)?.subnet;
  if (!outer) throw pluginFailure(`You must pass a valid subnet or IP address; ${text} is invalid`);
  if (!network.isIn(outer))
    throw pluginFailure(`${network.toString()} is not in the subnet ${outer.toString()}`);
  return (((network.first - outer.first) >> BigInt(network.bits - network.prefix)) + 1n).toString();
}

function mergeNetworks(value: Value, action: string): Value {
  const list = sequenceOf(value);
  if (!list) throw pluginFailure(`cidr_merge: expected iterable, got ${str(value)}`);
  if (action !== 'merge' && action !== 'span') throw pluginFailure(`cidr_merge: invalid action '${action}'`);
  const networks = list.map((member) => {
    const network = IpNetwork.parse(textOf(member));
    if (!network) throw pluginFailure(`cidr_merge: error in netaddr:\ninvalid IPNetwork ${textOf(member)}`);
    return network;
  });
  if (action === 'merge') return merged(networks).map(String);
  const [first] = networks;
  if (!first) return null;
  if (networks.length === 1) return first.toString();
  let span = first.subnet;
  while (!networks.every((network) => network.isIn(span)) && span.prefix > 0)
    span = span.withPrefix(span.prefix - 1).subnet;
  return span.toString();
}

/** The fewest networks that hold the same addresses. */
function merged(networks: readonly IpNetwork[]): IpNetwork[] {
  const compare = (a: IpNetwork, b: IpNetwork): number =>
    a.version - b.version || (a.first < b.first ? -1 : a.first > b.first ? 1 : a.prefix - b.prefix);
  const done: IpNetwork[] = [];
  for (const network of networks.map((one) => one.subnet).toSorted(compare)) {
    const last = done.at(-1);
    if (last && network.isIn(last)) continue;
    done.push(network);
    for (;;) {
      const [lower, upper] = done.slice(-2);
      if (
        !lower ||
        !upper ||
        lower.version !== upper.version ||
        lower.prefix !== upper.prefix ||
        lower.prefix === 0
      )
        break;
      const parent = lower.withPrefix(lower.prefix - 1).subnet;
      if (!upper.isIn(parent) || lower.first !== parent.first) break;
      done.splice(-2, 2, parent);
    }
  }
  return done;
}

const macForms: ReadonlyMap<string, (digits: string) => Value> = new Map<string, (digits: string) => Value>([
  ['bare', (digits) => digits.toUpperCase()],
  ['bool', () => true],
  ['int', (digits) => int(BigInt(`0x${digits}`))],
  ['cisco', (digits) => grouped(digits, 4, '.')],
  ['eui48', (digits) => grouped(digits, 2, '-').toUpperCase()],
  ['win', (digits) => grouped(digits, 2, '-').toUpperCase()],
  ['linux', (digits) => grouped(digits, 2, ':')],
  ['unix', (digits) => grouped(digits, 2, ':').replace(/(^|:)0/g, '$1')],
  ['pgsql', (digits) => grouped(digits, 6, ':')],
  ['postgresql', (digits) => grouped(digits, 6, ':')],
  ['psql', (digits) => grouped(digits, 6, ':')],
]);

function grouped(digits: string, size: number, separator: string): string {
  return (digits.match(new RegExp(`.{${size}}`, 'g')) ?? []).join(separator);
}

function ofHardware(name: string, alias: string, usual: string): FilterDefinition {
  return {
    ...names(name),
    isSure: (value) => typeof value === 'string' && !/^\d*$/.test(value) && macDigits(value) !== undefined,
    signature: signature(`value, query='${usual}', alias='${alias}'`),
    call: (_context, value, what) => {
      const form = textOf(what as Value);
      const digits = macDigits(textOf(value as Value));
      if (digits === undefined) {
        if (form !== '' && form !== 'bool')
          throw pluginFailure(`${alias}: not a hardware address: ${textOf(value as Value)}`);
        return null;
      }
      if (form === '') return value as Value;
      const write = macForms.get(form);
      if (!write) throw pluginFailure(`${alias}: unknown filter type: ${form}`);
      return write(digits);
    },
  };
}

/** The twelve hexadecimal digits of a MAC address in any of the usual spellings. */
function macDigits(text: string): string | undefined {
  const parts = text.toLowerCase().split(/[:.-]/);
  const width = [12, 6, 4][parts.length - 1] ?? (parts.length === 6 ? 2 : 0);
  if (parts.length === 1 && text.length < 11) return undefined;
  if (width === 0 || !parts.every((part) => /^[\da-f]+$/.test(part) && part.length <= width))
    return undefined;
  const digits = parts.map((part) => part.padStart(width, '0')).join('');
  return digits.length === 12 ? digits : undefined;
}

function randomMac(value: Value, seed: Value): string {
  const given = stringOf(value);
  if (given === undefined) {
    throw pluginFailure(`Invalid value type (${classText(value)}) for random_mac (${str(value)})`);
  }
  const prefix = given.toLowerCase();
  const items = prefix.split(':');
  if (items.length > 5) {
    throw pluginFailure(`Invalid value (${prefix}) for random_mac: 5 colon(:) separated items max`);
  }
  const faults = items
    .filter((item) => !/^[a-f0-9]{2}/.test(item))
    .map((item) => (item === '' ? 'empty item' : `${item} not hexa byte`));
  if (faults.length > 0) throw pluginFailure(`Invalid value (${prefix}) for random_mac: ${faults.join(',')}`);
  const source = seed === null ? systemRandom : new SeededRandom(seed);
  const drawn = 68_719_476_736n + randomBelow(source, 1_099_511_627_775n - 68_719_476_736n + 1n);
  return (
    prefix +
    drawn
      .toString(16)
      .slice(0, 2 * (6 - items.length))
      .replace(/../g, ':$&')
  );
}
