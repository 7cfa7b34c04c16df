import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { literalEval } from '../../src/python/literal.ts';
import { repr } from '../../src/python/repr.ts';

/** Texts and the repr of what Python 3.11's ast.literal_eval makes of them; null where it raises. */
const recorded = JSON.parse(
  readFileSync(new URL('../../fixtures/python/literals.json', import.meta.url), 'utf8'),
) as [string, string | null][];

describe('literalEval, as ast.literal_eval', () => {
  test.each(recorded)('%j', (text, expected) => {
    const value = literalEval(text);
    expect(value === undefined ? null : repr(value)).toBe(expected);
  });

  test.each(['{[1]: 2}', '{{}}', "{{'a'}}"])('%s: a key that cannot be hashed is a TypeError', (text) => {
    expect(() => literalEval(text)).toThrow(/unhashable type/);
  });

  test('nesting beyond what Python parses is no literal', () => {
    expect(literalEval(`${'['.repeat(5000)}${']'.repeat(5000)}`)).toBeUndefined();
  });
});
