/** A host and its port as people write them, with ranges in brackets allowed where asked (`parse_address`). */
export interface HostAddress {
  readonly host: string;
  readonly port: number | undefined;
}

const numericRange = String.raw`\[(?:[0-9]+:[0-9]+)(?::[0-9]+)?\]`;
const hexadecimalRange = String.raw`\[(?:[0-9a-f]+:[0-9a-f]+)(?::[0-9]+)?\]`;
const alphanumericRange = String.raw`\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?\]`;
const four = String.raw`(?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5]|${numericRange})`;
const six = String.raw`(?:[0-9a-f]{1,4}|${hexadecimalRange})`;
const word = String.raw`[\p{L}\p{N}_]`;
const label = String.raw`(?:${word}|${alphanumericRange})(?:${word}|-|${alphanumericRange})*(?<![_\-])`;

const bracketedWithPort = /^\[(.+)\]:([0-9]+)$/;
const withPort = /^((?:[^:[\]]|\[[^\]]*\])*):([0-9]+)$/;
const ipv4 = new RegExp(String.raw`^(?:${four}\.){3}${four}$`, 'i');
const ipv6 = new RegExp(
  `^(?:${[
    String.raw`(?:${six}:){7}${six}`,
    String.raw`(?:${six}:){1,6}:`,
    String.raw`(?:${six}:)(?::${six}){1,6}`,
    String.raw`(?:${six}:){2}(?::${six}){1,5}`,
    String.raw`(?:${six}:){3}(?::${six}){1,4}`,
    String.raw`(?:${six}:){4}(?::${six}){1,3}`,
    String.raw`(?:${six}:){5}(?::${six}){1,2}`,
    String.raw`(?:${six}:){6}(?::${six})`,
    String.raw`:(?::${six}){1,6}`,
    String.raw`${six}?::`,
    String.raw`(?:0:){6}(?:${six}\.){3}${six}`,
    String.raw`::(?:ffff:)?(?:${six}\.){3}${six}`,
    String.raw`(?:0:){5}ffff:(?:${six}\.){3}${six}`,
  ].join('|')})$`,
  'i',
);
/** Most names; the pattern of all of them takes as long to compile as a task takes to run. */
const plainHostname = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i;
const hostname = new RegExp(String.raw`^${label}(?:\.${label})*$`, 'iu');

/** Undefined where the text is no address that Ansible recognises. */
export function parseAddress(text: string, options: { readonly ranges: boolean }): HostAddress | undefined {
  let host = text;
  let port: number | undefined;
  for (const pattern of [bracketedWithPort, withPort]) {
    const found = pattern.exec(host);
    if (!found) continue;
    host = found[1] ?? '';
    port = Number(found[2]);
  }
  if (plainHostname.test(host)) return { host, port };
  if (!ipv4.test(host) && !ipv6.test(host) && !hostname.test(host)) return undefined;
  if (!options.ranges && host.includes('[')) return undefined;
  return { host, port };
}

export function matchesIpAddress(text: string): boolean {
  return ipv4.test(text) || ipv6.test(text);
}
