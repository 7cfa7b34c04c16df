import { describe, expect, test } from 'vitest';
import { becomeFailure, type BecomeEnd } from '../../../src/broker/steps/failure.ts';
import { sudo } from '../../../src/broker/steps/sudo.ts';
import type { TransportStep } from '../../../src/broker/route/route.ts';

const local: TransportStep = { method: 'local' };
const ssh: TransportStep = {
  method: 'ssh',
  host: '192.0.2.1',
  port: undefined,
  user: undefined,
  password: undefined,
  privateKeyFile: undefined,
  arguments: [],
  hostKeyChecking: true,
  timeout: 1000,
};

/** As ansible-core 2.19 was seen to judge commands that do not get to the account. */
describe('a become command that does not get to the account (item 13)', () => {
  test.each<[string, TransportStep, string | undefined, Partial<BecomeEnd>, string, string]>([
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
  ])('%s (%o, %s): %o is %s', (_, transport, password, end, code, message) => {
    const step = { method: 'sudo', user: 'root', executable: undefined, flags: undefined, password };
    const whole: BecomeEnd = { why: 'ended', status: undefined, output: '', patience: 3000, ...end };
    expect(becomeFailure({ method: sudo, step, transport }, whole)).toMatchObject({ code, message });
  });

  test('an end over ssh has the outcome that Ansible reports as a module of it', () => {
    const step = {
      method: 'sudo',
      user: 'root',
      executable: undefined,
      flags: undefined,
      password: undefined,
    };
    const end: BecomeEnd = { why: 'ended', status: 1, output: 'unknown user x\n', patience: 3000 };
    const at = (transport: TransportStep) => becomeFailure({ method: sudo, step, transport }, end);
    expect(at(ssh)).toMatchObject({ rc: 1, output: 'unknown user x' });
    expect(at(local)).not.toHaveProperty('rc');
  });
});
