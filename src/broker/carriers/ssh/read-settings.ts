import type { SshLogin } from './ssh-login.ts';
import { passwordLine } from '../../password-line.ts';
import { connectionError } from './errors.ts';
import { matchesPattern } from './pattern-list.ts';
import type { JumpHost, ProxySetting, SshSettings, StrictHostKeyChecking } from './settings.ts';
import { splitWords, type ConfigValues, type Directive } from './ssh-config.ts';
import { expandPath, expandTokens, type TokenValues } from './tokens.ts';
import { refuseInvalidHostName, refuseInvalidUserName } from './valid-names.ts';

export interface ReadContext {
  readonly asked: SshLogin;
  readonly tokens: TokenValues;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly systemDirectory: string;
}

/** Of unanswered requests, as ssh's. */
const keepaliveCount = 3;
/** Milliseconds that a timer can wait. */
const longestTimer = 2 ** 31 - 1;

/** Gives ssh_config's values their types, with ssh's defaults. */
export function readSettings(values: ConfigValues, context: ReadContext): SshSettings {
  const { asked, tokens, environment } = context;
  const path = (text: string): string => expandPath(text, tokens, environment);
  const files = (keyword: string, fallback: readonly string[]): string[] =>
    (values.get(keyword)?.arguments ?? fallback).filter((name) => name !== 'none').map(path);
  const quiet = /^(quiet|fatal)$/i.test(values.text('loglevel') ?? '');
  return {
    alias: asked.host,
    host: tokens.host,
    port: tokens.port,
    user: tokens.user,
    password: asked.password === undefined ? undefined : passwordLine(asked.password),
    passwordPrompt: asked.passwordPrompt,
    privateKey: asked.privateKey,
    hostKeyAlias: tokens.hostKeyAlias,
    strictHostKeyChecking: readStrictness(values.get('stricthostkeychecking')),
    userKnownHostsFiles: files('userknownhostsfile', ['~/.ssh/known_hosts', '~/.ssh/known_hosts2']),
    globalKnownHostsFiles: files('globalknownhostsfile', [
      `${context.systemDirectory}/ssh_known_hosts`,
      `${context.systemDirectory}/ssh_known_hosts2`,
    ]),
    revokedHostKeysFile: files('revokedhostkeys', [])[0],
    hashKnownHosts: isYes(values, 'hashknownhosts', false),
    identityFiles:
      values.get('identityfile') === undefined
        ? undefined
        : values
            .all('identityfile')
            .flatMap((directive) => directive.arguments.slice(0, 1))
            .filter((name) => name !== 'none')
            .map(path),
    identitiesOnly: isYes(values, 'identitiesonly', false),
    agentSocket: readAgentSocket(values.text('identityagent'), context),
    forwardAgent: readForwardAgent(values),
    authenticationMethods: readMethods(values),
    batchMode: isYes(values, 'batchmode', false),
    proxy: readProxy(values, context),
    bindAddress: values.text('bindaddress'),
    addressFamily: { inet: 4 as const, inet6: 6 as const }[values.text('addressfamily') ?? ''] ?? 0,
    timeout: readSeconds(values, 'connecttimeout', asked.timeout / 1000) * 1000,
    connectionAttempts: Math.max(1, Number(values.text('connectionattempts') ?? 1) || 1),
    tcpKeepAlive: isYes(values, 'tcpkeepalive', true),
    keepaliveInterval: Math.min(readSeconds(values, 'serveraliveinterval', 0) * 1000, longestTimer),
    keepaliveCount: readCount(values, 'serveralivecountmax', keepaliveCount),
    algorithms: {
      hostKey: values.text('hostkeyalgorithms'),
      keyExchange: values.text('kexalgorithms'),
      cipher: values.text('ciphers'),
      mac: values.text('macs'),
    },
    remoteEnvironment: readRemoteEnvironment(values, environment),
    terminalName: environment['TERM'] ?? '',
    quiet,
  };
}

function isYes(values: ConfigValues, keyword: string, fallback: boolean): boolean {
  const directive = values.get(keyword);
  if (directive === undefined) return fallback;
  const text = directive.arguments[0]?.toLowerCase();
  if (text === 'yes' || text === 'true') return true;
  if (text === 'no' || text === 'false') return false;
  throw badValue(directive, `unsupported option "${directive.arguments[0] ?? ''}".`);
}

function badValue({ file, line }: Directive, complaint: string): Error {
  const terminating = line === 0 ? [] : [`${file}: terminating, 1 bad configuration options`];
  return connectionError([`${file} line ${line}: ${complaint}`, ...terminating]);
}

function readStrictness(directive: Directive | undefined): StrictHostKeyChecking {
  if (directive === undefined) return 'ask';
  switch (directive.arguments[0]?.toLowerCase()) {
    case 'yes':
    case 'true':
      return 'yes';
    case 'no':
    case 'false':
    case 'off':
      return 'no';
    case 'ask':
      return 'ask';
    case 'accept-new':
      return 'accept-new';
    default:
      throw badValue(directive, `unsupported option "${directive.arguments[0] ?? ''}".`);
  }
}

/** `30`, `1m`, `1h30m`: ssh's time formats, in seconds. */
function readSeconds(values: ConfigValues, keyword: string, fallback: number): number {
  const directive = values.get(keyword);
  const text = directive?.arguments[0];
  if (directive === undefined || text === undefined || text === 'none') return fallback;
  if (!/^(\d+[smhdw]?)+$/i.test(text)) throw badValue(directive, 'invalid time value.');
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([smhdw]?)/gi)) {
    seconds += Number(amount) * (units[(unit ?? '').toLowerCase()] ?? 1);
  }
  return seconds;
}

function readCount(values: ConfigValues, keyword: string, fallback: number): number {
  const directive = values.get(keyword);
  const text = directive?.arguments[0];
  if (directive === undefined || text === undefined) return fallback;
  if (!/^\d+$/.test(text)) throw badValue(directive, 'integer value invalid.');
  return Number(text);
}

function readAgentSocket(identityAgent: string | undefined, context: ReadContext): string | undefined {
  const inherited = context.environment['SSH_AUTH_SOCK'];
  if (identityAgent === 'none') return undefined;
  if (identityAgent === undefined || identityAgent === 'SSH_AUTH_SOCK') return inherited || undefined;
  if (identityAgent.startsWith('$') && !identityAgent.startsWith('${')) {
    return context.environment[identityAgent.slice(1)];
  }
  return expandPath(identityAgent, context.tokens, context.environment);
}

/** `ForwardAgent` may also name a socket; that forwards the agent we log in with only if it is the same. */
function readForwardAgent(values: ConfigValues): boolean {
  const text = values.text('forwardagent')?.toLowerCase();
  return text !== undefined && text !== 'no' && text !== 'false';
}

function readMethods(values: ConfigValues): string[] {
  const allowed = new Map([
    ['publickey', isYes(values, 'pubkeyauthentication', true)],
    [
      'keyboard-interactive',
      isYes(values, 'kbdinteractiveauthentication', isYes(values, 'challengeresponseauthentication', true)),
    ],
    ['password', isYes(values, 'passwordauthentication', true)],
  ]);
  const preferred = values.text('preferredauthentications')?.split(',') ?? [...allowed.keys()];
  return preferred.filter((method) => allowed.get(method) === true);
}

function readProxy(values: ConfigValues, { tokens }: ReadContext): ProxySetting {
  // Whichever of the two is named first makes ssh ignore the other.
  for (const { keyword, rest } of values) {
    if (keyword === 'proxycommand') {
      const command = rest.replace(/^exec\s+/, 'exec ');
      if (command.toLowerCase() === 'none') return { kind: 'none' };
      return { kind: 'command', command: expandTokens(command, tokens) };
    }
    if (keyword === 'proxyjump') {
      const text = splitWords(rest)[0] ?? '';
      if (text.toLowerCase() === 'none') return { kind: 'none' };
      return { kind: 'jump', hosts: text.split(',').map((host) => parseJumpHost(host, tokens)) };
    }
  }
  return { kind: 'none' };
}

/** `[user@]host[:port]` or `ssh://[user@]host[:port]`, the host of an IPv6 address in brackets. */
function parseJumpHost(text: string, tokens: TokenValues): JumpHost {
  const bare = expandTokens(text.replace(/^ssh:\/\//, '').replace(/\/$/, ''), tokens);
  const found = /^(?:(.*)@)?(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(bare);
  const host = found?.[2] ?? found?.[3];
  if (found === null || host === undefined) throw connectionError([`Invalid -J argument`]);
  refuseInvalidHostName(host);
  refuseInvalidUserName(found[1]);
  return { host, user: found[1], port: found[4] === undefined ? undefined : Number(found[4]) };
}

function readRemoteEnvironment(
  values: ConfigValues,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const sent = new Map<string, string>();
  const patterns = values.all('sendenv').flatMap((directive) => directive.arguments);
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && patterns.some((pattern) => matchesPattern(pattern, name)))
      sent.set(name, value);
  }
  for (const directive of values.all('setenv')) {
    for (const word of directive.arguments) {
      const at = word.indexOf('=');
      if (at > 0) sent.set(word.slice(0, at), word.slice(at + 1));
    }
  }
  return Object.fromEntries(sent);
}
