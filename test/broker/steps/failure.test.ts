import { describe, expect, test } from 'vitest';
import { becomeFailure, type BecomeEnd } from '../../../src/broker/steps/failure.ts';
import { launch } from '../../../src/broker/steps/launch.ts';
import type { RouteCarrier } from '../../../src/broker/route/route.ts';
import { become, systemPython } from '../given-step.ts';

const local: RouteCarrier = { kind: 'local', options: {}, python: systemPython };
const ssh: RouteCarrier = {
  kind: 'ssh',
  options: {
    host: '192.0.2.1',
    port: undefined,
    user: undefined,
    password: undefined,
    privateKeyFile: undefined,
    arguments: [],
    hostKeyChecking: true,
    timeout: 1000,
  },
  python: systemPython,
};

function judge(carrier: RouteCarrier, password: string | undefined, end: Partial<BecomeEnd>) {
  const [talk] = launch([become('root', { become_pass: password })], ['id']).talks;
  if (talk === undefined) throw new Error('one step talks');
  const whole: BecomeEnd = { why: 'ended', status: undefined, output: '', patience: 3000, ...end };
  return becomeFailure({ talk, carrier }, whole);
}

/** As ansible-core 2.19 was seen to judge commands that do not get to the account. */
describe('a become command that does not get to the account (item 13)', () => {
  test.each<[string, RouteCarrier, string | undefined, Partial<BecomeEnd>, string, string]>([
    [
      'no answer',
      ssh,
      undefined,
      { why: 'timeout' },
      'CONNECTION',
      'Timeout (3s) waiting for privilege escalation prompt: ',
    ],
    [
      'no answer',
      local,
      undefined,
      { why: 'timeout' },
      'CONNECTION',
      'Timed out waiting for become success.',
    ],
    [
      'an unknown prompt',
      local,
      'x',
      { why: 'timeout', output: 'Kennwort bitte ' },
      'CONNECTION',
      'Timed out waiting for become success or become password prompt.\n>>> Standard Output\nKennwort bitte',
    ],
    [
      "ssh's exit code",
      ssh,
      undefined,
      { status: 255, output: 'nope\n' },
      'CONNECTION',
      'Data could not be sent to remote host "192.0.2.1". Make sure this host can be reached over ssh: nope',
    ],
    [
      "ssh's exit code",
      local,
      undefined,
      { status: 255, output: 'nope\n' },
      'BECOME',
      'sudo failed (rc=255): nope',
    ],
    ['an end', ssh, undefined, { status: 1, output: 'nope\n' }, 'BECOME', 'sudo failed (rc=1): nope'],
    ['an end in silence', ssh, undefined, { status: 0 }, 'BECOME', 'sudo failed (rc=0)'],
    [
      'no password',
      ssh,
      undefined,
      { status: 1, output: 'sudo: a password is required' },
      'BECOME',
      'Missing sudo password',
    ],
    ['a wrong password', ssh, 'x', { why: 'wrong' }, 'BECOME', 'Incorrect sudo password'],
    [
      'an end after the account was reached',
      ssh,
      undefined,
      { status: 1, output: `BECOME-SUCCESS-${'a'.repeat(32)}\nno zlib` },
      'BECOME',
      'sudo failed (rc=1): no zlib',
    ],
  ])('%s (%o, %s): %o is %s', (_, carrier, password, end, code, message) => {
    expect(judge(carrier, password, end)).toMatchObject({ code, message });
  });

  test('an end over ssh has the outcome that Ansible reports as a module of it', () => {
    const end: Partial<BecomeEnd> = { why: 'ended', status: 1, output: 'unknown user x\n' };
    expect(judge(ssh, undefined, end)).toMatchObject({ rc: 1, output: 'unknown user x' });
    expect(judge(local, undefined, end)).not.toHaveProperty('rc');
  });
});
