import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Broker, Hop } from '../../../src/broker/hop.ts';
import type { Route, RouteStep } from '../../../src/broker/route/route.ts';
import { agentOf, localBroker, manifestOf, parameters, resultOf } from '../../broker/local-broker.ts';
import { canMakeAccounts, makeAccounts, type Accounts } from './accounts.ts';
import { become, localRoute } from '../../broker/given-step.ts';
import { EventStream } from '../../../src/events/event-stream.ts';

const span = new EventStream().open();

function path(...steps: RouteStep[]): Route {
  return localRoute('/usr/bin/python3', ...steps);
}

async function say(hop: Hop, command: string): Promise<string> {
  return (await hop.command({ command })).stdout.toString().trim();
}

describe.skipIf(!canMakeAccounts)('a session that is kept between tasks (item 14)', () => {
  let accounts: Accounts;
  let broker: Broker;
  const group = `mrg${process.pid}`;
  beforeAll(() => {
    accounts = makeAccounts();
    execFileSync('groupadd', [group]);
  });
  beforeEach(() => {
    broker = localBroker();
  });
  afterEach(() => broker.close());
  afterAll(() => {
    accounts.remove();
    execFileSync('groupdel', [group]);
  });

  test('is made anew for a new group, by whatever it came, in hops that are in use too', async () => {
    const user = accounts.withoutPassword;
    const use = { ended: new Promise(() => undefined), span };
    const hop = await broker.hop(path(become(user)), use);
    const behind = await broker.hop(path(become(user), become('root')), use);
    expect(await say(hop, 'id -Gn')).toBe(user);
    const agents = [await agentOf(hop), await agentOf(behind)];
    execFileSync('gpasswd', ['--add', user, group]);
    expect(await say(hop, 'id -Gn')).toBe(`${user} ${group}`);
    const now = await broker.hop(path(become(user)));
    expect(await agentOf(now)).toBe(await agentOf(hop));
    expect(agents).not.toContain(await agentOf(hop));
    expect(agents).not.toContain(await agentOf(behind));
    execFileSync('gpasswd', ['--delete', user, group]);
    expect(await say(now, 'id -Gn')).toBe(user);
  });

  test('ends when those are done who had begun with it, and not before', async () => {
    const user = accounts.withoutPassword;
    let finish: () => void = () => undefined;
    const use = { ended: new Promise<void>((resolve) => (finish = resolve)), span };
    const hop = await broker.hop(path(become(user)), use);
    const directory = await hop.temporaryDirectory();
    const old = await agentOf(hop);
    const running = hop.command({ command: 'sleep 0.5; echo done' });
    execFileSync('gpasswd', ['--add', user, group]);
    const sent = hop.putFile({ data: Buffer.from('here') }, `${directory}/file`);
    const seen = say(hop, `cat ${directory}/file; id -Gn`);
    expect(await Promise.all([sent, seen])).toEqual([undefined, `here${user} ${group}`]);
    expect((await running).stdout.toString()).toBe('done\n');
    expect(existsSync(directory)).toBe(true);
    finish();
    await expect.poll(() => existsSync(directory), { timeout: 6000 }).toBe(false);
    await expect.poll(() => existsSync(`/proc/${old}`)).toBe(false);
    execFileSync('gpasswd', ['--delete', user, group]);
  });

  test('is kept while accounts and groups of others come', async () => {
    const hop = await broker.hop(path(become('root')));
    const agent = await agentOf(hop);
    const added = `mra${process.pid}`;
    execFileSync('useradd', [added]);
    execFileSync('gpasswd', ['--add', added, group]);
    expect(await agentOf(hop)).toBe(agent);
    execFileSync('userdel', [added]);
  });

  test('is not used when the right to it is taken away', async () => {
    const { restricted } = accounts;
    accounts.allow(`${restricted} ALL=(root) NOPASSWD: ALL`);
    const hop = await broker.hop(path(become(restricted), become('root')));
    expect(await say(hop, 'id -un')).toBe('root');
    accounts.allow(`${restricted} ALL=(root) NOPASSWD: /usr/bin/true`);
    await expect(say(hop, 'id -un')).rejects.toThrow('Missing sudo password');
    await expect(broker.hop(path(become(restricted), become('root')))).rejects.toMatchObject({
      code: 'BECOME',
    });
  });

  test('is not used when its password has changed', async () => {
    const { withPassword, password } = accounts;
    const nested = (given: string) => path(become(withPassword), become('root', { become_pass: given }));
    const hop = await broker.hop(nested(password));
    expect(await say(hop, 'id -un')).toBe('root');
    execFileSync('chpasswd', { input: `${withPassword}:another\n` });
    await expect(say(hop, 'id -un')).rejects.toThrow('Incorrect sudo password');
    expect(await say(await broker.hop(nested('another')), 'id -un')).toBe('root');
    execFileSync('chpasswd', { input: `${withPassword}:${password}\n` });
  });

  test('by a login shell has the profile as it is now', async () => {
    const user = accounts.withoutPassword;
    const hop = await broker.hop(path(become(user, { become_flags: '-i' })));
    expect(await say(hop, 'echo $OF_PROFILE')).toBe('');
    for (const value of ['1', '2']) {
      writeFileSync(`/home/${user}/.bash_profile`, `export OF_PROFILE=${value}\n`);
      expect(await say(hop, 'echo $OF_PROFILE')).toBe(value);
    }
  });

  test('finds Python packages that came meanwhile: in process, forked, by a .pth file', async () => {
    const user = accounts.withoutPassword;
    const hop = await broker.hop(path(become(user)));
    const packages = await say(hop, "/usr/bin/python3 -c 'import site; print(site.USER_SITE)'");
    const find = async (isolation: 'in-process' | 'fork') => {
      const run = { manifest: manifestOf('see_package'), parameters: parameters({}), isolation };
      return resultOf(await hop.runModule(run))['version'];
    };
    expect(await find('in-process')).toBe(0);
    mkdirSync(packages, { recursive: true });
    chmodSync(`/home/${user}`, 0o755);
    writeFileSync(`${packages}/mitorun_extra.py`, 'VERSION = 1\n');
    expect([await find('in-process'), await find('fork')]).toEqual([1, 1]);
    writeFileSync(`${packages}/mitorun_extra.py`, 'VERSION = 2\n');
    expect([await find('in-process'), await find('fork')]).toEqual([2, 2]);
    mkdirSync(`/home/${user}/extra`);
    writeFileSync(`/home/${user}/extra/mitorun_extra.py`, 'VERSION = 3\n');
    rmSync(`${packages}/mitorun_extra.py`);
    writeFileSync(`${packages}/extra.pth`, `/home/${user}/extra\n`);
    expect([await find('in-process'), await find('fork')]).toEqual([3, 3]);
  });
});
