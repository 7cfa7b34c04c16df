import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../../../src/broker/steps/launch.ts';
import { become } from '../given-step.ts';

/** A program that says where it leads to, and runs the rest of its words behind `--`. */
const stepping = `#!/bin/sh
echo "$1"
shift
while [ "$1" != -- ]; do shift; done
shift
exec "$@"
`;

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mitorun-launch-'));
  writeFileSync(join(directory, 'step'), stepping);
  chmodSync(join(directory, 'step'), 0o755);
});
afterAll(() => rmSync(directory, { recursive: true }));

/** To an account whose name the program takes for the end of its options. */
const through = (name: string, kind: 'sudo' | 'doas') =>
  become('--', { kind, become_exe: join(directory, 'step'), become_flags: name });

test('a command behind steps goes through them in their order (item 1)', () => {
  const steps = [through('first', 'sudo'), through('second', 'doas')];
  const { argv, talks } = launch(steps, ['echo', "the command's own words"]);
  const [program = '', ...words] = argv;
  expect(execFileSync(program, words, { encoding: 'utf8' })).toBe("first\nsecond\nthe command's own words\n");
  expect(talks.map(({ work }) => work.kind)).toEqual(['sudo', 'doas']);
});
