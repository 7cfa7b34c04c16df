import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ErrorLink } from '../../src/errors/error-report.ts';
import { errorText } from '../../src/output/error-text.ts';

const file = join(mkdtempSync(join(tmpdir(), 'mitorun-error-text-')), 'play.yml');
const link = (message: string, line?: number, column = 3, hint?: string): ErrorLink => ({
  message,
  origin: line === undefined ? undefined : { file, line, column },
  hint,
});

describe('the text of an error', () => {
  beforeAll(() => writeFileSync(file, 'one\ntwo\n\tthree\nfour\n'));

  it('has the place with two lines before it and a mark', () => {
    expect(errorText({ chain: [link('Broken.', 3)] })).toBe(
      `Broken.\nOrigin: ${file}:3:3\n\n1 one\n2 two\n3  three\n    ^ column 3\n`,
    );
  });

  it('puts a cause without a place behind a colon', () => {
    expect(errorText({ chain: [link('Task failed.'), link('Module failed.'), link('no')] })).toBe(
      'Task failed: Module failed: no\n',
    );
  });

  it('tells causes with places of their own one after the other, under all of it on one line', () => {
    const text = errorText({
      chain: [link('Task failed.', 1), link('Bad condition.', 2), link("'x' is undefined")],
    });
    expect(text).toBe(
      `Task failed: Bad condition: 'x' is undefined\n\n` +
        `Task failed.\nOrigin: ${file}:1:3\n\n1 one\n    ^ column 3\n` +
        `\n<<< caused by >>>\n\n` +
        `Bad condition: 'x' is undefined\nOrigin: ${file}:2:3\n\n1 one\n2 two\n    ^ column 3\n`,
    );
  });

  it('does not repeat a cause that the message ends with', () => {
    expect(errorText({ chain: [link('It failed: no'), link('no')] })).toBe('It failed: no\n');
  });

  it('has a hint on the same line where there is no place, else below', () => {
    expect(errorText({ chain: [link('No.', undefined, 1, 'Try again.')] })).toBe('No. Try again.\n');
    expect(errorText({ chain: [link('No.', 1, 1, 'Try again.')] })).toMatch(/\n\nTry again\.\n$/);
  });

  it('says why no lines are shown', () => {
    const gone = { file: '/nonexistent.yml', line: 1, column: 1 };
    expect(errorText({ chain: [{ message: 'No.', origin: gone, hint: undefined }] })).toContain(
      'source not shown',
    );
    expect(errorText({ chain: [link('No.', 9)] })).toContain('(source not shown: file truncated)');
  });
});
