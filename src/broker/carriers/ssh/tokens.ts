import { createHash } from 'node:crypto';
import { connectionError } from './errors.ts';
import { ownMember } from '../../../python/own-member.ts';

/** What the percent tokens of ssh_config stand for. */
export interface TokenValues {
  readonly alias: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly localUser: string;
  readonly localUserId: number;
  readonly localHost: string;
  readonly home: string;
  readonly hostKeyAlias: string | undefined;
}

/** Replaces `%h` and its kin; an unknown token is an error, as it is to ssh. */
export function expandTokens(text: string, values: TokenValues): string {
  return text.replaceAll(/%(.?)/g, (token, letter: string) => {
    const value = tokenValue(letter, values);
    if (value === undefined) throw connectionError([`unknown key ${token}`]);
    return value;
  });
}

function tokenValue(letter: string, values: TokenValues): string | undefined {
  switch (letter) {
    case '%':
      return '%';
    case 'h':
      return values.host;
    case 'n':
      return values.alias;
    case 'p':
      return String(values.port);
    case 'r':
      return values.user;
    case 'u':
      return values.localUser;
    case 'i':
      return String(values.localUserId);
    case 'd':
      return values.home;
    case 'k':
      return values.hostKeyAlias ?? values.alias;
    case 'l':
      return values.localHost;
    case 'L':
      return values.localHost.split('.')[0] ?? '';
    case 'j':
      return '';
    case 'C':
      return createHash('sha1')
        .update(`${values.localHost}${values.host}${values.port}${values.user}`)
        .digest('hex');
    default:
      return undefined;
  }
}

/** `~` and `${NAME}` in a path, and its tokens. */
export function expandPath(
  path: string,
  values: TokenValues,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const withHome = path === '~' || path.startsWith('~/') ? values.home + path.slice(1) : path;
  const withVariables = withHome.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = ownMember(environment, name);
    if (value === undefined) throw connectionError([`env var \${${name}} has no value`]);
    return value;
  });
  return expandTokens(withVariables, values);
}
