import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MitorunError } from '../../src/errors/mitorun-error.ts';
import { TemplateString } from '../../src/python/template-string.ts';
import { rendered, templarWith } from './rendering.ts';

/** The words of ansible-core 2.19 after "Task failed: ". */
describe('messages', () => {
  it.each([
    ['{{ nope }}', "! 'nope' is undefined"],
    ['{{ nope.a.b }}', "! 'nope' is undefined"],
    ['{{ {}.a }}', "! object of type 'dict' has no attribute 'a'"],
    ["{{ {}['a'] }}", "! object of type 'dict' has no attribute 'a'"],
    ['{{ [1][5] }}', "! object of type 'list' has no attribute 5"],
    ['{{ none.a }}', "! object of type 'NoneType' has no attribute 'a'"],
    ["{{ ''.__class__ }}", "! access to attribute '__class__' of 'str' object is unsafe."],
    ["{{ 'a' + 1 }}", '! Error rendering template: can only concatenate str (not "int") to str'],
    ['{{ 1 + [] }}', "! Error rendering template: unsupported operand type(s) for +: 'int' and 'list'"],
    ["{{ 1 < 'a' }}", "! Error rendering template: '<' not supported between instances of 'int' and 'str'"],
    ['{{ 1 // 0 }}', '! Error rendering template: integer division or modulo by zero'],
    ["{{ 'a' in 5 }}", "! Error rendering template: argument of type 'int' is not iterable"],
    ['{{ 1() }}', "! Error rendering template: 'int' object is not callable"],
    ['{% for x in 5 %}{% endfor %}', "! Error rendering template: 'int' object is not iterable"],
    ['{% set a, b = [1] %}', '! Error rendering template: not enough values to unpack (expected 2, got 1)'],
    // A name that stands twice in a call (item 21).
    ['{{ dict(a=1, a=2) }}', '! Error rendering template: keyword argument repeated: a'],
    [
      "{{ 'a' | replace('a', 'b', count=1, count=1) }}",
      '! Error rendering template: keyword argument repeated: count',
    ],
    ['{{ 5 is divisibleby(num=1, num=2) }}', '! Error rendering template: keyword argument repeated: num'],
    [
      '{% if false %}{{ dict(a=1, a=2) }}{% endif %}x',
      '! Error rendering template: keyword argument repeated: a',
    ],
    [
      "{% filter replace('a', 'b', count=1, count=2) %}a{% endfilter %}",
      '! Error rendering template: keyword argument repeated: count',
    ],
    [
      '{% macro m(a, a) %}{% endmacro %}',
      "! Error rendering template: duplicate argument 'a' in function definition",
    ],
    [
      '{% call(x, x) dict(a=1) %}{% endcall %}',
      "! Error rendering template: duplicate argument 'x' in function definition",
    ],
    [
      "{{ dict(a=1, **{'a': 1}) }}",
      "! Error rendering template: got multiple values for keyword argument 'a'",
    ],
    ["{{ {'a': 1, 'a': 2} }}", "{'a': 2}"],
    ["{{ 'x' | nosuch }}", "! Syntax error in template: No filter named 'nosuch'."],
    ["{{ 'x' is nosuch }}", "! Syntax error in template: No test named 'nosuch'."],
    ["{% if false %}{{ 'x' | nosuch }}{% endif %}", 'None'],
    [
      "{% if true %}{{ 'x' | nosuch }}{% endif %}",
      "! Error rendering template: No filter named 'nosuch' found.",
    ],
    ['{{ 1 + }}', "! Syntax error in template: unexpected 'end of print statement'"],
    ['{{ n }', "! Syntax error in template: unexpected '}'"],
    [
      '{% if %}{% endif %}',
      "! Syntax error in template: Expected an expression, got 'end of statement block'",
    ],
    [
      '{% if 1 %}',
      "! Syntax error in template: Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'.",
    ],
    ['{% nosuch %}', "! Syntax error in template: Encountered unknown tag 'nosuch'."],
    ['{% do 1 %}', "! Syntax error in template: Encountered unknown tag 'do'."],
    ["{% include 'nosuch.j2' %}", '! Error rendering template: nosuch.j2'],
    ["{{ lookup('nosuch') }}", "! The lookup plugin 'nosuch' was not found."],
    [
      '{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}',
      "! Error rendering template: macro 'm' takes not more than 1 argument(s)",
    ],
    ['{{ [1] | first(2) }}', /filter plugin 'ansible.builtin.first' failed: .*takes .* positional argument/],
  ])('%s', (template, expected) => {
    if (expected instanceof RegExp) expect(rendered(template)).toMatch(expected);
    else expect(rendered(template)).toBe(expected);
  });
});

describe('origins', () => {
  const origin = { file: 'site.yml', line: 4, column: 12 };
  const failure = (source: string, yaml?: string): MitorunError => {
    try {
      templarWith(yaml).render(new TemplateString(source, origin));
    } catch (error) {
      if (error instanceof MitorunError) return error;
    }
    throw new Error('it did not fail');
  };

  it('are those of the template that fails, however it was reached', () => {
    expect(failure('{{ nope }}').origin).toEqual(origin);
    expect(failure('{{ 1 + }}').origin).toEqual(origin);
    expect(failure('{{ [] + 1 }}').origin).toEqual(origin);
    expect(failure('{{ inner }}', 'x: 1\ninner: "{{ nope }}"').origin).toMatchObject({
      file: 'vars.yml',
      line: 2,
    });
  });

  it('have codes that tell what happened', () => {
    expect(failure('{{ nope }}').code).toBe('TEMPLATE_UNDEFINED');
    expect(failure('{{ 1 + }}').code).toBe('TEMPLATE_SYNTAX');
    expect(failure('{{ 1 / 0 }}').code).toBe('TEMPLATE');
  });
});

describe('template files', () => {
  const failureIn = (files: Readonly<Record<string, string>>): MitorunError => {
    const directory = mkdtempSync(join(tmpdir(), 'mitorun-template-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
    const file = join(directory, 'main.j2');
    try {
      templarWith().renderText(files['main.j2'] ?? '', { file, searchPath: [directory] });
    } catch (error) {
      if (error instanceof MitorunError) return error;
    }
    throw new Error('it did not fail');
  };
  const place = ({ origin }: MitorunError): string => `${basename(origin?.file ?? '')}:${origin?.line}`;

  it.each([
    ['a name', 'a\n{{ nope }}\n', 'main.j2:2'],
    ['an operator', "a\n\n{{ 1 + 'a' }}\n", 'main.j2:3'],
    ['a statement', 'a\n{% for x in 5 %}\n{% endfor %}\n', 'main.j2:2'],
    ['a macro', "{% macro m() %}\n{{ 1 + 'a' }}\n{% endmacro %}\n{{ m() }}", 'main.j2:2'],
    ['what follows a macro', "{% macro m() %}\nx\n{% endmacro %}\n{{ m() }}{{ 1 + 'a' }}", 'main.j2:4'],
    ['the syntax', 'a\nb\n{% if %}\n', 'main.j2:3'],
    ['a line below a header', "#jinja2: trim_blocks:True\n{{ 1 + 'a' }}\n", 'main.j2:2'],
  ])('name the line of %s', (_what, text, expected) => {
    expect(place(failureIn({ 'main.j2': text }))).toBe(expected);
  });

  it.each([
    ['fails', "x\n{{ 1 + 'a' }}"],
    ['cannot be read', 'x\n{% if %}'],
    ['reads what is undefined', 'x\n{{ nope + 1 }}'],
  ])('name what included the one that %s', (_what, inner) => {
    const error = failureIn({ 'main.j2': "\n\n{% include 'inner.j2' %}", 'inner.j2': inner });
    expect(place(error)).toBe('inner.j2:2');
    expect(error.hint).toMatch(/^included from .*main\.j2:3$/);
  });
});
