import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/output/text-width.ts';

describe('the columns of a text', () => {
  it.each([
    ['plain', 5],
    ['two\nlines', 8],
    ['日本', 4],
    ['e\u0301', 1],
    ['\u001b[1m', 2],
  ])('%j takes %i', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });
});
