import ipaddr from 'ipaddr.js';

/** An address with the length of its network's prefix: netaddr's IPNetwork. The value keeps the host's bits. */
export class IpNetwork {
  readonly version: 4 | 6;
  readonly value: bigint;
  readonly prefix: number;
  constructor(version: 4 | 6, value: bigint, prefix: number) {
    this.version = version;
    this.value = value;
    this.prefix = prefix;
  }

  /** Reads `192.0.2.1`, `192.0.2.1/24`, `192.0.2.1/255.255.255.0`, `2001:db8::/32`; undefined for anything else. */
  static parse(text: string): IpNetwork | undefined {
    const [address = '', prefixText, ...more] = text.split('/');
    const parsed = parseIpv4(address, prefixText !== undefined) ?? parseIpv6(address);
    if (!parsed || more.length > 0) return undefined;
    const bits = parsed.version === 4 ? 32 : 128;
    const prefix = prefixText === undefined ? bits : parsePrefix(prefixText, parsed.version);
    return prefix === undefined || prefix > bits
      ? undefined
      : new IpNetwork(parsed.version, parsed.value, prefix);
  }

  get bits(): 32 | 128 {
    return this.version === 4 ? 32 : 128;
  }
  get size(): bigint {
    return 1n << BigInt(this.bits - this.prefix);
  }
  get first(): bigint {
    return this.value & this.netmask;
  }
  get last(): bigint {
    return this.first + this.size - 1n;
  }
  get netmask(): bigint {
    return ((1n << BigInt(this.bits)) - 1n) ^ (this.size - 1n);
  }
  get hostmask(): bigint {
    return this.size - 1n;
  }
  /** Networks of one or two addresses have none. */
  get broadcast(): bigint | undefined {
    return this.size > 2n ? this.last : undefined;
  }
  /** An address of this version as text; undefined where it is out of range. */
  address(value: bigint): string | undefined {
    return value < 0n || value >= 1n << BigInt(this.bits) ? undefined : formatAddress(this.version, value);
  }
  get ip(): string {
    return formatAddress(this.version, this.value);
  }
  get network(): string {
    return formatAddress(this.version, this.first);
  }
  get subnet(): IpNetwork {
    return new IpNetwork(this.version, this.first, this.prefix);
  }
  /** Every address of this network is in the other. */
  isIn(other: IpNetwork): boolean {
    return this.version === other.version && this.first >= other.first && this.last <= other.last;
  }
  withPrefix(prefix: number): IpNetwork {
    return new IpNetwork(this.version, this.value, prefix);
  }
  toString(): string {
    return `${this.ip}/${this.prefix}`;
  }
}

function formatAddress(version: 4 | 6, value: bigint): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  if (value > 0xffffn && value >> 32n === 0n) return `::${formatAddress(4, value)}`;
  if (value >> 32n === 0xffffn) return `::ffff:${formatAddress(4, value & 0xffffffffn)}`;
  const groups = Array.from({ length: 8 }, (_group, index) =>
    Number((value >> BigInt(112 - 16 * index)) & 0xffffn),
  );
  return new ipaddr.IPv6(groups).toRFC5952String();
}

interface Address {
  readonly version: 4 | 6;
  readonly value: bigint;
}

/** As netaddr: zeros may lead a part, which is decimal all the same. */
function parseIpv4(text: string, mayBeShort: boolean): Address | undefined {
  const parts = text.split('.');
  if (parts.length > 4 || (parts.length < 4 && !mayBeShort)) return undefined;
  if (!parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  while (parts.length < 4) parts.push('0');
  return { version: 4, value: parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n) };
}

function parseIpv6(text: string): Address | undefined {
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  const { parts } = ipaddr.IPv6.parse(text);
  return { version: 6, value: parts.reduce((value, group) => (value << 16n) | BigInt(group), 0n) };
}

/** A length, a netmask or a hostmask. */
function parsePrefix(text: string, version: 4 | 6): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const mask = version === 4 ? parseIpv4(text, false) : parseIpv6(text);
  if (!mask || mask.version !== version) return undefined;
  const bits = version === 4 ? 32 : 128;
  const all = (1n << BigInt(bits)) - 1n;
  const hostmask =
    (mask.value & (mask.value + 1n)) === 0n && mask.value !== all ? mask.value : all ^ mask.value;
  if ((hostmask & (hostmask + 1n)) !== 0n) return undefined;
  return bits - hostmask.toString(2).replace(/^0$/, '').length;
}
