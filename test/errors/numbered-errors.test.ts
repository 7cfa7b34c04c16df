import { describe, expect, it } from 'vitest';
import { NumberedErrors } from '../../src/errors/numbered-errors.ts';

const at = (line: number) => ({ file: 'site.yml', line, column: 3 });

describe('errors that are shown as marks', () => {
  it('numbers the marks, and tells those of one place that follow each other together', () => {
    const errors = new NumberedErrors();
    const marks = [errors.mark('a', at(1)), errors.mark('b', at(1)), errors.mark('c', at(2))];
    expect(marks).toEqual(['<< error 1 - a >>', '<< error 2 - b >>', '<< error 3 - c >>']);
    const told: unknown[] = [];
    errors.tell((message, origin) => told.push([message, origin?.line]));
    expect(told).toEqual([
      ['Encountered 2 template errors.\nerror 1 - a\nerror 2 - b', 1],
      ['Encountered 1 template error.\nerror 3 - c', 2],
    ]);
  });

  it('tells nothing where there are none', () => {
    const told: string[] = [];
    new NumberedErrors().tell((message) => told.push(message));
    expect(told).toEqual([]);
  });
});
