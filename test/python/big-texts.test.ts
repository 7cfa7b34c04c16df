import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../src/output/unified-diff.ts';
import { lossyBlock } from '../../src/output/lossy-text.ts';
import { Dict } from '../../src/python/dict.ts';
import { replaceSurrogates } from '../../src/python/bytes-text.ts';
import { parseJson } from '../../src/python/json/parse.ts';
import { literalEval } from '../../src/python/literal.ts';
import { TemplateString } from '../../src/python/template-string.ts';
import { loadYaml } from '../../src/yaml/load.ts';
import { fileRendered, templarWith } from '../template/rendering.ts';

/** Regular expressions of V8 end with a full stack at about 8.4 million turns of a repetition. */
const many = 9_000_000;
const latin = 'x'.repeat(many);
const wide = `${'ж'.repeat(many)}`;

describe('texts of millions of characters are read (item 27)', () => {
  // The number has such a text read by mitorun's own reader.
  it.each([
    ['plain', latin, latin],
    ['of two bytes', wide, wide],
    ['escaped', '\\"\\\\'.repeat(many / 4), '"\\'.repeat(many / 4)],
  ])('JSON, %s', (_what, written, wanted) => {
    const result = parseJson(`{"n": 1.0, "text": "${written}"}`);
    expect(result instanceof Dict && result.get('text') === wanted).toBe(true);
  });

  it.each([
    "'".concat(latin, "'"),
    '1'.repeat(many),
    `${' '.repeat(many)}1`,
    `[${' '.repeat(many)}1]`,
    latin,
  ])('a literal of Python (%#)', (text) => {
    expect(() => literalEval(text)).not.toThrow();
  });

  it('text for people to read', () => {
    expect(lossyBlock(`${wide}\n${' '.repeat(200_000)}x${' '.repeat(many)}`)?.length).toBe(many + 200_002);
    expect(replaceSurrogates('\udc80'.repeat(many))).toBe('?');
  });
});

describe('JSON that is none is told of in the words of Python (item 27)', () => {
  it.each([
    ['{"n": 1.0, "a', 'Unterminated string starting at: line 1 column 12 (char 11)'],
    ['{"n": 1.0,\n"a\u0001"}', 'Invalid control character at: line 2 column 3 (char 13)'],
    ['["a\\x", 1.0]', 'Invalid \\escape: line 1 column 4 (char 3)'],
    ['["\\\\\\u12"]', 'Invalid \\uXXXX escape: line 1 column 6 (char 5)'],
  ])('%j', (text, wanted) => {
    expect(() => parseJson(text)).toThrow(wanted);
  });
});

describe('templates compute with texts of millions of characters (item 27)', () => {
  const templar = templarWith();
  const length = (expression: string): unknown => templar.render(new TemplateString(`{{ ${expression} }}`));
  it.each([
    ['isalpha()', true],
    ['isalnum()', true],
    ['isdigit()', false],
    ['isdecimal()', false],
    ['isnumeric()', false],
    ['isidentifier()', true],
    ['isprintable()', true],
    ['isascii()', false],
    ['isspace()', false],
    ['islower()', true],
    ["strip('жx') | length", 0],
    ["rstrip('x') | length", many],
    ['split() | length', 1],
    ["replace('ж', 'з') | length", many],
  ])("('ж' * n).%s", (expression, wanted) => {
    expect(length(`('ж' * ${many}).${expression}`)).toBe(wanted);
  });

  it.each([
    [`('ж' * ${many}) | trim | length`, many],
    [`(' ' * 300000 ~ 'x') | trim | length`, 1],
    [`(('x' ~ ' ' * 300000) * 2 ~ 'x').rstrip() | length`, 600_003],
    [`('.' * ${many}) | urlize | length`, many],
    [`('(' * ${many}) | urlize | length`, many],
    [`'{0}'.format('ж' * ${many}) | length`, many],
    [`'x' | regex_replace('x', 'ж' * ${many}) | length`, many],
    ['([[1, 2]] * 200000) | length', 200_000],
    ['[1] | zip(*([[1, 2]] * 200000)) | first | length', 200_001],
    ['[1] | zip_longest(*([[1, 2]] * 200000)) | first | length', 200_001],
    ["query('together', *([[1, 2]] * 200000)) | first | length", 200_000],
  ])('%s', (expression, wanted) => {
    expect(length(expression)).toBe(wanted);
  });

  it('a template that includes 200,000 pieces', () => {
    const files = { 'many.j2': '{% for i in range(200000) %}{{ i % 10 }}{% endfor %}' };
    expect(fileRendered('{% include "many.j2" %}', files).length).toBe(200_002);
  });
});

describe('lists of hundreds of thousands of members (item 27)', () => {
  it('lines of a diff', () => {
    const lines = Array.from({ length: 200_000 }, (_line, index) => `${index}\n`);
    expect(unifiedDiff([], lines, { from: 'a', to: 'b', context: 3 }).length).toBe(200_003);
  });

  it('pairs that YAML merges', () => {
    const pairs = Array.from({ length: 150_000 }, (_pair, index) => `  k${index}: 1`).join('\n');
    const value = loadYaml(`a: &a\n${pairs}\nb:\n  <<: *a\n`, { file: 'x.yml', trust: true });
    expect(value instanceof Dict && (value.get('b') as Dict).size).toBe(150_000);
  });
});
