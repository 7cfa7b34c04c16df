import { expect, test } from 'vitest';
import { parseSshArguments } from '../../../../src/broker/carriers/ssh/ssh-arguments.ts';

const said = (words: string[]): string[] =>
  parseSshArguments(words).directives.map(
    ({ keyword, arguments: values }) => `${keyword}=${values.join('|')}`,
  );

test.each([
  [
    "Ansible's default",
    ['-C', '-o', 'ControlMaster=auto', '-o', 'ControlPersist=60s'],
    ['compression=yes', 'controlmaster=auto', 'controlpersist=60s'],
  ],
  ['both forms of -o', ['-oUser=ann', '-o', 'Port 2222'], ['user=ann', 'port=2222']],
  ['spaces around =', ['-o', 'User = ann'], ['user=ann']],
  [
    'flags with values',
    ['-p2222', '-l', 'ann', '-i', '/a b', '-J', 'x,y:1'],
    ['port=2222', 'user=ann', 'identityfile=/a b', 'proxyjump=x,y:1'],
  ],
  ['flags in one word', ['-vvACp', '22'], ['forwardagent=yes', 'compression=yes', 'port=22']],
  ['a command with spaces', ['-o', 'ProxyCommand=ssh -W %h:%p "a b"'], ['proxycommand=ssh|-W|%h:%p|a b']],
  ['quoted values', ['-o', 'IdentityFile="/a b"'], ['identityfile=/a b']],
  ['addresses', ['-4'], ['addressfamily=inet']],
  ['nothing', [], []],
] as const)('%s', (_title, words, expected) => {
  expect(said([...words])).toEqual(expected);
});

test('-F is the file to read', () => {
  expect(parseSshArguments(['-F', '/etc/x']).configFile).toBe('/etc/x');
});

test('what cannot be done is told', () => {
  expect(parseSshArguments(['-L', '1:a:2', '-X', '-q']).unhonoured).toEqual(['-L 1:a:2', '-X']);
});

test.each([
  [['host'], /unexpected word in ssh's arguments: host/],
  [['-o'], /option requires an argument -- o/],
] as const)('%j is refused', (words, complaint) => {
  expect(() => parseSshArguments([...words])).toThrow(complaint);
});
