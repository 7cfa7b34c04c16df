import { describe, expect, it } from 'vitest';
import { Dict } from '../../src/python/dict.ts';
import { OMIT } from '../../src/python/omit.ts';
import { parseJson } from '../../src/python/json/parse.ts';
import { TemplateString } from '../../src/python/template-string.ts';
import type { Value } from '../../src/python/value.ts';
import { VaultString } from '../../src/python/vault-string.ts';
import { MapVariables } from '../../src/template/variable-layers.ts';
import { outcome, rendered, templarWith } from './rendering.ts';

describe('what a template gives', () => {
  it.each([
    ['{{ 1 }}', '1'],
    ['{{ 1.0 }}', '1.0'],
    ['{{ [1, "a"] }}', "[1, 'a']"],
    ['{{ (1, 2) }}', '[1, 2]'],
    ['{{ none }}', 'None'],
    ['{# nothing #}', 'None'],
    ['{{ none }}x', "'x'"],
    ['x{{ [none, true] }}', "'x[None, True]'"],
    ['{{ 1 }}{{ 2 }}', "'12'"],
    ['{{ {1: 2}.items() }}', '[[1, 2]]'],
    ['{{ "x" }}\n', "'x\\n'"],
    ['{{ 5 }}\n', '5'],
    ['a\n\n', "'a\\n\\n'"],
    ['{{ range(2) }}', "! Error rendering template: Type 'range' is unsupported for variable storage."],
    ['{{ 1 if false }}', "! Error rendering template: Type 'Undefined' is unsupported for variable storage."],
    ['<{{ 1 if false }}>', "'<>'"],
    ["{{ 'a\\nb' }}", "'a\\\\nb'"],
    ["{% set x = 'a\\nb' %}{{ x }}", "'a\\nb'"],
  ])('%j gives %s', (template, expected) => {
    expect(rendered(template)).toBe(expected);
  });
});

describe('variables', () => {
  const yaml = `
a: "{{ b }}"
b: "{{ c + 1 }}"
c: 1
self_reading: {x: 1, y: "{{ self_reading.x + 1 }}"}
partly_broken: {good: 1, bad: "{{ nowhere }}"}
list: [1, "{{ c }}", {k: "{{ a }}"}]
circle: "{{ round }}"
round: "{{ circle }}"
range: 5
`;
  it.each([
    ['{{ a }}', '2'],
    ['{{ self_reading.y }}', '2'],
    ['{{ partly_broken.good }}', '1'],
    ['{{ partly_broken | length }}', '2'],
    ['{{ partly_broken }}', "! 'nowhere' is undefined"],
    ["{{ partly_broken.bad | default('d') }}", "'d'"],
    ['{{ list }}', "[1, 1, {'k': 2}]"],
    ['{{ list[2].k }}', '2'],
    ['{{ circle }}', '! Recursive loop detected in template: maximum recursion depth exceeded'],
    ['{{ range }}', '5'],
    ['{{ vars.a }}', '2'],
    ["{{ vars['b'] }}", '2'],
    ['{% set _ = list.append(4) %}{{ list | length }}', '4'],
  ])('%s gives %s', (template, expected) => {
    expect(rendered(template, yaml)).toBe(expected);
  });

  it('are not changed by a template that changes its own copy', () => {
    const templar = templarWith('numbers: [1, 2]');
    templar.render(new TemplateString('{% set _ = numbers.append(3) %}{{ numbers }}'));
    expect(templar.render(new TemplateString('{{ numbers }}'))).toEqual([1, 2]);
  });

  it('are rendered once, unless something in them may change', () => {
    const templar = templarWith('stable: "{{ [1] }}"\nvolatile: "{{ now() }}"');
    expect(templar.variable('stable')).toBe(templar.variable('stable'));
    expect(templar.variable('nowhere')).toBeUndefined();
  });

  it('name the circle in the advice', () => {
    expect(() => templarWith(yaml).render(new TemplateString('{{ circle }}'))).toThrowError(
      expect.objectContaining({
        advice: expect.stringContaining('{{ round }} → {{ circle }} → {{ round }}'),
      }),
    );
  });

  it('may be put in front of others', () => {
    const templar = templarWith(yaml).withVariables(new MapVariables(new Map([['c', 10 as Value]])));
    expect(templar.render(new TemplateString('{{ a }}'))).toBe(11);
  });
});

describe('data never renders', () => {
  it('whatever it looks like', () => {
    const data = parseJson('{"stdout": "{{ 1 + 1 }}", "list": ["{{ 2 }}"]}') as Dict;
    const templar = templarWith().withVariables(new MapVariables(new Map([['result', data]])));
    expect(templar.render(new TemplateString('{{ result.stdout }}'))).toBe('{{ 1 + 1 }}');
    expect(templar.render(new TemplateString('{{ result.list }}'))).toEqual(['{{ 2 }}']);
    expect(templar.render('{{ 3 }}')).toBe('{{ 3 }}');
    expect(templar.render(new TemplateString("{{ '{{' ~ ' 4 }}' }}"))).toBe('{{ 4 }}');
  });

  it('and is no condition either', () => {
    const data = new Dict([['stdout', '1 == 1']]);
    const templar = templarWith().withVariables(new MapVariables(new Map([['result', data]])));
    expect(outcome(() => templar.condition(new TemplateString('{{ result.stdout }}')))).toBe(
      '! Encountered untrusted template or expression.',
    );
  });
});

describe('render', () => {
  const templar = templarWith('secret: 1');
  it('drops omitted members and keeps everything else', () => {
    const given = Dict.of({
      a: new TemplateString('{{ omit }}'),
      b: [1, new TemplateString('{{ omit }}'), 2],
    });
    expect(outcome(() => templar.render(given))).toBe("{'b': [1, 2]}");
    expect(templar.render(new TemplateString('{{ omit }}'))).toBe(OMIT);
  });

  it('gives back the very same container where nothing changes', () => {
    const given = Dict.of({ a: [1, Dict.of({ b: 'c' })] });
    expect(templar.render(given)).toBe(given);
  });

  it('reveals vaulted strings when they are read', () => {
    const vaulted = new VaultString('$ANSIBLE_VAULT;…', () => 'plain');
    const withVault = templar.withVariables(new MapVariables(new Map<string, Value>([['v', vaulted]])));
    expect(withVault.render(new TemplateString('<{{ v }}>'))).toBe('<plain>');
    expect(withVault.render([vaulted])).toEqual(['plain']);
  });
});

describe('conditions', () => {
  const yaml = 'n: 1\nyes_: true\ntext: "n == 1"\nnothing: null';
  const condition = (text: string, broken = false): string =>
    outcome(() =>
      templarWith(yaml, { allowBrokenConditionals: broken }).condition(
        new TemplateString(text, { file: 'p.yml', line: 2, column: 3 }),
      ),
    );
  it.each([
    ['n == 1', 'True'],
    ['not yes_', 'False'],
    ['{{ yes_ }}', 'True'],
    ['nope is defined', 'False'],
    [
      'n',
      "! Conditional result (True) was derived from value of type 'int' at 'p.yml:2:3'. Conditionals must have a boolean result.",
    ],
    ['', '! Empty conditional expressions are not allowed.'],
    ['nope == 1', "! Error while evaluating conditional: 'nope' is undefined"],
    [
      '{{ n }} == 1',
      "! Syntax error in expression. Template delimiters are not supported in expressions: expected token ':', got '}'",
    ],
    ['omit', '! A template was resolved to an Omit scalar.'],
    ["'{{ n }}' == 1", 'True'],
  ])('%s: %s', (text, expected) => {
    expect(condition(text)).toBe(expected);
  });

  it('may be anything where broken conditionals are allowed', () => {
    expect(condition('n', true)).toBe('True');
    expect(condition('nothing', true)).toBe('False');
    expect(condition('', true)).toBe('True');
  });
});

describe('a member that is undefined', () => {
  const yaml = 'd: { a: 1, t: "{{ nope }}" }\nl: ["{{ nope }}", 1]';
  it.each([
    ['{{ d.a }}', '1'],
    ['{{ d | length }}', '2'],
    ['{{ l | length }}', '2'],
    ["{{ [d] | map(attribute='a') | list }}", '[1]'],
    ["{{ [{'k': 1}, {}] | map(attribute='k') | select('defined') | list }}", '[1]'],
    ['{{ d | dict2items | length }}', "! 'nope' is undefined"],
    ['{{ d | dictsort | length }}', "! 'nope' is undefined"],
    ['{{ d | items | list | length }}', "! 'nope' is undefined"],
    ["{{ d | combine({'t': 1}) }}", "! 'nope' is undefined"],
    ["{{ {'a': nope} | dict2items | length }}", "! 'nope' is undefined"],
    ['{{ l | reverse | first }}', "! 'nope' is undefined"],
  ])('fails what reads it, and nothing else: %s', (template, expected) => {
    expect(rendered(template, yaml)).toBe(expected);
  });
});

describe('many dicts merged', () => {
  it.each([
    ["{{ [{'a': 1, 'b': 2}, {'b': 3, 'c': 4}, {'a': 5}] | combine }}", "{'a': 5, 'b': 3, 'c': 4}"],
    // A dict that equals all behind it gives way to their order.
    ["{{ [{'z': 0}, {'a': 1, 'b': 2}, {'b': 2, 'a': 1}] | combine }}", "{'z': 0, 'b': 2, 'a': 1}"],
    ["{{ [{'a': 1, 'b': 2}, {'b': 3}, {'a': 1}] | combine }}", "{'a': 1, 'b': 3}"],
    ['{{ [{}, {}] | combine }}', '{}'],
    ["{{ [{'a': 1}] | combine }}", "{'a': 1}"],
  ])('%s', (template, expected) => {
    expect(rendered(template)).toBe(expected);
  });
});
