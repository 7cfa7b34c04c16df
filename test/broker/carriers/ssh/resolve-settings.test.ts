import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SshLogin } from '../../../../src/broker/carriers/ssh/ssh-login.ts';
import { SettingsResolver } from '../../../../src/broker/carriers/ssh/resolve-settings.ts';
import type { SshSettings } from '../../../../src/broker/carriers/ssh/settings.ts';
import {
  hostileHostNames,
  hostileUserNames,
  plainHostNames,
  plainUserNames,
} from '../../../security/names.ts';

let directory: string;
let ran: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mitorun-names-'));
  ran = join(directory, 'ran');
  writeFileSync(join(directory, 'exec'), `Match exec "touch ${ran}; : %h %n %r %k"\n  User matched\n`);
  writeFileSync(join(directory, 'plain'), 'Host *\n  ConnectTimeout 5\n');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function resolve(step: Partial<SshLogin>): SshSettings {
  return new SettingsResolver({ environment: { PATH: process.env['PATH'] }, home: directory }).resolve({
    host: 'web1',
    port: undefined,
    user: undefined,
    password: undefined,
    privateKeyFile: undefined,
    arguments: ['-F', join(directory, 'plain')],
    hostKeyChecking: true,
    timeout: 10_000,
    ...step,
  }).settings;
}

describe('item 30: a name that a shell would run is refused before anything is expanded or run', () => {
  const exec = (): readonly string[] => ['-F', join(directory, 'exec')];
  const untouched = (): void => expect(existsSync(ran)).toBe(false);

  it.each(hostileHostNames)('a host called %j (%s)', (host) => {
    expect(() => resolve({ host, arguments: exec() })).toThrow('hostname contains invalid characters');
    untouched();
  });
  it.each(hostileUserNames)('an account called %j (%s)', (user) => {
    for (const step of [{ user }, { firstArguments: ['-l', user] }, { arguments: [...exec(), '-l', user] }])
      expect(() => resolve({ arguments: exec(), ...step })).toThrow(
        /remote username contains invalid characters|Bad configuration option/,
      );
    untouched();
  });
  it.each([
    'ProxyCommand=nc %h',
    'ControlPath=/x/%n',
    'IdentityFile=/k/%h',
    'UserKnownHostsFile=/k/%n',
    'LocalCommand=x %n',
  ])('whatever names it: %s', (option) => {
    expect(() => resolve({ host: '`id`', arguments: ['-F', 'none', '-o', option] })).toThrow(
      'invalid characters',
    );
  });
  it.each(['HostName=`id`', 'HostKeyAlias=$(id)'])('a name by %s', (option) => {
    expect(() => resolve({ arguments: [...exec(), '-o', option] })).toThrow(
      'hostname contains invalid characters',
    );
    untouched();
  });
  it.each(['`id`', 'a,-oProxyCommand=x', 'ann;id@bastion', 'a,$(id)'])('a jump host %j', (jump) => {
    expect(() => resolve({ arguments: ['-F', 'none', '-o', `ProxyJump="${jump}"`] })).toThrow(
      'invalid characters',
    );
  });
  it.each(plainHostNames)('%s is a name', (host) => {
    expect(resolve({ host }).host).toBe(host);
  });
  it.each(plainUserNames)('%s is an account', (user) => {
    expect(resolve({ user }).user).toBe(user);
  });
  it('the command of Match exec is run for a name that is one', () => {
    expect(resolve({ arguments: exec() }).user).toBe('matched');
    expect(existsSync(ran)).toBe(true);
    rmSync(ran);
  });
});

describe("item 5: what says where or as whom has Ansible's order, and is honoured or refused", () => {
  const plain = (): string[] => ['-F', join(directory, 'plain')];

  it('ssh_args come before what the host says, the other arguments after it', () => {
    const own = { user: 'own', port: 1 };
    expect(resolve({ ...own, firstArguments: ['-o', 'User=first', '-p', '2'] })).toMatchObject({
      user: 'first',
      port: 2,
    });
    expect(resolve({ ...own, arguments: [...plain(), '-l', 'late', '-p', '3'] })).toMatchObject({
      user: 'own',
      port: 1,
    });
    expect(resolve({ arguments: [...plain(), '-l', 'late'] })).toMatchObject({ user: 'late' });
  });

  it.each([
    ['-B', 'eth0'],
    ['-o', 'BindInterface=eth0'],
    ['-o', 'CanonicalizeHostname=always'],
    ['-o', 'ProxyUseFdpass=yes'],
    ['-o', 'RemoteCommand=sh'],
    ['-o', 'SessionType=subsystem'],
    ['-W', 'elsewhere:22'],
    ['-N'],
    ['-O', 'check'],
  ])('%s %s stops the host', (...words) => {
    expect(() => resolve({ arguments: [...plain(), ...words] })).toThrow(/does not honour|none that a task/);
  });

  it.each(['CanonicalizeHostname=no', 'BindInterface=none', 'ProxyUseFdpass=no', 'SessionType=default'])(
    '%s says nothing',
    (option) => {
      expect(resolve({ arguments: [...plain(), '-o', option] }).host).toBe('web1');
    },
  );

  it('a tag chooses among the blocks of ssh_config', () => {
    writeFileSync(
      join(directory, 'tagged'),
      'Match tagged blue\n  Port 4\nMatch tagged red,green\n  Port 5\n',
    );
    const tagged = (...words: string[]): number =>
      resolve({ arguments: ['-F', join(directory, 'tagged'), ...words] }).port;
    expect([tagged('-P', 'blue'), tagged('-o', 'Tag=green'), tagged()]).toEqual([4, 5, 22]);
  });

  it('ssh_config says the file and the line', () => {
    const file = join(directory, 'bind');
    writeFileSync(file, '\nBindInterface eth7\n');
    expect(() => resolve({ arguments: ['-F', file] })).toThrow(`bindinterface eth7 (${file}:2)`);
  });
});

describe('item 17: an outage that ssh survives ends no connection, unless ssh is told to watch it', () => {
  it.each<[config: string, words: readonly string[], interval: number, count: number]>([
    ['', [], 0, 3],
    ['ServerAliveInterval 20', [], 20_000, 3],
    ['ServerAliveInterval 1m\n  ServerAliveCountMax 7', [], 60_000, 7],
    ['ServerAliveInterval 20', ['-o', 'ServerAliveInterval=0'], 0, 3],
    ['', ['-o', 'ServerAliveInterval=30', '-o', 'ServerAliveCountMax=0'], 30_000, 0],
    ['', ['-oServerAliveInterval 52w'], 2 ** 31 - 1, 3],
  ])('%j with %j: every %i ms, %i unanswered', (config, words, keepaliveInterval, keepaliveCount) => {
    writeFileSync(join(directory, 'alive'), `Host *\n  ${config}\n`);
    const found = resolve({ arguments: ['-F', join(directory, 'alive'), ...words] });
    expect(found).toMatchObject({ keepaliveInterval, keepaliveCount });
  });
  it('a count that is none is refused', () => {
    expect(() => resolve({ arguments: ['-o', 'ServerAliveCountMax=x'] })).toThrow('integer value invalid.');
  });
  it('TCPKeepAlive is on, unless it is switched off', () => {
    expect(resolve({}).tcpKeepAlive).toBe(true);
    expect(resolve({ arguments: ['-o', 'TCPKeepAlive=no'] }).tcpKeepAlive).toBe(false);
  });
});
