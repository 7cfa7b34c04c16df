import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionEvent } from '../../../src/events/connection-event.ts';
import type { Broker } from '../../../src/broker/hop.ts';
import type { Route, RouteStep } from '../../../src/broker/route/route.ts';
import {
  agentOf,
  localBroker,
  manifestOf,
  parameters,
  pythons,
  resultOf,
  bytesOf,
} from '../../broker/local-broker.ts';
import { canMakeAccounts, makeAccounts, type Accounts } from './accounts.ts';
import { become, localRoute } from '../../broker/given-step.ts';

function path(...steps: RouteStep[]): Route {
  return localRoute('/usr/bin/python3', ...steps);
}

describe.skipIf(!canMakeAccounts)('sudo', () => {
  let accounts: Accounts;
  let broker: Broker;
  const events: ConnectionEvent[] = [];
  beforeAll(() => {
    accounts = makeAccounts();
    broker = localBroker((event) => events.push(event), { become: 4000 });
  });
  afterAll(async () => {
    await broker.close();
    accounts.remove();
  });

  test('changes the account, its home and its files', async () => {
    const user = accounts.withPassword;
    const hop = await broker.hop(path(become(user)));
    expect(hop.target).toMatchObject({ user, home: `/home/${user}` });
    const outcome = await hop.runModule({
      manifest: manifestOf('command'),
      parameters: parameters({ _raw_params: 'id -un' }),
      isolation: 'in-process',
    });
    expect(resultOf(outcome)).toMatchObject({ stdout: user });
    expect(await hop.temporaryDirectory()).toMatch(/^\/tmp\/mitorun-/);
  });

  test('without a password, from an account that needs none', async () => {
    const hop = await broker.hop(path(become(accounts.withoutPassword), become('root')));
    expect(hop.target).toMatchObject({ user: 'root', uid: 0 });
  });

  test('with a password, which is nowhere to be seen', async () => {
    const hop = await broker.hop(
      path(become(accounts.withPassword), become('root', { become_pass: accounts.password })),
    );
    expect(hop.target).toMatchObject({ user: 'root', uid: 0, home: '/root' });
    const { stdout } = await hop.command({ command: 'ps -eo args; cat /proc/[0-9]*/environ' });
    expect(stdout.includes(accounts.password)).toBe(false);
    expect(JSON.stringify(events)).not.toContain(accounts.password);
  });

  test('is asked once for all steps of an account', async () => {
    const nested = path(become(accounts.withPassword), become('root', { become_pass: accounts.password }));
    const before = await broker.hop(nested);
    const hop = await broker.hop(nested);
    expect(await agentOf(hop)).toBe(await agentOf(before));
  });

  test('content that a hop between holds is passed on from there', async () => {
    const nested = path(become(accounts.withPassword), become('root', { become_pass: accounts.password }));
    const hop = await broker.hop(nested);
    const run = {
      manifest: manifestOf('slurp'),
      parameters: parameters({ src: '/etc/hostname' }),
      isolation: 'fork',
    } as const;
    await (await broker.hop(path())).runModule(run);
    events.length = 0;
    expect(resultOf(await hop.runModule(run))).toHaveProperty('content');
    const bytes = events
      .filter((event) => event.kind === 'request' || event.kind === 'frame')
      .reduce((sum, event) => sum + event.bytes, 0);
    expect(bytes).toBeLessThan(5000);
  });

  test.each([
    ['a wrong password', { become_pass: 'wrong' }, 'Incorrect sudo password'],
    ['no password where one is needed', {}, 'Missing sudo password'],
    ['flags that ask on the terminal', { become_flags: '-H' }, 'Missing sudo password'],
    ['an unknown flag', { become_flags: '--nonsense' }, /^sudo failed \(rc=1\): sudo: unrecognized option/],
  ])('%s', async (_, options, message) => {
    const hop = broker.hop(path(become(accounts.withPassword), become('root', options)));
    await expect(hop).rejects.toMatchObject({ code: 'BECOME', message: expect.stringMatching(message) });
  });

  test('from a directory', async () => {
    const hop = await broker.hop(path(become(accounts.withoutPassword, { sudo_chdir: '/usr/share' })));
    const outcome = await hop.command({ command: 'pwd' });
    expect(outcome.stdout.toString()).toBe('/usr/share\n');
    await expect(broker.hop(path(become('root', { sudo_chdir: '/nonexistent' })))).rejects.toMatchObject({
      code: 'BECOME',
      message: expect.stringContaining("can't cd to /nonexistent"),
    });
  });

  test('is left where the account is to be removed, and come back to', async () => {
    const nested = path(become(accounts.withoutPassword));
    const before = await agentOf(await broker.hop(nested));
    await broker.leave(path(), accounts.withoutPassword);
    const root = await broker.hop(path());
    const { stdout } = await root.command({ command: `ps -u ${accounts.withoutPassword} -o pid=; true` });
    expect(stdout.toString()).toBe('');
    const after = await broker.hop(nested);
    expect(await agentOf(after)).not.toBe(before);
    expect(after.target.user).toBe(accounts.withoutPassword);
  });

  test('a timeout of its own', async () => {
    const step = become('root', { become_exe: '/bin/sh -c "sleep 20"', patience: 1000 });
    await expect(broker.hop(path(step))).rejects.toMatchObject({
      code: 'CONNECTION',
      message: 'Timed out waiting for become success.',
    });
    const says = {
      kind: 'su',
      become_exe: '/bin/sh -c "echo hm; sleep 20"',
      patience: 300,
      become_pass: 'x',
    } as const;
    const raw = broker.raw(path(become('root', says)), 'id');
    await expect(raw).rejects.toMatchObject({
      code: 'CONNECTION',
    });
  });

  test.each(['-i', '--login', '-s', '--shell', '-H -i', '-iHSn', '-H -s'])(
    'by a login shell: %s (item 13)',
    async (flags) => {
      const user = accounts.withoutPassword;
      writeFileSync(`/home/${user}/.bash_profile`, 'printf welcome; cd /usr/share\n');
      const hop = await broker.hop(path(become(user, { become_flags: flags })));
      expect(hop.target).toMatchObject({ user, home: `/home/${user}` });
      const { stdout } = await hop.command({ command: 'pwd' });
      const isLogin = flags.includes('i') || flags.includes('login');
      expect(stdout.toString() === '/usr/share\n').toBe(isLogin);
      const raw = await broker.raw(path(become(user, { become_flags: flags })), 'echo "$HOME"; exit 3');
      expect(raw).toMatchObject({ rc: 3, stdout: Buffer.from(`/home/${user}\n`) });
    },
  );

  test.each([
    ["Ansible's command", '/bin/sh -c echo BECOME-SUCCESS*'],
    ["Ansible's command with the interpreter", '/bin/sh -c echo BECOME-SUCCESS-* ; /usr/bin/python3*'],
    ['Python alone', '/usr/bin/python3'],
  ])('where sudoers allows %s (item 13)', async (_, rule) => {
    const { restricted } = accounts;
    for (const [tag, password] of [
      ['NOPASSWD: ', undefined],
      ['', accounts.password],
    ] as const) {
      accounts.allow(`${restricted} ALL=(root) ${tag}${rule.replaceAll(/[:=,]/gu, '\\$&')}`);
      const own = localBroker();
      const hop = await own.hop(path(become(restricted), become('root', { become_pass: password })));
      expect(hop.target.user).toBe('root');
      await own.close();
    }
    accounts.allow(`${restricted} ALL=(root) NOPASSWD: /usr/bin/true`);
    const forbidden = broker.hop(path(become(restricted), become('root')));
    await expect(forbidden).rejects.toThrow('Missing sudo password');
    const said = broker.hop(path(become(restricted), become('root', { become_pass: accounts.password })));
    await expect(said).rejects.toThrow(/is not allowed to execute '\/bin\/sh -c /);
  });

  test.each(['sudo', 'su', 'doas'] as const)(
    '%s is given a password without its line end (item 13)',
    async (method) => {
      if (method === 'doas' && !accounts.canUseDoas) return;
      for (const end of ['\n', '\r\n', '\nmore\n']) {
        const own = localBroker();
        const user = method === 'su' ? accounts.withPassword : 'root';
        const from = method === 'su' ? accounts.withoutPassword : accounts.withPassword;
        const asked = path(
          become(from),
          become(user, { kind: method, become_pass: `${accounts.password}${end}` }),
        );
        expect((await own.hop(asked)).target.user).toBe(user);
        await own.close();
      }
    },
  );

  test('an unknown user', async () => {
    await expect(broker.hop(path(become('nosuchuser')))).rejects.toMatchObject({
      code: 'BECOME',
      message: expect.stringContaining('unknown user nosuchuser'),
    });
  });

  test('with a terminal, where sudo wants one', async () => {
    const step = become('root', { become_pass: accounts.password, become_flags: '-H' });
    const hop = await broker.hop(path(become(accounts.withPassword), step));
    expect(hop.target.user).toBe('root');
  });

  test('raw goes the same way without Python', async () => {
    const without = path(become(accounts.withoutPassword));
    expect((await broker.raw(without, 'id -un; exit 3')).stdout.toString()).toBe(
      `${accounts.withoutPassword}\n`,
    );
    const nested = path(become(accounts.withPassword), become('root', { become_pass: accounts.password }));
    expect(await broker.raw(nested, 'id -un; exit 3')).toEqual({
      rc: 3,
      stdout: Buffer.from('root\n'),
      stderr: Buffer.alloc(0),
    });
    await expect(broker.raw(path(become(accounts.withPassword), become('root')), 'id')).rejects.toThrow(
      /^Premature end of stream waiting for become success\.\n>>> Standard Error\nsudo: a password is required/,
    );
    await expect(
      broker.raw(path(become(accounts.withPassword), become('root', { become_pass: 'x' })), 'id'),
    ).rejects.toThrow(
      /^Duplicate become password prompt encountered waiting for become success\.\n>>> Standard Error\n\[sudo via ansible, key=/,
    );
  });

  test('leaves no process and no directory when the run ends', async () => {
    const own = localBroker();
    const hop = await own.hop(
      path(become(accounts.withPassword), become('root', { become_pass: accounts.password })),
    );
    const directory = await hop.temporaryDirectory();
    const marker = `64.${process.pid}`;
    hop.command({ command: `sleep ${marker}` }).catch(() => undefined);
    await hop.command({ command: 'true' });
    await own.close();
    expect(existsSync(directory)).toBe(false);
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(`\nsleep ${marker}`);
  });

  test('that loses an agent loses those behind it, and makes them anew', async () => {
    const own = localBroker();
    const middle = path(become(accounts.withPassword));
    const nested = path(become(accounts.withPassword), become('root', { become_pass: accounts.password }));
    const hop = await own.hop(nested);
    const running = hop.command({ command: 'sleep 20' });
    (await own.hop(middle)).command({ command: 'kill -9 $PPID' }).catch(() => undefined);
    await expect(running).rejects.toMatchObject({ code: 'CONNECTION' });
    expect((await (await own.hop(nested)).command({ command: 'id -u' })).stdout.toString()).toBe('0\n');
    await own.close();
  });

  test("runs a playbook's worth of steps behind one sudo", async () => {
    const own = localBroker();
    const hop = await own.hop(path(become(accounts.withoutPassword), become('root')));
    const command = { manifest: manifestOf('command'), isolation: 'in-process' } as const;
    const lines = Array.from({ length: 30 }, (_, index) => `echo ${index}`);
    const outcomes = await Promise.all(
      lines.map((line) => hop.runModule({ ...command, parameters: parameters({ _raw_params: line }) })),
    );
    expect(outcomes.map((outcome) => resultOf(outcome)['stdout'])).toEqual(
      lines.map((line) => line.slice(5)),
    );
    await own.close();
  });

  test('large files go through to the account', async () => {
    const nested = path(become(accounts.withPassword), become('root', { become_pass: accounts.password }));
    const hop = await broker.hop(nested);
    const target = `${await hop.temporaryDirectory()}/large`;
    const data = Buffer.alloc(4_000_000, 'some text that goes far. ');
    await hop.putFile({ data }, target);
    expect((await bytesOf(hop, target)).equals(data)).toBe(true);
  });

  for (const { version, executable } of pythons)
    test.skipIf(!existsSync(executable))(`Python ${version}: works`, async () => {
      // Interpreters under root's home cannot be read by others.
      const hop = await broker.hop(localRoute(executable, become('root', { become_flags: '-H -S -n' })));
      expect((await hop.command({ command: 'echo fine' })).stdout.toString()).toBe('fine\n');
    });

  test("su asks for the other account's password", async () => {
    const su = (password: string | undefined) =>
      broker.hop(
        path(
          become(accounts.withoutPassword),
          become(accounts.withPassword, { kind: 'su', become_pass: password }),
        ),
      );
    expect((await su(accounts.password)).target.user).toBe(accounts.withPassword);
    await expect(su('wrong')).rejects.toThrow('Incorrect su password');
    await expect(su(undefined)).rejects.toThrow('Missing su password');
  });

  test('doas, with and without a password', async ({ skip }) => {
    if (!accounts.canUseDoas) skip('doas: /etc/doas.conf of this machine is left alone');
    const doas = (from: string, password: string | undefined) =>
      broker.hop(path(become(from), become('root', { kind: 'doas', become_pass: password })));
    expect((await doas(accounts.withoutPassword, undefined)).target.user).toBe('root');
    expect((await doas(accounts.withPassword, accounts.password)).target.user).toBe('root');
    await expect(doas(accounts.withPassword, undefined)).rejects.toThrow('Missing doas password');
    await expect(doas(accounts.withPassword, 'wrong')).rejects.toThrow('Incorrect doas password');
  });

  test('leaves modules without a terminal', async () => {
    const hop = await broker.hop(path(become('root', { kind: 'su' })));
    const outcome = await hop.command({ command: 'exec < /dev/tty; cat' });
    expect(outcome.stderr.toString()).toContain('/dev/tty: No such device or address');
  });
});
