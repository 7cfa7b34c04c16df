import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs')).map((name) => join('docs', name)),
];

/** What a page names: targets of its links, and files of ours in code spans. */
function namedPaths(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8').replace(/^```[^]*?^```/gm, '');
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) =>
    join(dirname(page), target ?? ''),
  );
  const files = [...text.matchAll(/`((?:src|bin|bench|bootstrap|fixtures|test|docs)\/[\w./-]+)`/g)].map(
    ([, path]) => path ?? '',
  );
  return [...links, ...files];
}

describe('the pages for readers', () => {
  it('are there', () => {
    expect(pages).toContain('README.md');
    expect(pages.length).toBeGreaterThan(8);
  });

  it.each(pages)('%s names files that exist', (page) => {
    expect(namedPaths(page).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('docs has no page that the README leaves out', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    expect(pages.filter((page) => page.startsWith('docs/') && !readme.includes(page))).toEqual([]);
  });
});
