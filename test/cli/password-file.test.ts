import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { readPasswordFile } from '../../src/cli/password-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'mitorun-passwords-'));
afterAll(() => rmSync(directory, { recursive: true }));

function script(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return path;
}

const read = (path: string): Promise<string> => readPasswordFile(path, new PassThrough());

describe('passwords that a program prints (item 8)', () => {
  it('leave timers and signals their turn while the program works', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 20);
    expect(await read(script('slow', 'sleep 0.3; echo secret'))).toBe('secret');
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  it('are given up where a signal ends the program', async () => {
    await expect(read(script('ended', 'kill -INT $$; sleep 5'))).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
  });

  it('fail in the words of ansible-core', async () => {
    const path = script('failing', 'echo no >&2; exit 3');
    await expect(read(path)).rejects.toThrow(`The password script ${path} returned an error (rc=3): no`);
  });
});
