import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the quick start of the README', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-quickstart-'));
  const pages = join(directory, 'pages');
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  function run(): string {
    return execFileSync(
      join(root, 'bin/mitorun'),
      ['fixtures/quickstart/site.yml', '-e', `pages_directory=${pages}`],
      {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
  }

  it('writes its pages, and tells the handler', () => {
    const output = run();
    expect(output).toContain('changed: [localhost] => (item=system)');
    expect(output).toContain('RUNNING HANDLER [pages : Write the index]');
    expect(output).toMatch(/localhost +: ok=7 +changed=3 +unreachable=0 +failed=0/);
    expect(readdirSync(pages).toSorted()).toEqual(['index.txt', 'shells.txt', 'system.txt']);
    expect(readFileSync(join(pages, 'shells.txt'), 'utf8')).toBe(
      'Shells\n======\n\n1. bash\n2. dash\n3. sh\n',
    );
    expect(readFileSync(join(pages, 'index.txt'), 'utf8')).toBe('shells\nsystem\n');
  });

  it('changes nothing the second time', () => {
    expect(run()).toMatch(/localhost +: ok=6 +changed=0 +unreachable=0 +failed=0/);
  });
});
