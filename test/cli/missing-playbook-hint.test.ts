import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { missingPlaybookHint } from '../../src/cli/missing-playbook-hint.ts';
import { subCommands } from '../../src/cli/options/sub-commands.ts';

let cwd = '';
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'mitorun-hint-'));
  writeFileSync(join(cwd, 'site.yml'), '');
});
afterAll(() => rmSync(cwd, { recursive: true }));

test.each([
  ['all ping', 'to run a module on hosts: mitorun all -m ping'],
  ['site.yaml', "did you mean 'site.yml'?"],
  ['site', "did you mean 'site.yml'?"],
  ['stie.yml', "did you mean 'site.yml'?"],
  ['vualt view x', "did you mean 'mitorun vault'?"],
  ['galaxy install x', 'mitorun does not replace ansible-galaxy: run that program itself'],
  ['playbook site.yml', "mitorun runs playbooks by itself: leave out 'playbook'"],
  ['elsewhere/other.yml', undefined],
  ['somethingelse.yml', undefined],
])('what a missing playbook stood for, in `mitorun %s` (item 21b)', (line, hint) => {
  const words = line.split(' ');
  expect(missingPlaybookHint(words[0] ?? '', { words, cwd, subCommands })).toBe(hint);
});
