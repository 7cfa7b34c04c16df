import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const mitorun = fileURLToPath(new URL('../../bin/mitorun', import.meta.url));

describe('mitorun in surroundings that are out of the usual', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-launch-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('says that its directory is gone, where somebody removed it', () => {
    const gone = join(directory, 'gone');
    const script = `mkdir '${gone}' && cd '${gone}' && rmdir '${gone}' && exec '${mitorun}' localhost -m ping`;
    const { status, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    expect(stderr).toContain('The current directory is not there any more');
    expect(status).toBe(5);
  });

  it('goes on where its output cannot be written, and says so', () => {
    const file = join(directory, 'written');
    const script = `exec '${mitorun}' -i localhost, -c local localhost -e ansible_python_interpreter=/usr/bin/python3 -m copy -a 'content=x dest=${file}' > /dev/full`;
    const { status, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    expect(stderr.match(/The output cannot be written/g)).toHaveLength(1);
    expect(readFileSync(file, 'utf8')).toBe('x');
    expect(status).toBe(0);
  });

  it('runs where HOME is no directory', () => {
    const { status, stdout } = spawnSync(
      mitorun,
      ['-i', 'localhost,', '-c', 'local', 'localhost', '-m', 'debug'],
      {
        cwd: directory,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], HOME: '/dev/null' },
      },
    );
    expect(stdout).toContain('Hello world!');
    expect(status).toBe(0);
  });
});
