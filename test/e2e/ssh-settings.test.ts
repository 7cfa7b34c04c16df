import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SettingsResolver } from '../../src/broker/carriers/ssh/resolve-settings.ts';
import { isValidHostName, isValidUserName } from '../../src/broker/carriers/ssh/valid-names.ts';
import { hostileHostNames, hostileUserNames, plainHostNames, plainUserNames } from '../security/names.ts';

/** `ssh -G` prints what ssh makes of a configuration: the judge of ours. */
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mitorun-ssh-config-'));
  mkdirSync(join(directory, 'conf.d'));
  writeFileSync(join(directory, 'conf.d/10.conf'), 'Host inc*\n  Port 1010\n  IdentityFile /inc\n');
  writeFileSync(join(directory, 'conf.d/20.conf'), 'Host *\n  ServerAliveCountMax 7\n');
  writeFileSync(
    join(directory, 'config'),
    `# a comment
Include ${directory}/conf.d/*.conf
Host web-* "db 1"
  HostName %h.example.org
  User=ann
  IdentityFile ~/.ssh/%n_key
  IdentityFile "/with space"
Host *.example.org !secret.example.org
  Port 2222
  StrictHostKeyChecking accept-new
Host bastioned
  ProxyJump a@b:22,[::1]:2200
  ProxyCommand never %h
Host commanded
  ProxyCommand nc -X 5 "%h" %p
  ProxyJump never
Match host web-9.example.org user ann
  Port 9
Match originalhost web-8 exec "test %n = web-8"
  Port 8
Match !originalhost web-7 host *.example.org
  ConnectTimeout 1m30s
Match final host late
  Port 77
Host late-alias
  HostName late
Host none
  ProxyJump none
  UserKnownHostsFile /a /b "/c d"
  IdentitiesOnly true
  HashKnownHosts yes
Host *
  User last
  ServerAliveInterval 2m
  PreferredAuthentications password,publickey
`,
  );
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function judged(host: string, words: readonly string[]): Record<string, unknown> {
  const text = execFileSync('ssh', [...words, '-G', host], { encoding: 'utf8' });
  const lines = text
    .split('\n')
    .map((line) => [line.split(' ', 1)[0] ?? '', line.replace(/^\S+ /, '')] as const);
  const all = (name: string): string[] => lines.flatMap(([key, value]) => (key === name ? [value] : []));
  const first = (name: string): string | undefined => all(name)[0];
  return {
    host: first('hostname'),
    port: Number(first('port')),
    user: first('user'),
    strict: first('stricthostkeychecking'),
    interval: Number(first('serveraliveinterval')),
    timeout: first('connecttimeout'),
    identitiesOnly: first('identitiesonly'),
    hash: first('hashknownhosts'),
    jump: first('proxyjump'),
  };
}

test.each([
  ['web-1', []],
  ['web-7', []],
  ['web-8', []],
  ['web-9', []],
  ['secret.example.org', []],
  ['a.example.org', []],
  ['include-me', []],
  ['late', []],
  ['late-alias', []],
  ['bastioned', []],
  ['commanded', []],
  ['none', []],
  ['other', []],
  ['web-1', ['-p', '5', '-l', 'bob']],
  ['web-1', ['-o', 'Port=5', '-oUser=bob', '-oStrictHostKeyChecking=no']],
  ['web-1', ['-o', 'HostName=elsewhere']],
  ['other', ['-J', 'x']],
] as const)('%s %j', (host, extra) => {
  const words = ['-F', join(directory, 'config'), ...extra];
  const environment = { SHELL: '/bin/sh', PATH: process.env['PATH'] };
  const { settings } = new SettingsResolver({ environment }).resolve({
    host,
    port: undefined,
    user: undefined,
    password: undefined,
    privateKeyFile: undefined,
    arguments: words,
    hostKeyChecking: true,
    timeout: 10_000,
  });
  const yes = (value: boolean): string => (value ? 'yes' : 'no');
  const shown = {
    host: settings.host,
    port: settings.port,
    user: settings.user,
    strict: { yes: 'true', no: 'false', ask: 'ask', 'accept-new': 'accept-new' }[
      settings.strictHostKeyChecking
    ],
    interval: settings.keepaliveInterval / 1000,
    timeout: settings.timeout === 10_000 ? 'none' : String(settings.timeout / 1000),
    identitiesOnly: yes(settings.identitiesOnly),
    hash: yes(settings.hashKnownHosts),
    jump:
      settings.proxy.kind !== 'jump'
        ? undefined
        : settings.proxy.hosts
            .map(({ host: name, user, port }) => {
              const address = name.includes(':') ? `[${name}]` : name;
              return `${user === undefined ? '' : `${user}@`}${address}${port === undefined ? '' : `:${port}`}`;
            })
            .join(','),
  };
  expect(shown).toEqual(judged(host, words));
});

test('paths and commands have their tokens replaced', () => {
  const resolve = (host: string) =>
    new SettingsResolver({ environment: { SHELL: '/bin/sh', PATH: process.env['PATH'] } }).resolve({
      host,
      port: 99,
      user: undefined,
      password: undefined,
      privateKeyFile: '~/mine',
      arguments: ['-F', join(directory, 'config')],
      hostKeyChecking: true,
      timeout: 10_000,
    }).settings;
  const home = userInfo().homedir;
  expect(resolve('web-1').identityFiles).toEqual([`${home}/mine`, `${home}/.ssh/web-1_key`, '/with space']);
  expect(resolve('commanded').proxy).toEqual({ kind: 'command', command: 'nc -X 5 "commanded" 99' });
  expect(resolve('none').userKnownHostsFiles).toEqual(['/a', '/b', '/c d']);
});

/** Releases before 9.6 that nobody mended know no such rule, and say nothing. */
const sshHasRule = spawnSync('ssh', ['-F', 'none', '-G', '--', '`id`']).status !== 0;

test.skipIf(!sshHasRule)('item 30: ssh refuses the same names', () => {
  const takes = (...words: string[]): boolean =>
    spawnSync('ssh', ['-F', 'none', '-G', ...words], { encoding: 'utf8' }).status === 0;
  const hosts = [...hostileHostNames.map(([name]) => name), ...plainHostNames].filter((name) => name !== '');
  expect(hosts.map((name) => [name, isValidHostName(name)])).toEqual(
    hosts.map((name) => [name, takes('--', name)]),
  );
  const users = [...hostileUserNames.map(([name]) => name), ...plainUserNames];
  expect(users.map((name) => [name, isValidUserName(name)])).toEqual(
    users.map((name) => [name, takes('-l', name, 'web1')]),
  );
});
