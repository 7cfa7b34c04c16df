import { describe, expect, test } from 'vitest';
import {
  formatKnownHost,
  judgeHostKey,
  knownHostName,
  parseKnownHosts,
} from '../../../../src/broker/carriers/ssh/known-hosts.ts';

function key(type: string, seed: string): Buffer {
  const name = Buffer.from(type);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(name.length);
  return Buffer.concat([length, name, Buffer.from(seed)]);
}

const ed25519 = key('ssh-ed25519', 'one');
const other = key('ssh-ed25519', 'two');
const rsa = key('ssh-rsa', 'three');
const line = (names: string, blob: Buffer, type = 'ssh-ed25519'): string =>
  `${names} ${type} ${blob.toString('base64')} comment\n`;

const judge = (text: string, host: string, blob = ed25519): string =>
  judgeHostKey(parseKnownHosts(text, 'known_hosts'), host, blob).kind;

describe('a host key is', () => {
  const cases: readonly (readonly [string, string, string, Buffer, string])[] = [
    ['plain name', line('web', ed25519), 'web', ed25519, 'known'],
    ['one name of several', line('web,10.0.0.1', ed25519), '10.0.0.1', ed25519, 'known'],
    ['name in other case', line('Web', ed25519), 'web', ed25519, 'known'],
    ['wildcard', line('*.example.org', ed25519), 'a.example.org', ed25519, 'known'],
    ['negation', line('*.example.org,!b.example.org', ed25519), 'b.example.org', ed25519, 'unknown'],
    ['port', line('[web]:2222', ed25519), '[web]:2222', ed25519, 'known'],
    ['other port', line('[web]:2222', ed25519), 'web', ed25519, 'unknown'],
    ['other key', line('web', other), 'web', ed25519, 'changed'],
    ['other key and the right one', line('web', other) + line('web', ed25519), 'web', ed25519, 'known'],
    ['other type alone', line('web', rsa, 'ssh-rsa'), 'web', ed25519, 'unknown'],
    ['revoked', `@revoked ${line('*', ed25519)}${line('web', ed25519)}`, 'web', ed25519, 'revoked'],
    ['another key revoked', `@revoked ${line('*', other)}${line('web', ed25519)}`, 'web', ed25519, 'known'],
    [
      'revoked for another host',
      `@revoked ${line('db', ed25519)}${line('web', ed25519)}`,
      'web',
      ed25519,
      'known',
    ],
    [
      'authority, which vouches for certificates alone',
      `@cert-authority ${line('web', ed25519)}`,
      'web',
      ed25519,
      'unknown',
    ],
    ['unknown marker', `@other ${line('web', ed25519)}`, 'web', ed25519, 'unknown'],
    ['type that its key denies', line('web', ed25519, 'ssh-rsa'), 'web', ed25519, 'unknown'],
    ['comment', `# ${line('web', ed25519)}`, 'web', ed25519, 'unknown'],
    ['indented, tabs', `  web\tssh-ed25519\t${ed25519.toString('base64')}\r\n`, 'web', ed25519, 'known'],
    ['empty file', '', 'web', ed25519, 'unknown'],
    // Written by `ssh-keygen -H` for the name `[127.0.0.1]:42022`.
    [
      'other hash',
      line('|1|IYjNoZnamQk9mw50YXD/oPULmpg=|4Uej22Rmn8EbuUDnrxw5aXBkkVs=', ed25519),
      'web',
      ed25519,
      'unknown',
    ],
    [
      'hash',
      line('|1|IYjNoZnamQk9mw50YXD/oPULmpg=|4Uej22Rmn8EbuUDnrxw5aXBkkVs=', ed25519),
      '[127.0.0.1]:42022',
      ed25519,
      'known',
    ],
  ];
  test.each(cases)('%s', (_title, text, host, blob, verdict) => {
    expect(judge(text, host, blob)).toBe(verdict);
  });
});

test('a changed key is told with its place', () => {
  const verdict = judgeHostKey(parseKnownHosts(`\n# x\n${line('web', other)}`, 'f'), 'web', ed25519);
  expect(verdict).toMatchObject({ kind: 'changed', entry: { file: 'f', line: 3 } });
});

test.each([true, false])('what is written is found again (hashed: %s)', (hashed) => {
  const text = formatKnownHost('[web]:2222', ed25519, hashed);
  expect(text.includes('web')).toBe(!hashed);
  expect(judge(text, '[web]:2222')).toBe('known');
});

test('only the usual port is left out of the name', () => {
  expect(knownHostName('Web', 22)).toBe('web');
  expect(knownHostName('::1', 2222)).toBe('[::1]:2222');
});

describe('item 30: a name that a line would take for more is written hashed', () => {
  const key = Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519')]);
  test.each(['*', 'a,b', '!a', '?', '|1|x|y', '@revoked', '#a', 'a b'])('%s', (name) => {
    const line = formatKnownHost(name, key, false);
    const [entry, ...others] = parseKnownHosts(line, 'f');
    expect(others).toEqual([]);
    expect(judgeHostKey(entry ? [entry] : [], name, key)).toEqual({ kind: 'known' });
    expect(judgeHostKey(entry ? [entry] : [], 'other', key)).toEqual({ kind: 'unknown' });
  });
  test('others as they are', () => {
    expect(formatKnownHost('[a.example]:2222', key, false)).toMatch(/^\[a\.example\]:2222 ssh-ed25519 /);
  });
});
