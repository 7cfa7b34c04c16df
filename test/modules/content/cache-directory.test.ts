import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cacheDirectory, readCached, writeCached } from '../../../src/modules/content/cache-directory.ts';

const root = mkdtempSync(join(tmpdir(), 'mitorun-cache-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('files of the cache', () => {
  it('are read as they were written, for their owner alone', () => {
    const file = join(cacheDirectory({ HOME: root }) ?? '', 'content', 'a.json');
    writeCached(file, { a: [1] });
    expect(readCached(file)).toEqual({ a: [1] });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each(['/proc', '/dev/null', join(root, 'missing\0')])(
    'are left out where HOME is %j (first)',
    (home) => {
      const file = join(cacheDirectory({ HOME: home }) ?? '', 'a.json');
      writeCached(file, {});
      expect(readCached(file)).toBeUndefined();
    },
  );
});
