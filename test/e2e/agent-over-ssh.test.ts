import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBroker } from '../../src/broker/broker.ts';
import type { Broker } from '../../src/broker/hop.ts';
import type { Route, RouteStep } from '../../src/broker/route/route.ts';
import { sshCarrier } from '../../src/broker/carriers/ssh/ssh.ts';
import { become } from '../broker/given-step.ts';
import { manifestOf, parameters, resultOf } from '../broker/local-broker.ts';
import { canMakeAccounts, makeAccounts, type Accounts } from './become/accounts.ts';
import { startCountingProxy, type CountingProxy } from './counting-proxy.ts';
import { startSshd, type Sshd } from './sshd.ts';

const delay = 20;

describe.skipIf(!canMakeAccounts)('the agent over ssh', () => {
  let server: Sshd;
  let proxy: CountingProxy;
  let accounts: Accounts;
  beforeAll(async () => {
    server = await startSshd({ config: ['PasswordAuthentication yes', 'KbdInteractiveAuthentication no'] });
    proxy = await startCountingProxy(server.port, delay);
    accounts = makeAccounts();
  });
  afterAll(async () => {
    await proxy.close();
    await server.stop();
    accounts.remove();
  });

  function path(user: string, ...steps: RouteStep[]): Route {
    const login = {
      host: '127.0.0.1',
      port: proxy.port,
      user,
      password: accounts.password,
      privateKeyFile: undefined,
      arguments: [],
      hostKeyChecking: false,
      timeout: 10_000,
    } as const;
    const python = { discover: 'auto', candidates: ['/usr/bin/python3', 'python3'] };
    return {
      carrier: { kind: 'ssh', options: login, python },
      steps: steps.map((step) => ({ ...step, python })),
    };
  }

  function broker(): Broker {
    return createBroker({
      carriers: { ssh: () => Promise.resolve(sshCarrier({ environment: {}, home: server.home })) },
    });
  }

  const ping = { manifest: manifestOf('ping'), parameters: parameters({}), isolation: 'in-process' } as const;

  test('a first ping takes three round trips after the login, a second one takes one and under 1.5 KB', async () => {
    const own = broker();
    const user = accounts.withPassword;
    await own.raw(path(user), 'true');
    await proxy.quiet();
    proxy.take();
    const hop = await own.hop(path(user));
    expect(resultOf(await hop.runModule(ping))).toMatchObject({ ping: 'pong' });
    const first = proxy.take();
    expect(resultOf(await hop.runModule(ping))).toMatchObject({ ping: 'pong' });
    const second = proxy.take();
    await own.close();
    expect(second).toMatchObject({ roundTrips: 1 });
    expect(second.bytes).toBeLessThan(1500);
    expect(first.roundTrips).toBeLessThanOrEqual(3);
  });

  test('one login serves every account behind it, and one sudo an account', async () => {
    const own = broker();
    const before = server.acceptedLogins();
    const sudosBefore = accounts.sudoCommands();
    const user = accounts.withPassword;
    const withPassword = become('root', { become_pass: accounts.password });
    const hops = await Promise.all([
      own.hop(path(user)),
      own.hop(path(user, withPassword)),
      own.hop(path(user, withPassword)),
      own.hop(path(user, withPassword, become(accounts.withoutPassword))),
    ]);
    expect(hops.map((hop) => hop.target.user)).toEqual([user, 'root', 'root', accounts.withoutPassword]);
    // The second account's is root's own.
    expect(accounts.sudoCommands() - sudosBefore).toBe(1);
    for (const hop of hops) expect(resultOf(await hop.runModule(ping))).toMatchObject({ ping: 'pong' });
    expect(server.acceptedLogins() - before).toBe(1);
    await own.close();
  });

  test("a login's shell reads its files anew, its groups are its connection's until it is reset (item 14)", async () => {
    const own = broker();
    const user = accounts.withoutPassword;
    const before = server.acceptedLogins();
    const say = async (...steps: RouteStep[]) => {
      const hop = await own.hop(path(user, ...steps));
      const { stdout } = await hop.command({ command: 'echo "$OF_BASHRC" $(id -Gn)' });
      return stdout.toString().trim();
    };
    const again = become(user);
    expect([await say(), await say(again)]).toEqual([user, user]);
    writeFileSync(`/home/${user}/.bashrc`, 'export OF_BASHRC=1\n');
    execFileSync('gpasswd', ['--add', user, 'games']);
    expect([await say(), await say(again)]).toEqual([`1 ${user}`, `${user} games`]);
    expect(server.acceptedLogins() - before).toBe(1);
    await own.reset(path(user));
    expect(await say()).toBe(`1 ${user} games`);
    await own.close();
  });

  test('a password may end in a newline (item 13)', async () => {
    const own = broker();
    const { carrier } = path(accounts.withPassword);
    if (carrier.kind !== 'ssh') throw new Error('the login is over ssh');
    for (const password of [`${accounts.password}\n`, `${accounts.password}\r\n`]) {
      const options = { ...carrier.options, password };
      const hop = await own.hop({ carrier: { ...carrier, options }, steps: [] });
      expect(hop.target.user).toBe(accounts.withPassword);
    }
    await own.close();
  });

  test('a connection that is cut leaves nothing behind, and is made anew', async () => {
    const own = broker();
    const steps = path(accounts.withPassword, become('root', { become_pass: accounts.password }));
    const hop = await own.hop(steps);
    const directory = dirname(await hop.temporaryDirectory());
    const running = hop.command({ command: 'sleep 30' });
    await hop.command({ command: 'true' });
    proxy.cut();
    await expect(running).rejects.toMatchObject({ code: 'CONNECTION' });
    await expect.poll(() => existsSync(directory), { timeout: 20_000 }).toBe(false);
    expect((await (await own.hop(steps)).command({ command: 'echo again' })).stdout.toString()).toBe(
      'again\n',
    );
    await own.reset(steps);
    expect((await (await own.hop(steps)).command({ command: 'echo reset' })).stdout.toString()).toBe(
      'reset\n',
    );
    await own.close();
  });
});
