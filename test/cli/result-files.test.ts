import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resultFiles } from '../../src/cli/result-files.ts';
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
    } as RunEvent);
  expect(readdirSync(around)).toEqual(['tree']);
  expect(readdirSync(join(around, 'tree'))).toEqual(['web1']);
  expect(existsSync(join(around, 'out'))).toBe(false);
  expect(warnings).toHaveLength(hosts.length - 1);
  rmSync(around, { recursive: true });
});
