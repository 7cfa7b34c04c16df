import { readFileSync } from 'node:fs';
import Loader from 'nunjucks/src/loader.js';
import nodes from 'nunjucks/src/nodes.js';
import parserModule from 'nunjucks/src/parser.js';
import { describe, expect, it } from 'vitest';

/** What the engine builds on is exported by nunjucks but not documented: another version may lack it. */
describe('nunjucks', () => {
  it('is the version whose internals are known', () => {
    const manifest = new URL('../../node_modules/nunjucks/package.json', import.meta.url);
    expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({ version: '3.2.4' });
  });

  it('has the classes and methods that are used', () => {
    const parser = new parserModule.Parser({ nextToken: () => 'token' });
    expect(parser.peekToken()).toBe('token');
    expect(parser.nextToken(true)).toBe('token');
    class Named extends nodes.Node {
      override get fields(): readonly string[] {
        return [];
      }
    }
    expect(new Named(3, 4)).toMatchObject({ lineno: 3, colno: 4 });
    expect(Loader).toBeTypeOf('function');
  });
});
