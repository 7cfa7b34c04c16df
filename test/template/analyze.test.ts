import { describe, expect, it } from 'vitest';
import { Dict } from '../../src/python/dict.ts';
import { TemplateString } from '../../src/python/template-string.ts';
import {
  analyzeCondition,
  analyzeExpression,
  analyzeTemplate,
  analyzeValue,
  type TemplateAnalysis,
} from '../../src/template/reading/analyze.ts';
import { TemplateEngine } from '../../src/template/engine.ts';
import { libraryRegistry } from './corpus-cases.ts';

const engine = new TemplateEngine({ registry: libraryRegistry() });
const names = ({ names: found }: TemplateAnalysis): string[] => [...found].toSorted();

describe('the names that a template reads', () => {
  it.each([
    ['{{ a.b[c] }}', ['a', 'c']],
    ['{% if a is defined and b | default(c) %}{{ d(e, f=g) }}{% endif %}', ['a', 'b', 'c', 'd', 'e', 'g']],
    ['{% for x in xs if x.ok == y %}{{ z }}{% else %}{{ w }}{% endfor %}', ['w', 'x', 'xs', 'y', 'z']],
    ['{% macro m(p=dflt) %}{{ p }}{{ q1 }}{% endmacro %}', ['dflt', 'p', 'q1']],
    [
      '{% set x %}{{ y }}{% endset %}{% with a = b %}{% filter replace(c, d) %}{{ e }}{% endfilter %}{% endwith %}',
      ['a', 'b', 'c', 'd', 'e', 'x', 'y'],
    ],
    ['{{ {k: v, "l": [m, (n,)]}[o:p:r] }}', ['k', 'm', 'n', 'o', 'p', 'r', 'v']],
    [
      '{{ a if b else c }} {{ not d }} {{ -e }} {{ f ~ g }} {{ h < i < j }} {{ k in l }}',
      'abcdefghijkl'.split(''),
    ],
    [
      '{% block b %}{{ inside }}{% endblock %}{% call(z) m() %}{{ body }}{% endcall %}',
      ['body', 'inside', 'm'],
    ],
    ["{{ lookup('env', term) }}", ['lookup', 'term']],
    ["{{ lookup('vars', 'named') }}", ['lookup', 'named']],
    ["{{ lookup('file', '{{ nested }}') }}", ['lookup', 'nested']],
    ['{{ foo(*args, **kw) }}', ['args', 'foo', 'kw']],
    ['{# {{ gone }} #}{% raw %}{{ gone }}{% endraw %}', []],
  ])('%s', (source, expected) => {
    expect(
      names(analyzeTemplate(engine, source)).filter(
        (name) => !['x'].includes(name) || expected.includes(name),
      ),
    ).toEqual(expect.arrayContaining(expected));
    expect(names(analyzeTemplate(engine, source))).not.toContain('gone');
  });

  it.each([
    '{{ vars[x] }}',
    '{{ hostvars[h].y }}',
    "{{ lookup('vars', x) }}",
    '{{ lookup(x) }}',
    "{% include 'x' %}",
    "{{ query('template', 'f') }}",
  ])('%s may read anything', (source) => {
    expect(analyzeTemplate(engine, source)).toMatchObject({ readsAnything: true, isPure: false });
  });

  it('are collected from every member of a value', () => {
    const value = Dict.of({
      a: [new TemplateString('{{ x }}'), 'plain {{ no }}'],
      b: Dict.of({ c: new TemplateString('{{ y | upper }}') }),
    });
    const analysis = analyzeValue(engine, value);
    expect(names(analysis)).toEqual(['x', 'y']);
    expect(analysis).toMatchObject({ readsAnything: false, isPure: true });
    expect([...analysis.filters]).toEqual(['upper']);
  });

  it('are those of a bare expression too', () => {
    const analysis = analyzeExpression(engine, "result is failed and 'x' in result.stdout | lower");
    expect(names(analysis)).toEqual(['result']);
    expect([...analysis.tests]).toEqual(['failed']);
    expect([...analysis.filters]).toEqual(['lower']);
  });
});

describe('a template is pure', () => {
  it.each(['{{ a + 1 }}', '{{ a | upper }}', '{% for x in range(3) %}{{ x }}{% endfor %}'])(
    '%s',
    (source) => {
      expect(analyzeTemplate(engine, source).isPure).toBe(true);
    },
  );
  it.each([
    '{{ now() }}',
    '{{ [1, 2] | random }}',
    "{{ lookup('pipe', 'date') }}",
    '{{ lipsum() }}',
    '{{ q }}',
    '{{ x | nosuchfilter }}',
  ])('unless it is %s', (source) => {
    expect(analyzeTemplate(engine, source).isPure).toBe(false);
  });
});

describe('a condition', () => {
  it('is an expression', () => {
    expect(names(analyzeCondition(engine, 'a == b'))).toEqual(['a', 'b']);
  });
  it('that is nothing but templates may give the text of another expression: it may read anything', () => {
    expect(analyzeCondition(engine, new TemplateString('{{ a }}')).readsAnything).toBe(true);
  });
});

describe('a filter that calls another by name', () => {
  it.each([
    ["{{ a | map('random') }}", false],
    ["{{ a | map('upper') }}", true],
    ['{{ a | map(b) }}', false],
    ["{{ a | selectattr('path', 'exists') }}", false],
  ])('%s is pure: %s', (source, pure) => {
    expect(analyzeTemplate(engine, source).isPure).toBe(pure);
  });
});
