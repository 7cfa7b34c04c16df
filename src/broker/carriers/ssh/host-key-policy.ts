import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { judgeHostKey, keyTypeOf, knownHostName, type KnownHost } from './known-hosts.ts';
import type { KnownHostsFiles } from './known-hosts-files.ts';
import type { SshSettings } from './settings.ts';

export interface HostKeyDecision {
  readonly accepted: boolean;
  /** What ssh writes to stderr meanwhile; the reason where the key is refused. */
  readonly lines: readonly string[];
  /** False for a key that is known to be wrong and was let through: no password, no agent may reach that server. */
  readonly trusted: boolean;
}

export interface HostKeyCircumstances {
  readonly settings: SshSettings;
  readonly files: KnownHostsFiles;
  /** The address that the connection leads to; undefined behind a proxy. */
  readonly address: string | undefined;
  readonly confirm?: (text: string) => Promise<string>;
}

const refusal = 'Host key verification failed.';
const ruler = '@'.repeat(59);

/** Decides about a server's key as ssh's `check_host_key` does, StrictHostKeyChecking in all its values. */
export async function decideHostKey(
  key: Buffer,
  circumstances: HostKeyCircumstances,
): Promise<HostKeyDecision> {
  const { settings, files } = circumstances;
  const name = settings.hostKeyAlias?.toLowerCase() ?? knownHostName(settings.host, settings.port);
  const entries = await files.entries([...settings.userKnownHostsFiles, ...settings.globalKnownHostsFiles]);
  if (settings.revokedHostKeysFile !== undefined && (await isListed(settings.revokedHostKeysFile, key))) {
    return refuse([
      `Host key ${describeType(key)} ${fingerprint(key)} revoked by file ${settings.revokedHostKeysFile}`,
    ]);
  }
  const verdict = judgeHostKey(entries, name, key);
  switch (verdict.kind) {
    case 'known':
      return accept([]);
    case 'revoked':
      return decideWrongKey(settings, revokedWarning(key, name), [
        `${describeType(key)} host key for ${name} was revoked and you have requested strict checking.`,
      ]);
    case 'changed':
      return decideWrongKey(settings, changedWarning(key, name, verdict.entry, settings), [
        `Host key for ${name} has changed and you have requested strict checking.`,
      ]);
    case 'unknown':
      return decideUnknownKey(key, name, entries, circumstances);
  }
}

async function decideUnknownKey(
  key: Buffer,
  name: string,
  entries: readonly KnownHost[],
  circumstances: HostKeyCircumstances,
): Promise<HostKeyDecision> {
  const { settings, files } = circumstances;
  // An entry for the host without its port is good enough to ssh.
  if (settings.hostKeyAlias === undefined && name.startsWith('[')) {
    if (judgeHostKey(entries, knownHostName(settings.host, 22), key).kind === 'known') return accept([]);
  }
  if (settings.strictHostKeyChecking === 'yes') {
    return refuse([
      `No ${describeType(key)} host key is known for ${name} and you have requested strict checking.`,
    ]);
  }
  if (settings.strictHostKeyChecking === 'ask') {
    if (circumstances.confirm === undefined || settings.batchMode) return refuse([]);
    if (!(await isConfirmed(key, name, entries, circumstances.confirm, circumstances.address)))
      return refuse([]);
  }
  const file = settings.userKnownHostsFiles[0];
  if (file === undefined) return accept([]);
  try {
    await files.append(file, name, key, settings.hashKnownHosts);
  } catch {
    return accept([`Failed to add the host to the list of known hosts (${file}).`]);
  }
  return accept([`Warning: Permanently added '${name}' (${describeType(key)}) to the list of known hosts.`]);
}

async function isConfirmed(
  key: Buffer,
  name: string,
  entries: readonly KnownHost[],
  confirm: (text: string) => Promise<string>,
  address: string | undefined,
): Promise<boolean> {
  const others = entries.filter((entry) => entry.marker === 'none' && entry.key.equals(key));
  const shownAddress = address === undefined ? '<no hostip for proxy command>' : address;
  const known =
    others.length === 0
      ? ['This key is not known by any other names.']
      : [
          'This host key is known by the following other names/addresses:',
          ...others.map(
            (entry) =>
              `    ${entry.file}:${entry.line}: ${entry.names.startsWith('|') ? '[hashed name]' : entry.names}`,
          ),
        ];
  const text = [
    `The authenticity of host '${name} (${shownAddress})' can't be established.`,
    `${describeType(key)} key fingerprint is ${fingerprint(key)}.`,
    ...known,
    'Are you sure you want to continue connecting (yes/no/[fingerprint])? ',
  ].join('\n');
  for (
    let answer = await confirm(text);
    ;
    answer = await confirm("Please type 'yes', 'no' or the fingerprint: ")
  ) {
    const typed = answer.trim();
    if (typed === '' || typed.toLowerCase() === 'no') return false;
    if (typed.toLowerCase() === 'yes' || typed === fingerprint(key)) return true;
  }
}

function decideWrongKey(
  settings: SshSettings,
  warning: readonly string[],
  reason: readonly string[],
): HostKeyDecision {
  if (settings.strictHostKeyChecking !== 'no') return refuse([...warning, ...reason]);
  return {
    accepted: true,
    lines: [...warning, ...withheld(settings)],
    trusted: false,
  };
}

/** What a server with a wrong key does not get. */
function withheld(settings: SshSettings): string[] {
  const asks = (method: string): boolean =>
    settings.password !== undefined && settings.authenticationMethods.includes(method);
  const why = 'is disabled to avoid man-in-the-middle attacks.';
  return [
    ...(asks('password') ? [`Password authentication ${why}`] : []),
    ...(asks('keyboard-interactive') ? [`Keyboard-interactive authentication ${why}`] : []),
    ...(settings.forwardAgent ? [`Agent forwarding ${why}`] : []),
  ];
}

function changedWarning(key: Buffer, name: string, entry: KnownHost, settings: SshSettings): string[] {
  return [
    ruler,
    '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @',
    ruler,
    'IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!',
    'Someone could be eavesdropping on you right now (man-in-the-middle attack)!',
    'It is also possible that a host key has just been changed.',
    `The fingerprint for the ${describeType(key)} key sent by the remote host is\n${fingerprint(key)}.`,
    'Please contact your system administrator.',
    `Add correct host key in ${settings.userKnownHostsFiles[0] ?? entry.file} to get rid of this message.`,
    `Offending ${describeType(entry.key)} key in ${entry.file}:${entry.line}`,
    '  remove with:',
    `  ssh-keygen -f "${entry.file}" -R "${name}"`,
  ];
}

function revokedWarning(key: Buffer, name: string): string[] {
  return [
    ruler,
    '@       WARNING: REVOKED HOST KEY DETECTED!               @',
    ruler,
    `The ${describeType(key)} host key for ${name} is marked as revoked.`,
    'This could mean that a stolen key is being used to',
    'impersonate this host.',
  ];
}

const accept = (lines: readonly string[]): HostKeyDecision => ({ accepted: true, lines, trusted: true });
const refuse = (lines: readonly string[]): HostKeyDecision => ({
  accepted: false,
  lines: [...lines, refusal],
  trusted: false,
});

/** A plain list of public keys. A file that cannot be read, or a binary revocation list, revokes every key. */
async function isListed(path: string, key: Buffer): Promise<boolean> {
  try {
    const text = await readFile(path, 'latin1');
    return text.startsWith('SSHKRL') || text.includes(key.toString('base64'));
  } catch {
    return true;
  }
}

function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The short name that ssh uses in its messages. */
function describeType(key: Buffer): string {
  const type = keyTypeOf(key) ?? 'UNKNOWN';
  if (type === 'ssh-ed25519') return 'ED25519';
  if (type === 'ssh-rsa') return 'RSA';
  if (type === 'ssh-dss') return 'DSA';
  return type.startsWith('ecdsa-sha2-') ? 'ECDSA' : type;
}
