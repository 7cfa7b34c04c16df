import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resultFiles } from '../../src/cli/result-files.ts';
import { noRemarks } from '../../src/events/remarks.ts';
import type { ResultEvent, RunEvent } from '../../src/events/run-event.ts';
import { Dict } from '../../src/python/dict.ts';

it("item 30: a host's result is written below the directory or nowhere", () => {
  const around = mkdtempSync(join(tmpdir(), 'mitorun-tree-'));
  const warnings: string[] = [];
  const keep = resultFiles(join(around, 'tree'), {
    verbosity: 0,
    redact: (text) => text,
    warn: (message) => warnings.push(message),
  });
  const task = { name: 'x', action: 'ping', isLoop: false } as unknown as ResultEvent['task'];
  const hosts = ['web1', '../out', join(around, 'absolute'), '..', 'a/b', 'a\nb'];
  for (const host of hosts)
    keep({
      kind: 'host-result',
      host,
      task,
      status: 'ok',
      ignored: false,
      error: undefined,
      result: new Dict(),
      remarks: noRemarks,
    } as RunEvent);
  expect(readdirSync(around)).toEqual(['tree']);
  expect(readdirSync(join(around, 'tree'))).toEqual(['web1']);
  expect(existsSync(join(around, 'out'))).toBe(false);
  expect(warnings).toHaveLength(hosts.length - 1);
  rmSync(around, { recursive: true });
});

it('item 32: a directory that cannot be made or written costs warnings, not the run', () => {
  const around = mkdtempSync(join(tmpdir(), 'mitorun-tree-'));
  const directory = join(around, 'tree');
  writeFileSync(directory, 'a file');
  const warnings: string[] = [];
  const keep = resultFiles(directory, {
    verbosity: 0,
    redact: (text) => text,
    warn: (message) => warnings.push(message),
  });
  const task = { name: 'x', action: 'ping', isLoop: false } as unknown as ResultEvent['task'];
  const event = { kind: 'host-result', host: 'web1', task, status: 'ok', ignored: false, error: undefined };
  for (let times = 0; times < 2; times++)
    keep({ ...event, result: new Dict(), remarks: noRemarks } as RunEvent);
  expect(warnings[0]).toBe(
    `Unable to access or create the configured directory (${directory}): [Errno 17] File already exists`,
  );
  expect(new Set(warnings.slice(1))).toEqual(
    new Set([`Unable to write to 'web1''s file: [Errno 20] Not a directory`]),
  );
  rmSync(around, { recursive: true });
});
