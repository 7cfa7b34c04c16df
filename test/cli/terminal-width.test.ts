import { describe, expect, it } from 'vitest';
import { terminalWidth } from '../../src/cli/terminal-width.ts';

describe('the width of what is printed', () => {
  it.each<[string, { isTTY?: boolean; columns?: number }, number]>([
    ['no terminal', { columns: 200 }, 79],
    ['a wide terminal: up to its last column but one', { isTTY: true, columns: 120 }, 119],
    ['a narrow terminal', { isTTY: true, columns: 40 }, 79],
    ['a terminal that does not know its size', { isTTY: true, columns: 0 }, 79],
    ['a terminal without a size', { isTTY: true }, 79],
  ])('%s', (_case, stdout, width) => expect(terminalWidth(stdout)).toBe(width));
});
