import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeRetryFile } from '../../src/cli/retry-file.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { nodeFileSystem } from '../../src/config/node-file-system.ts';
import { Display } from '../../src/output/display.ts';

it('item 30: a retry file names the hosts that failed and no others', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-retry-'));
  const env = { ANSIBLE_RETRY_FILES_ENABLED: '1', ANSIBLE_RETRY_FILES_SAVE_PATH: directory };
  const config = loadConfig({ cwd: directory, home: directory, env, fileSystem: nodeFileSystem });
  let errors = '';
  const display = new Display({
    verbosity: 0,
    columns: 79,
    color: false,
    colors: {},
    deprecationWarnings: true,
    verboseToStderr: false,
    logVerbosity: 0,
    writeLog: undefined,
    writeOut: () => undefined,
    redact: (text: string) => text,
    writeError: (text) => (errors += text),
  });
  writeRetryFile(
    '/x/site.yml',
    ['web1', 'a\nall', 'all', '*', '~.*', 'b,c', '!web1', '@/etc/passwd', '::1'],
    config,
    display,
  );
  expect(readFileSync(join(directory, 'site.retry'), 'utf8')).toBe('web1\n::1\n');
  expect(errors).toContain('The host "a\\nall" cannot be named in a retry file.');
  rmSync(directory, { recursive: true });
});
