import { describe, expect, test } from 'vitest';
import {
  applyDirectives,
  ConfigValues,
  hostNameOf,
  parseSshConfig,
  splitWords,
  type ConfigSurroundings,
} from '../../../../src/broker/carriers/ssh/ssh-config.ts';

function read(text: string, host: string, surroundings: Partial<ConfigSurroundings> = {}): ConfigValues {
  const values = new ConfigValues();
  const around: ConfigSurroundings = {
    originalHost: host,
    localUser: 'me',
    include: () => [],
    succeeds: (command) => command === 'true',
    ...surroundings,
  };
  const directives = parseSshConfig(text, 'config');
  applyDirectives(values, directives, around);
  if (values.wantsFinalPass) applyDirectives(values, directives, around, hostNameOf(values, host));
  return values;
}

test.each([
  ['a b', ['a', 'b']],
  ['"a b" c', ['a b', 'c']],
  ["'a b'\tc", ['a b', 'c']],
  ['a\\ b', ['a b']],
  ['"a\\"b"', ['a"b']],
  ['a # b', ['a']],
  ['a#b', ['a#b']],
  ['', []],
])('the words of %s', (text, words) => {
  expect(splitWords(text)).toEqual(words);
});

describe('the value that holds is', () => {
  const cases: readonly (readonly [string, string, string, string | undefined])[] = [
    ['the first', 'Port 1\nPort 2', 'h', '1'],
    ['of the host', 'Host other\n Port 1\nHost h\n Port 2', 'h', '2'],
    ['of a pattern', 'Host web-*\n Port 1\nHost *\n Port 2', 'web-1', '1'],
    ['of a pattern, unless negated', 'Host * !web-1\n Port 1\nHost *\n Port 2', 'web-1', '2'],
    ['before any Host', 'Port 3\nHost *\n Port 2', 'h', '3'],
    ['with =', 'Port=4', 'h', '4'],
    ['with = and spaces, in any case', '  PORT = 5  ', 'h', '5'],
    ['with a comment', '# Port 1\nPort 6 # six', 'h', '6'],
    ['of Match all', 'Match all\n Port 7', 'h', '7'],
    ['of Match host, by HostName', 'HostName real\nMatch host real\n Port 8', 'h', '8'],
    ['of Match originalhost', 'HostName real\nMatch originalhost h\n Port 9', 'h', '9'],
    ['of Match user', 'User ann\nMatch user ann,bob\n Port 10', 'h', '10'],
    ['of Match localuser', 'Match localuser me\n Port 11', 'h', '11'],
    ['of Match exec', 'Match exec "false"\n Port 1\nMatch exec "true"\n Port 12', 'h', '12'],
    ['of a negated criterion', 'Match !host h\n Port 1\nMatch !user ann\n Port 13', 'h', '13'],
    [
      'of several criteria',
      'Match host h user nobody\n Port 1\nMatch host h localuser me\n Port 14',
      'h',
      '14',
    ],
    [
      'of Match final, on the second pass',
      'Match final host real\n Port 15\nMatch all\n HostName real',
      'h',
      '15',
    ],
    ['nothing', 'Host other\n Port 1', 'h', undefined],
  ];
  test.each(cases)('%s', (_title, text, host, port) => {
    expect(read(text, host).text('port')).toBe(port);
  });
});

test('IdentityFile gathers, without repetitions', () => {
  const values = read('IdentityFile a\nHost h\n IdentityFile "b c"\n IdentityFile a', 'h');
  expect(values.all('identityfile').map((directive) => directive.arguments[0])).toEqual(['a', 'b c']);
});

test('Include reads where it stands, for the hosts of its block', () => {
  const include = (pattern: string) => [parseSshConfig(`Port ${pattern.length}`, pattern)];
  expect(read('Host x\n Include four\nHost h\n Include sixsix', 'h', { include }).text('port')).toBe('6');
});

test('HostName knows the name that was given', () => {
  expect(hostNameOf(read('HostName %h.example.org', 'web'), 'web')).toBe('web.example.org');
});

test.each([
  ['Match bogus x', /Unsupported Match attribute bogus/],
  ['Match host', /Bad Match condition/],
])('%s is refused', (text, complaint) => {
  expect(() => read(text, 'h')).toThrow(complaint);
});
