import { describe, expect, it } from 'vitest';
import { rendered } from './rendering.ts';

const variables = `
text: abc
numbers: [1, 2, 3]
mapping: {a: 1, nested: {b: 2}}
`;

/** Every escape that plain nunjucks lets through; none may give anything but an Undefined's error or plain data. */
const escapes = [
  "{{ ''.constructor.constructor('return process.pid')() }}",
  "{{ range.constructor('return process.pid')() }}",
  "{{ cycler.constructor('return 1')() }}",
  "{{ cycler('a').constructor }}",
  "{{ constructor.constructor('return 1')() }}",
  "{% macro m() %}{% endmacro %}{{ m.constructor.constructor('return 1')() }}",
  "{{ [1] | join(',', 'constructor') }}",
  "{{ [{'a': 1}] | groupby('constructor') | list }}",
  "{{ [{'a': 1}] | selectattr('__proto__') | list }}",
  "{{ [{'a': 1}] | map(attribute='constructor') | list }}",
  "{{ [{'a': 1}] | map(attribute='constructor.name') | list }}",
  "{{ 'x' | attr('constructor') }}",
  "{{ mapping | attr('__proto__') }}",
  "{{ 'x' | constructor }}",
  "{{ 'x' is constructor }}",
  '{{ toString }}',
  '{{ valueOf() }}',
  '{{ __proto__ }}',
  '{{ numbers.push(4) }}',
  '{{ numbers.map }}',
  '{{ numbers.length }}',
  '{{ text.length }}',
  "{{ mapping['constructor'] }}",
  "{{ mapping['__proto__'] }}",
  '{{ mapping.hasOwnProperty }}',
  '{{ mapping.size }}',
  "{{ mapping.get.constructor('return 1')() }}",
  '{{ mapping.get.run }}',
  "{{ '{0.constructor}'.format(text) }}",
  "{{ '{0.__class__.__mro__}'.format(text) }}",
  "{{ '{a.constructor.constructor}'.format(a=numbers) }}",
  "{{ ''.__class__.__mro__[1].__subclasses__() }}",
  "{{ ''.__class__ }}",
  "{{ numbers['__class__'] }}",
  '{{ self.constructor }}',
  '{{ self.context }}',
  '{{ loop }}',
  '{% for x in numbers %}{{ loop.items }}{% endfor %}',
  '{% for x in numbers %}{{ loop.recurse }}{% endfor %}',
  '{% set ns = namespace(a=1) %}{{ ns.members }}',
  '{{ lookup.definition }}',
  '{{ dict.call }}',
  '{{ joiner().run }}',
  '{{ omit.constructor }}',
  '{{ undef().message }}',
  "{{ now().constructor('x') }}",
  '{{ (1).constructor }}',
  '{{ (1.0).value }}',
  '{{ true.constructor }}',
  '{{ none.constructor }}',
  "{% set __proto__ = {'a': 1} %}{{ a }}",
];

describe('no template reaches a JavaScript object', () => {
  it.each(escapes)('%s', (template) => {
    const result = rendered(template, variables);
    expect(result).toMatch(/^! |^\[\]$|^'1'$/);
    expect(result).not.toMatch(/native code|\[object|process\.|prototype|=>/);
  });

  it('blocks, macros and keys may have the names of JavaScript members', () => {
    expect(rendered('{% block constructor %}x{% endblock %}{{ self.constructor() }}')).toBe("'xx'");
    expect(rendered("{% set constructor = 5 %}{{ {'__proto__': constructor}['__proto__'] }}")).toBe('5');
    expect(
      rendered(
        '{% macro m(constructor, __proto__=1) %}{{ constructor }}{{ __proto__ }}{% endmacro %}{{ m(2) }}',
      ),
    ).toBe("'21'");
    expect(rendered("{{ '__proto__' in {} }} {{ 'constructor' in {} }}")).toBe("'False False'");
  });

  it('any path of attributes ends in data or an error', () => {
    const names = [
      'constructor',
      '__proto__',
      'prototype',
      'call',
      'apply',
      'bind',
      'toString',
      'run',
      'length',
      'context',
      'host',
    ];
    for (const start of [
      'text',
      'numbers',
      'mapping',
      'range',
      'dict',
      'lookup',
      'omit',
      'mapping.get',
      'text.upper',
      'self',
      'vars',
    ]) {
      for (const first of names) {
        for (const second of names) {
          const result = rendered(
            `{{ ${start}.${first}.${second} }} {{ ${start}['${first}']['${second}'] }}`,
            variables,
          );
          expect(result).toMatch(/^! /);
        }
      }
    }
  });
});

describe('runaway templates end with an error', () => {
  it.each([
    ["{{ 'x' * 1000000000 }}", 'result too large: a text of 1000000000 characters'],
    ['{{ [0] * 1000000000 }}', 'result too large: a list of 1000000000 members'],
    ['{{ 10 ** 100000000 }}', 'result too large: an integer of more than 33554432 bits'],
    ['{{ (1).__lshift__(10000000000) }}', 'result too large: an integer of more than 33554432 bits'],
    ['{{ range(10000000000) | list }}', 'result too large: a list of 10000000000 members'],
    ["{{ 'x'.ljust(10000000000) }}", 'result too large: a text of 9999999999 characters'],
    ["{{ '%2000000000d' % 1 }}", 'result too large: a text of 2000000000 characters'],
    ["{{ '{:2000000000}'.format(1) }}", 'result too large: a text of 2000000000 characters'],
    [
      '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}',
      'Recursive loop detected in template: maximum recursion depth exceeded',
    ],
  ])('%s', (template, message) => {
    expect(rendered(template)).toContain(message);
  });
});
