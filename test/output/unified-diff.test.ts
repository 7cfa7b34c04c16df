import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../src/output/unified-diff.ts';

interface DiffCase {
  readonly name: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly context: number;
  /** What Python's difflib.unified_diff gives. */
  readonly lines: readonly string[];
}

const cases: readonly DiffCase[] = JSON.parse(
  readFileSync(new URL('cases/unified-diff.json', import.meta.url), 'utf8'),
);

describe('a unified diff', () => {
  it.each(cases)('is that of difflib: $name', ({ before, after, context, lines }) => {
    expect(unifiedDiff(before, after, { from: 'before', to: 'after', context })).toEqual(lines);
  });
});
