import { expect, test } from 'vitest';
import { becomeCommand, pythonCommand, successMarker } from '../../../src/broker/steps/become-command.ts';
import { sudo } from '../../../src/broker/steps/sudo.ts';
import { passwordLine } from '../../../src/broker/password-line.ts';

const toRoot = {
  become_user: 'root',
  become_exe: undefined,
  become_flags: undefined,
  become_pass: undefined,
  sudo_chdir: undefined,
};

test("a rule that allows Ansible's become command allows ours (item 13)", () => {
  const [shell, flag, script] = becomeCommand('/usr/bin/python3', successMarker());
  expect([shell, flag]).toEqual(['/bin/sh', '-c']);
  expect(script).toMatch(/^echo BECOME-SUCCESS-[a-z]{32} ; \/usr\/bin\/python3 /);
});

test('the shell is the one that is set (item 13)', () => {
  expect(becomeCommand('/usr/bin/python3', 'X', '/bin/bash').slice(0, 2)).toEqual(['/bin/bash', '-c']);
});

test('sudo quotes everything in it for a login shell: it holds no $ and is one line (item 13)', () => {
  const words = sudo.wrap(
    { ...toRoot, become_flags: '-i' },
    becomeCommand('/usr/bin/python3', 'X'),
    'marker',
  );
  expect(words.join(' ')).not.toMatch(/[$\n\\]/);
});

test.each([
  ['/usr/bin/python3', true],
  ['python3.11', true],
  ['/usr/bin/env python3', false],
  ['/opt/my python/bin/python', false],
  ['{{ x }}', false],
])('%s alone is a command: %s (item 13)', (interpreter, isCommand) => {
  expect(pythonCommand(interpreter)?.[0]).toBe(isCommand ? interpreter : undefined);
});

test.each([
  ['secret', 'secret'],
  ['secret\n', 'secret'],
  ['secret\r\n', 'secret'],
  [' se cret \nmore\n', ' se cret '],
  ['\nsecret', ''],
  ['', ''],
])('of the password %j the line %j is given (item 13)', (password, line) => {
  expect(passwordLine(password)).toBe(line);
});
