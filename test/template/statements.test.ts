import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileRendered, rendered, templarWith } from './rendering.ts';

const yaml = 'seq: [1, 2, 3]\ntree: [{n: a, k: [{n: b, k: []}]}, {n: c, k: []}]\nname: outer';

describe('loops', () => {
  it.each([
    [
      '{% for x in seq %}{{ loop.index }}/{{ loop.length }}{{ loop.first }}{{ loop.last }} {% endfor %}',
      "'1/3TrueFalse 2/3FalseFalse 3/3FalseTrue '",
    ],
    ['{% for x in seq if x > 1 %}{{ loop.index }}:{{ x }} {% endfor %}', "'1:2 2:3 '"],
    ['{% for x in [] %}{% else %}none{% endfor %}', "'none'"],
    ['{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}', "'123'"],
    ['{% for t in tree recursive %}{{ t.n }}{{ loop.depth }}[{{ loop(t.k) }}]{% endfor %}', "'a1[b2[]]c1[]'"],
    ["{% for x in seq %}{{ loop.cycle('odd', 'even') }} {% endfor %}", "'odd even odd '"],
    ['{% for x in [1, 1, 2] %}{{ loop.changed(x) }} {% endfor %}', "'True False True '"],
    [
      '{% for x in seq %}{{ loop.previtem | default(0) }}<{{ x }}<{{ loop.nextitem | default(9) }} {% endfor %}',
      "'0<1<2 1<2<3 2<3<9 '",
    ],
    ['{% for x in seq %}{% set name = x %}{% endfor %}{{ name }}', "'outer'"],
    [
      '{% set n = namespace(sum=0) %}{% for x in seq %}{% set n.sum = n.sum + x %}{% endfor %}{{ n.sum }}',
      '6',
    ],
    ['{% for x in seq %}{{ y | default("fresh") }}{% set y = x %}{% endfor %}', "'freshfreshfresh'"],
    ["{% for k, v in {'a': 1}.items() %}{{ k }}={{ v }}{% endfor %}", "'a=1'"],
    [
      '{% for x in seq %}{% for y in seq %}{{ loop.index }}{% endfor %}{{ loop.index }} {% endfor %}',
      "'1231 1232 1233 '",
    ],
  ])('%s', (template, expected) => {
    expect(rendered(template, yaml)).toBe(expected);
  });

  it('break and continue where jinja2_extensions asks for them', () => {
    const template =
      '{% for x in seq %}{% if x == 1 %}{% continue %}{% endif %}{% if x == 3 %}{% break %}{% endif %}{{ x }}{% endfor %}';
    expect(rendered(template, yaml, { extensions: ['jinja2.ext.loopcontrols'] })).toBe('2');
    expect(
      rendered('{% do seq.append(4) %}{{ seq | length }}', yaml, { extensions: ['jinja2.ext.do'] }),
    ).toBe('4');
  });
});

describe('macros', () => {
  it.each([
    [
      "{% macro m(a, b='x') %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }} {{ m(1, 2) }} {{ m(b=3, a=4) }}",
      "'1x 12 43'",
    ],
    ['{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, a=2) }}', `"[1]{'a': 2}"`],
    [
      '{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}body {{ name }}{% endcall %}',
      "'<body outer>'",
    ],
    ['{% macro m() %}{{ caller(5) }}{% endmacro %}{% call(x) m() %}{{ x + 1 }}{% endcall %}', '6'],
    ['{% macro m(x) %}{{ x }}{% endmacro %}{{ m([1]) }}', '[1]'],
    ['{% macro m() %}{% endmacro %}{{ m() }}', 'None'],
    ['{% macro f(n) %}{{ 1 if n < 2 else n * f(n - 1) }}{% endmacro %}{{ f(5) }}', '120'],
    ['{% set x = 1 %}{% macro m() %}{{ x }}{% endmacro %}{% set x = 2 %}{{ m() }}', '2'],
    ['{% for x in seq %}{% macro m() %}{{ x }}{% endmacro %}{{ m() }}{% endfor %}', "'123'"],
    ['{% macro m(a) %}{{ a | default("gone") }}{% endmacro %}{{ m() }}', "'gone'"],
    ['{% macro m(a=none) %}{{ a is none }}{% endmacro %}{{ m() }}', 'True'],
    ['{% macro m() %}{% endmacro %}{{ m.name }}', "'m'"],
  ])('%s', (template, expected) => {
    expect(rendered(template, yaml)).toBe(expected);
  });
});

describe('other blocks', () => {
  it.each([
    ['{% set x %}a{{ 1 }}{% endset %}{{ x }}', "'a1'"],
    ['{% set x | upper | replace("A", "b") %}a{% endset %}{{ x }}', "'b'"],
    ['{% filter upper %}a{{ name }}{% endfilter %}', "'AOUTER'"],
    ['{% with a = 1, b = name %}{{ a }}{{ b }}{% endwith %}{{ a | default("-") }}', "'1outer-'"],
    ['{% if false %}a{% elif true %}b{% else %}c{% endif %}', "'b'"],
    ['{% if true %}{% set x = 1 %}{% endif %}{{ x }}', '1'],
    ['{% raw %}{{ x }}{% endraw %}', "'{{ x }}'"],
    ['a {#- gone -#} b', "'ab'"],
    ['{% block b %}x{% endblock %}{{ self.b() }}', "'xx'"],
    ['{% print 1, 2 %}', "'12'"],
    ['{% set a, b = 1, 2 %}{{ b }}{{ a }}', "'21'"],
  ])('%s', (template, expected) => {
    expect(rendered(template, yaml)).toBe(expected);
  });
});

describe('template files', () => {
  const base = '[{% block a %}A{% endblock %}|{% block b %}B{% endblock %}]';
  it.each<[string, Record<string, string>, string]>([
    ["{% extends 'base' %}{% block a %}x{{ super() }}{% endblock %}ignored", { base }, "'[xA|B]'"],
    [
      "{% extends 'middle' %}{% block a %}1{{ super() }}{% endblock %}",
      { base, middle: "{% extends 'base' %}{% block a %}2{{ super() }}{% endblock %}" },
      "'[12A|B]'",
    ],
    ["{% set who = 'me' %}{% extends 'base' %}{% block b %}{{ who }}{% endblock %}", { base }, "'[A|me]'"],
    ["{% set x = 1 %}{% include 'part' %}", { part: 'x={{ x }}' }, "'x=1'"],
    ["{% set x = 1 %}{% include 'part' without context %}", { part: 'x={{ x | default(0) }}' }, "'x=0'"],
    [
      "{% for i in [1, 2] %}{% include 'part' %}{% endfor %}",
      { part: '{{ i }}{{ loop.index }} ' },
      "'11 22 '",
    ],
    ["{% include ['none', 'part'] %}{% include 'none' ignore missing %}", { part: 'p' }, "'p'"],
    [
      "{% import 'lib' as lib %}{{ lib.f(1) }}{{ lib.c }}",
      { lib: '{% macro f(x) %}<{{ x }}>{% endmacro %}{% set c = 3 %}' },
      "'<1>3'",
    ],
    [
      "{% from 'lib' import f as g, c %}{{ g(2) }}{{ c }}",
      { lib: '{% macro f(x) %}<{{ x }}>{% endmacro %}{% set c = 3 %}' },
      "'<2>3'",
    ],
    [
      "{% from 'lib' import nothing %}{{ nothing() }}",
      { lib: '' },
      "! the template 'lib' (imported on line 1) does not export the requested name 'nothing'",
    ],
    [
      "{% extends 'base' %}",
      { base: '{% block a required %}{% endblock %}' },
      "! Error rendering template: Required block 'a' not found",
    ],
    [
      "{% include 'main.j2' %}",
      {},
      '! Recursive loop detected in template: maximum recursion depth exceeded',
    ],
    [
      "#jinja2: variable_start_string: '[[', variable_end_string: ']]'\n[[ 1 ]]{{ 2 }}\n",
      {},
      "'1{{ 2 }}\\n'",
    ],
    ['{% if true %}\n  a\n{% endif %}\nb\n', {}, "'  a\\nb\\n'"],
    [
      '#jinja2: trim_blocks: False, lstrip_blocks: True\n  {% if true %}\na\n  {% endif %}\n',
      {},
      "'\\na\\n'",
    ],
    // Item 25: without anything of Jinja2's, a text is given as it is.
    ['a\r\nb', {}, "'a\\r\\nb'"],
    ['a\r\n{{ 1 }}', {}, "'a\\n1'"],
    ['#jinja2: nonsense: 1\n', {}, "! Syntax error in template: Invalid '#jinja2:' override key 'nonsense'."],
  ])('%s', (template, files, expected) => {
    expect(fileRendered(template, files)).toBe(expected);
  });
});

it('an include sees the file as it is now, also when it changed since it was included last', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-template-'));
  const templar = templarWith();
  const render = (text: string): string => {
    writeFileSync(join(directory, 'part.j2'), text);
    return templar.renderText("{% include 'part.j2' %}", { searchPath: [directory] });
  };
  expect([render('one'), render('three')]).toEqual(['one', 'three']);
});
