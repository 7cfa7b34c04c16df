import { describe, expect, test, vi } from 'vitest';
import { describeRoute } from '../../../src/broker/route/describe.ts';
import { agentKey, loginKey, machineKey, rootKey } from '../../../src/broker/route/key.ts';
import type { Route, RouteStep } from '../../../src/broker/route/route.ts';
import { become, localRoute, systemPython } from '../given-step.ts';

function sshRoute(
  login: { password?: string; user?: string; port?: number } = {},
  ...steps: RouteStep[]
): Route {
  const { password, user, port } = login;
  const options = {
    host: 'web1',
    port,
    user,
    password,
    privateKeyFile: undefined,
    arguments: [],
    hostKeyChecking: true,
    timeout: 10_000,
  };
  return { carrier: { kind: 'ssh', options, python: systemPython }, steps };
}

const otherPython = (route: Route): Route => ({
  ...route,
  carrier: { ...route.carrier, python: { interpreter: '/opt/python' } },
});

describe('routes are told apart (item 1)', () => {
  const root = become('root');
  test.each<[string, Route, Route, boolean]>([
    ['the same', sshRoute(), sshRoute(), true],
    ['another password of the login', sshRoute({ password: 'a' }), sshRoute({ password: 'b' }), false],
    ['none', sshRoute({ password: 'a' }), sshRoute(), false],
    [
      'another password of a step',
      localRoute('p', become('root', { become_pass: 'a' })),
      localRoute('p', become('root', { become_pass: 'b' })),
      false,
    ],
    ['another Python', sshRoute(), otherPython(sshRoute()), false],
    ['another account', sshRoute({}, root), sshRoute({}, become('web')), false],
    ['the account twice', sshRoute({}, root), sshRoute({}, root, root), false],
    ['another kind', sshRoute({}, root), sshRoute({}, become('root', { kind: 'su' })), false],
  ])('%s', (_, one, other, isSame) => {
    expect(agentKey(one) === agentKey(other)).toBe(isSame);
  });

  test('the Pythons of one login share it, those of this machine stand alone', () => {
    expect(rootKey(otherPython(sshRoute()))).toBe(rootKey(sshRoute()));
    expect(rootKey(localRoute('/a'))).not.toBe(rootKey(localRoute('/b')));
    expect(loginKey(localRoute('/a').carrier)).toBe(loginKey(localRoute('/b').carrier));
  });

  test('a change of account is no change of machine', () => {
    expect(machineKey(sshRoute({}, root, become('web')))).toBe(machineKey(sshRoute()));
    expect(machineKey(sshRoute({ port: 1 }))).not.toBe(machineKey(sshRoute({ port: 2 })));
  });
});

describe('a secret (item 1)', () => {
  const secret = 'tr0ub4dor';
  const route = sshRoute({ password: secret, user: 'deploy' }, become('root', { become_pass: secret }));

  test('is in no key and in no description', () => {
    for (const text of [agentKey(route), rootKey(route), machineKey(route), describeRoute(route)])
      expect(text).not.toContain(secret);
    expect(describeRoute(route)).toBe('deploy@web1');
    expect(describeRoute(localRoute('p', become('root')))).toBe('localhost');
  });

  test('cannot be guessed by its key: another process makes another one', async () => {
    vi.resetModules();
    const elsewhere = await import('../../../src/broker/route/key.ts');
    expect(elsewhere.agentKey(route)).not.toBe(agentKey(route));
    expect(elsewhere.agentKey(route)).toBe(elsewhere.agentKey(route));
  });
});
