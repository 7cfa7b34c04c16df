import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { longestText, mostMembers } from '../../src/python/size-limit.ts';
import { rendered } from './rendering.ts';

/** Expressions with Python's repr of what ansible-core 2.19 gives for them, or `! ` and the first line of its error. */
const recorded = JSON.parse(
  readFileSync(new URL('recorded/large-numbers.json', import.meta.url), 'utf8'),
) as readonly (readonly [string, string])[];

describe('item 33: large numbers and names of JavaScript are as ansible-core 2.19 has them', () => {
  it.each(recorded)('%s', (expression, wanted) => {
    expect(rendered(`{{ (${expression}) }}`)).toBe(wanted);
  });
});

describe('item 33: what is too large fails, and nothing else does', () => {
  it.each([
    "'a' | center(10**9)",
    "'a\\nb' | indent(10**9)",
    "'a' * 10**9",
    '[0] * 10**9',
    'range(10**9) | list',
    "'a'.ljust(10**9)",
    "'a'.zfill(10**9)",
    "'%1000000000d' % 1",
    "'{:>1000000000}'.format(1)",
    "'{:.1000000000f}'.format(1.5)",
    "[1, 2] | batch(10**9, 'x') | list",
    '[1, 2] | slice(10**9) | list',
    'lipsum(n=10**9)',
    "('a' * 10**8) | replace('a', 'bb')",
    "('a,' * 30000000).split(',')",
    "(['a' * 10**6] * 10**5) | join",
    "'a'.join(['b' * 10**6] * 1000)",
    '([range(10**6) | list] * 100) | flatten',
    'range(3000) | product(range(3000), range(3000)) | list',
    "'x' | comment(prefix_count=10**9)",
    "{'a': {'b': 1}} | to_nice_json(indent=10**9)",
    "query('sequence', 'count=1000000000')",
    '(1).to_bytes(10**9)',
    '10**(10**10)',
    '(1).__lshift__(10**12)',
    "'a' * 10**8 ~ 'b' * 10**8",
    '[[0] * 10**6] * 10**6',
    '([[0] * 10**6] * 10**6) | to_json',
    '([[0] * 10**6] * 10**6) | to_nice_yaml',
    '([[0] * 10**6] * 10**6) | flatten',
    '[[(1, 2)] * 10**6] * 10**6',
  ])('%s', (expression) => {
    expect(rendered(`{{ ${expression} }}`)).toMatch(/^! .*result too large/s);
  });

  it('a loop that prints without end', () => {
    const loops =
      '{% for i in range(1000) %}{% for j in range(1000) %}{{ "x" * 100000 }}{% endfor %}{% endfor %}';
    expect(rendered(loops)).toContain('result too large');
  });

  it('a text that doubles', () => {
    const doubling =
      "{% set ns = namespace(x='a') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}";
    expect(rendered(doubling)).toContain('result too large');
  });

  it('a text and a list of the largest size are made', () => {
    expect(rendered(`{{ ('a' * ${longestText}) | length }}`)).toBe(String(longestText));
    expect(rendered(`{{ range(${mostMembers}) | list | length }}`)).toBe(String(mostMembers));
  });

  it('an integer of a million bits is computed with, and only its digits are refused', () => {
    expect(rendered('{{ 2**1000000 % 1000 }}')).toBe('376');
    expect(rendered('{{ 2**1000000 ~ "" }}')).toContain('Exceeds the limit (4300 digits)');
  });
});
