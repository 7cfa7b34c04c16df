import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { behindShellText } from '../../../src/broker/steps/shell-text.ts';
import { steps } from '../../../src/broker/steps/index.ts';
import { sudo } from '../../../src/broker/steps/sudo.ts';

const step = {
  become_user: 'web',
  become_exe: undefined,
  become_flags: undefined,
  become_pass: undefined,
  sudo_chdir: undefined,
  prompt_l10n: undefined,
};

describe('a become program and its flags are what a shell on the target reads (item 13)', () => {
  test.each([
    ['env', '', 'a b'],
    ['~/../bin/env', '', 'a b'],
    ['$ROOT/env', '', 'a b'],
    ['GREETING=hi env', '', 'a b'],
    ['cd / && env\n', '', 'a b'],
    ['env', '-u "X Y"', 'a b'],
    ['env', '"V=$GIVEN"', "it's $HOME"],
  ])('%j %j', (program, flags, word) => {
    const [file = '', ...args] = behindShellText([program, flags], ['printf', '%s', word]);
    const env = { PATH: '/usr/bin:/bin', HOME: '/usr/lib', ROOT: '/usr/bin', GIVEN: 'x' };
    expect(execFileSync(file, args, { env, encoding: 'utf8' })).toBe(word);
  });

  test('needs no shell where words are only quoted', () => {
    expect(behindShellText(['sudo -H', "-p 'my $prompt: '"], ['id'])).toEqual([
      'sudo',
      '-H',
      '-p',
      'my $prompt: ',
      'id',
    ]);
  });

  test.each(Object.entries(steps))(
    '%s refuses an open quotation, which would swallow the command',
    (_, method) => {
      for (const flags of ["-H 'x", '-H "~', '~ \\'])
        for (const password of [undefined, 'secret'])
          expect(() =>
            method.wrap({ ...step, become_flags: flags, become_pass: password }, ['id'], 'marker'),
          ).toThrow(/of become_exe or become_flags: No /);
    },
  );
});

describe("sudo's prompt (item 13)", () => {
  test.each(['-H -n -p x', '-nHp x', '-px', '--prompt=x', '-n --prompt x'])('is the one in %j', (flags) => {
    expect(sudo.wrap({ ...step, become_flags: flags }, ['id'], 'marker')).not.toContain('marker');
  });

  test.each([undefined, '-H -S -n', '-i', '--preserve-env'])('is ours with %j', (flags) => {
    expect(sudo.wrap({ ...step, become_flags: flags }, ['id'], 'marker')).toContain('marker');
  });
});
