import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/output/text-width.ts';

describe('the columns of a text', () => {
  it.each([
    ['plain', 5],
    ['two\nlines', 8],
    ['日本', 4],
    ['e\u0301', 1],
    ['✅ ☔ ⭐', 8],
    ['\u{17000}', 2],
    ['\u1100\u1161\u11a8', 2],
    ['soft\u00adhyphen', 11],
    ['\u001b[1m', 2],
  ])('%j takes %i', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });
});
