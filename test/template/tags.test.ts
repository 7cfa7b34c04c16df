import { describe, expect, it } from 'vitest';
import { TemplateString } from '../../src/python/template-string.ts';
import { TrustedText } from '../../src/python/trusted-text.ts';
import { Dict } from '../../src/python/dict.ts';
import { rendered, templarWith } from './rendering.ts';

const variables = `
deep: {text: words, number: 1, said: !unsafe "{{ x }}", list: [one, [two]], template: "x{{ deep.number }}"}
copy: "{{ deep }}"
data: 1
`;
const names = (expression: string): string =>
  rendered(`{{ (${expression}) | ansible._protomatter.tag_names }}`, variables);

describe('what is known of a value beside the value (ansible-core records what it says in fixtures/oracle/data-tags)', () => {
  it.each([
    ['deep.text', "['Origin', 'TrustedAsTemplate']"],
    ["deep['text']", "['Origin', 'TrustedAsTemplate']"],
    ['copy.text', "['Origin', 'TrustedAsTemplate']"],
    ['deep.list[-1][0]', "['Origin', 'TrustedAsTemplate']"],
    ['deep.number', "['Origin']"],
    ['deep.said', "['Origin']"],
    ['deep.template', "['Origin']"],
    ['nope | default(deep.text)', "['Origin', 'TrustedAsTemplate']"],
    ['[deep.text][0]', "['Origin', 'TrustedAsTemplate']"],
    ["{'a': deep.number}['a']", "['Origin']"],
    ['deep.text ~ deep.text', '[]'],
    ['deep.text | upper', '[]'],
    ["'constant'", '[]'],
  ])('%s', (expression, expected) => {
    expect(names(expression)).toBe(expected);
  });

  it('places are those of the value', () => {
    expect(rendered('{{ deep.list[1][0] | ansible._protomatter.origin }}', variables)).toBe(
      "'vars.yml:2:70'",
    );
  });

  it('a name of the template hides the variable of that name', () => {
    const template = '{% set deep = {"text": "mine"} %}{{ deep.text | ansible._protomatter.tag_names }}';
    expect(rendered(template, variables)).toBe('[]');
    const loop = '{% for data in [2] %}{{ data | ansible._protomatter.tag_names }}{% endfor %}';
    expect(rendered(loop, variables)).toBe('[]');
  });
});

describe('a text that a template trusts', () => {
  const trusted = "(('{{ 1 + ' ~ '1 }}') | ansible._protomatter.apply_trust)";

  it.each([
    [`${trusted} ~ '!'`, "'{{ 1 + 1 }}!'"],
    [`${trusted} | length`, '11'],
    [`${trusted} == '{{ 1 + ' ~ '1 }}'`, 'True'],
    [`${trusted} in ['{{ 1 + ' ~ '1 }}']`, 'True'],
    [`[${trusted}, 'b'] | sort | first`, "'b'"],
    [`{${trusted}: 1} | first`, "'{{ 1 + 1 }}'"],
    [`${trusted}.split('+')`, "['{{ 1 ', ' 1 }}']"],
    [`${trusted} | to_json`, `'"{{ 1 + 1 }}"'`],
    [`${trusted} is string`, 'True'],
    [trusted, "'{{ 1 + 1 }}'"],
  ])('is a text for whatever computes: %s', (expression, expected) => {
    expect(rendered(`{{ ${expression} }}`)).toBe(expected);
  });

  it('is a template for who reads the variable that it became', () => {
    const templar = templarWith();
    const kept = templar.renderKeepingVaults(new TemplateString(`{{ ${trusted} }}`));
    expect(kept).toBeInstanceOf(TrustedText);
    const reader = templar.withVariables({
      get: (name) => (name === 'kept' ? Dict.of({ member: kept }) : undefined),
      has: (name) => name === 'kept',
      names: () => ['kept'],
    });
    expect(reader.render(new TemplateString('{{ kept.member }}'))).toBe(2);
    expect(reader.variable('kept')).toEqual(Dict.of({ member: 2 }));
  });
});
