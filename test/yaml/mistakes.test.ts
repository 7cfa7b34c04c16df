import { describe, expect, it } from 'vitest';
import { MitorunError } from '../../src/errors/mitorun-error.ts';
import { loadYaml } from '../../src/yaml/load.ts';
import { readCases } from './read-cases.ts';

interface Mistake {
  name: string;
  text: string;
  message: string;
  line: number | null;
  column: number | null;
}

function mistake(text: string): MitorunError {
  try {
    loadYaml(text, { file: 'bad.yml', trust: true });
  } catch (error) {
    if (error instanceof MitorunError) return error;
    throw error;
  }
  throw new Error('it was read');
}

describe('a mistake in YAML', () => {
  it.each(readCases<Mistake>('mistakes.json'))(
    '$name: message and place as ansible-core 2.19',
    (expected) => {
      const error = mistake(expected.text);
      expect(error.code).toBe('PARSER');
      expect(error.message).toBe(expected.message);
      // Where Ansible names no place we do.
      if (expected.line !== null)
        expect(error.origin).toEqual({ file: 'bad.yml', line: expected.line, column: expected.column });
      expect(error.origin).toBeDefined();
      expect(error.hint, 'a hint').toBeDefined();
    },
  );

  it.each([
    ['a:\n\tb: 1\n', 'indent with spaces:   b: 1'],
    ['- debug:\n    msg: {{ foo }}\n', `a value that starts with '{{' must be quoted: msg: "{{ foo }}"`],
    [
      `a: {{ b | default("x") }}\n`,
      `a value that starts with '{{' must be quoted: a: '{{ b | default("x") }}'`,
    ],
    ['- name: foo: bar\n', 'quote the value: - name: "foo: bar"'],
    ['a: "foo" in bar\n', `put the whole value in quotes: a: '"foo" in bar'`],
    ['a: "foo\nb: 1\n', 'the quote opened at line 1, column 4 is never closed: a: "foo'],
    ['a: [1, 2\nb: 3\n', `the '[' at line 1, column 4 lacks a ',' or its ']': a: [1, 2`],
    ['a: {b: 1 c: 2}\n', `the '{' at line 1, column 4 lacks a ',' or its '}': a: {b: 1 c: 2}`],
    [
      'a: 1\n  b: 2\n',
      'the line above already has a value, so nothing can be below it; check the indentation of both',
    ],
    ['a: 2024-13-45\n', 'quote the value if it is meant as text'],
    ['a: @b\n', `a value cannot start with '@' unless it is quoted: "@b"`],
    ['a:\n- b\n-c\n', "is a ':', or a blank after ':' or '-', missing at line 3?"],
    ['a: *.txt\n', `a value that starts with '*' must be quoted unless it is an alias`],
    ['a: "C:\\dir"\n', 'write the backslash twice, or use single quotes, where backslashes are plain'],
    [
      'a: 1\n- b\n',
      "a '-' cannot stand beside the keys of the mapping that begins at line 1; indent it below its key",
    ],
  ])('%j is shown mended', (text, hint) => {
    expect(mistake(text).hint).toBe(hint);
  });
});
