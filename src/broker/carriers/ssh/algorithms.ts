import type { Algorithms, CipherAlgorithm, KexAlgorithm, MacAlgorithm, ServerHostKeyAlgorithm } from 'ssh2';
import { connectionError } from './errors.ts';
import { namesHost, type KnownHost } from './known-hosts.ts';
import { matchesPattern } from './pattern-list.ts';
import type { AlgorithmSettings } from './settings.ts';

interface AlgorithmChoice<Name extends string> {
  /** What OpenSSH 9 offers by default of what ssh2 has. */
  readonly defaults: readonly Name[];
  /** What ssh2 has beyond that, for whoever asks for it: old servers need SHA-1. */
  readonly legacy: readonly Name[];
}

const hostKeys: AlgorithmChoice<ServerHostKeyAlgorithm> = {
  defaults: [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ],
  legacy: ['ssh-rsa', 'ssh-dss'],
};

const keyExchanges: AlgorithmChoice<KexAlgorithm> = {
  defaults: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
    'diffie-hellman-group14-sha256',
  ],
  legacy: ['diffie-hellman-group14-sha1', 'diffie-hellman-group-exchange-sha1', 'diffie-hellman-group1-sha1'],
};

const ciphers: AlgorithmChoice<CipherAlgorithm> = {
  defaults: [
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
    'chacha20-poly1305@openssh.com',
    'aes128-ctr',
    'aes192-ctr',
    'aes256-ctr',
  ],
  legacy: ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc'],
};

const macs: AlgorithmChoice<MacAlgorithm> = {
  defaults: [
    'hmac-sha2-256-etm@openssh.com',
    'hmac-sha2-512-etm@openssh.com',
    'hmac-sha1-etm@openssh.com',
    'hmac-sha2-256',
    'hmac-sha2-512',
    'hmac-sha1',
  ],
  legacy: ['hmac-md5', 'hmac-sha2-256-96', 'hmac-sha2-512-96', 'hmac-sha1-96', 'hmac-md5-96'],
};

/** The algorithms to offer; host keys of the types known for this host come first, so that they can be compared. */
export function chooseAlgorithms(
  settings: AlgorithmSettings,
  known: readonly KnownHost[],
  host: string,
): Algorithms {
  const offered = choose(settings.hostKey, hostKeys, 'host key');
  // A list that somebody wrote keeps its order.
  const serverHostKey = settings.hostKey === undefined ? preferKnown(offered, known, host) : offered;
  return {
    serverHostKey,
    ...(settings.keyExchange === undefined ? {} : { kex: choose(settings.keyExchange, keyExchanges, 'KEX') }),
    ...(settings.cipher === undefined ? {} : { cipher: choose(settings.cipher, ciphers, 'cipher') }),
    ...(settings.mac === undefined ? {} : { hmac: choose(settings.mac, macs, 'MAC') }),
  };
}

/** `a,b` replaces the defaults, `+a` appends, `-a*` removes, `^a` puts first; what ssh2 lacks is left out. */
function choose<Name extends string>(
  specification: string | undefined,
  { defaults, legacy }: AlgorithmChoice<Name>,
  kind: string,
): Name[] {
  if (specification === undefined) return [...defaults];
  const sign = /^[+\-^]/.exec(specification)?.[0];
  const patterns = (sign === undefined ? specification : specification.slice(1)).split(',');
  const named = patterns.flatMap((pattern) =>
    [...defaults, ...legacy].filter((name) => matchesPattern(pattern, name)),
  );
  const others = defaults.filter((name) => !named.includes(name));
  const chosen =
    sign === '-'
      ? others
      : sign === '^'
        ? [...named, ...others]
        : sign === '+'
          ? [...defaults, ...named]
          : named;
  if (chosen.length === 0) {
    throw connectionError([`none of the ${kind} algorithms in '${specification}' is available`], {
      hint: "mitorun speaks SSH by itself; the system's ssh may know more algorithms",
    });
  }
  return [...new Set(chosen)];
}

function preferKnown(
  offered: readonly ServerHostKeyAlgorithm[],
  known: readonly KnownHost[],
  host: string,
): ServerHostKeyAlgorithm[] {
  const types = new Set(
    known
      .filter((entry) => entry.marker === 'none' && namesHost(entry.names, host))
      .map(({ keyType }) => keyType),
  );
  const isKnown = (name: string): boolean => types.has(name.startsWith('rsa-sha2-') ? 'ssh-rsa' : name);
  return [...offered.filter(isKnown), ...offered.filter((name) => !isKnown(name))];
}
