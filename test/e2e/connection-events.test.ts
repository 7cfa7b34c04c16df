import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBroker } from '../../src/broker/broker.ts';
import type { Route, RouteStep } from '../../src/broker/route/route.ts';
import { sshCarrier } from '../../src/broker/carriers/ssh/ssh.ts';
import { type Emitted, EventStream } from '../../src/events/event-stream.ts';
import type { Span } from '../../src/events/span.ts';
import { become } from '../broker/given-step.ts';
import { hearAll, spanTree } from '../events/heard.ts';
import { canMakeAccounts, makeAccounts, type Accounts } from './become/accounts.ts';
import { startSshd, type Sshd } from './sshd.ts';

describe.skipIf(!canMakeAccounts)('events of connections over ssh', () => {
  let server: Sshd;
  let accounts: Accounts;
  beforeAll(async () => {
    server = await startSshd({ config: ['PasswordAuthentication yes', 'KbdInteractiveAuthentication no'] });
    accounts = makeAccounts();
  });
  afterAll(async () => {
    await server.stop();
    accounts.remove();
  });

  function routeOf(password: string, ...steps: RouteStep[]): Route {
    const options = {
      host: '127.0.0.1',
      port: server.port,
      user: accounts.withPassword,
      password,
      privateKeyFile: undefined,
      arguments: [],
      hostKeyChecking: false,
      timeout: 10_000,
    } as const;
    const python = { interpreter: '/usr/bin/python3' };
    return {
      carrier: { kind: 'ssh', options, python },
      steps: steps.map((step) => ({ ...step, python })),
    };
  }

  /** What happens while two hosts' tasks ask for these routes, the second when the first one has its hop. */
  async function eventsOf(first: Route, second: Route): Promise<readonly Emitted[]> {
    const events = new EventStream();
    const heard = hearAll(events);
    const run = events.open();
    const carrier = sshCarrier({ environment: {}, home: server.home });
    const broker = createBroker({ carriers: { ssh: () => Promise.resolve(carrier) }, span: run });
    const ask = (route: Route) => async (span: Span) => {
      const hop = await broker.hop(route, { ended: Promise.resolve(), span });
      await hop.command({ command: 'true' });
    };
    try {
      await run.within('host', 'first', ask(first)).catch(() => undefined);
      await run.within('host', 'second', ask(second)).catch(() => undefined);
    } finally {
      await broker.close();
      run.close();
    }
    expect(JSON.stringify(heard)).not.toContain(accounts.password);
    return heard;
  }

  test('come in the span of whoever asked first, those of a change of account in that of who wants it', async () => {
    const right = accounts.password;
    const behind = become('root', { become_pass: right });
    const heard = await eventsOf(routeOf(right), routeOf(right, behind));
    expect(spanTree(heard).filter((line) => !line.endsWith('  frame'))).toEqual([
      'run',
      '  host first',
      '    connecting',
      '    authenticating',
      '    bootstrapping',
      '    connected',
      '    request command',
      '      request',
      '      reply',
      '  host second',
      '    becoming',
      '    request spawn',
      '      request',
      '      reply',
      '    became',
      '    request command',
      '      request',
      '      reply',
      '  lost',
    ]);
    expect(heard.find(({ kind }) => kind === 'authenticating')).toMatchObject({
      where: '127.0.0.1',
      user: accounts.withPassword,
    });
    expect(heard.find(({ kind }) => kind === 'became')).toMatchObject({ step: 'sudo', user: 'root' });
  });

  test('name the phase in which it ends: a wrong password of the login, and of sudo', async () => {
    const heard = await eventsOf(
      routeOf('wrong'),
      routeOf(accounts.password, become('root', { become_pass: 'wrong' })),
    );
    const tree = spanTree(heard).filter((line) => !line.endsWith('  frame'));
    expect(tree.slice(0, 5)).toEqual([
      'run',
      '  host first',
      '    connecting',
      '    authenticating',
      '    connection-failed',
    ]);
    expect(tree.slice(-5)).toEqual([
      '    request spawn',
      '      request',
      '      reply',
      '    connection-failed',
      '  lost',
    ]);
    const failed = heard.filter((event) => event.kind === 'connection-failed');
    expect(failed.map(({ phase }) => phase)).toEqual(['connect', 'become']);
    expect(failed[0]?.reason).toContain('Permission denied');
    expect(failed[1]?.reason).toContain('Incorrect sudo password');
    expect(heard.filter((event) => event.kind === 'reply').at(-1)?.failure).toBe('become');
  });
});
