import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runInProcess } from './run-in-process.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'programs-test-'));
  writeFileSync(join(cwd, 'site'), '- hosts: b\n  gather_facts: false\n');
});
afterAll(() => rmSync(cwd, { recursive: true }));

test.each([
  [['all', '--list-hosts'], '  hosts (2):\n    a\n    b\n'],
  [['--list-hosts', 'all', '--limit', ',,b'], '  hosts (1):\n    b\n'],
  [[',', '--list-hosts'], '  hosts (2):\n    a\n    b\n'],
  [
    ['site', '--list-hosts'],
    "\nplaybook: site\n\n  play #1 (b): b\tTAGS: []\n    pattern: ['b']\n    hosts (1):\n      b\n",
  ],
])(
  '%j lists the hosts of a pattern unless there is a playbook of that name',
  async (argv, shown) => {
    const { exit, out } = await runInProcess(['-i', 'a,b', ...argv], { cwd });
    expect(out).toBe(shown);
    expect(exit).toBe(0);
  },
  30_000,
);

test('a playbook that is not there is not taken for a pattern', async () => {
  const { exit, err } = await runInProcess(['-i', 'a,b', 'nowhere.yml', '--list-hosts'], { cwd });
  expect(err).toContain('the playbook: nowhere.yml could not be found');
  expect(exit).toBe(1);
});

test.each([['-m', 'ping'], ['-mping'], ['-Cm', 'ping'], ['-om', 'ping'], ['--module-name=ping']])(
  'a module makes it ad-hoc: %j',
  async (...module) => {
    const { err } = await runInProcess(['nowhere', '-i', 'a,', ...module], { cwd });
    expect(err).toContain('Could not match supplied host pattern, ignoring: nowhere');
  },
  30_000,
);
