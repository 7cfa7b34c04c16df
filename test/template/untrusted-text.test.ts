import { describe, expect, it } from 'vitest';
import type { Dict } from '../../src/python/dict.ts';
import { str } from '../../src/python/repr.ts';
import { TemplateString } from '../../src/python/template-string.ts';
import { TemplateEngine } from '../../src/template/engine.ts';
import { Templar } from '../../src/template/templar.ts';
import { MapVariables } from '../../src/template/variable-layers.ts';
import { loadYaml } from '../../src/yaml/load.ts';
import { libraryRegistry, plainLookups } from './corpus-cases.ts';
import { outcome } from './rendering.ts';

const variables = `
text: !unsafe "{{ a }}"
deep: {member: !unsafe "{{ b }}", list: [!unsafe "{% c %}", plain]}
plain: words
via: "{{ text }}"
`;

function render(template: string, untrustedTemplates?: 'warning' | 'error') {
  const told: string[] = [];
  const lookups = { ...plainLookups('/'), warn: (message: string) => void told.push(message) };
  const engine = new TemplateEngine({ registry: libraryRegistry(), settings: { untrustedTemplates } });
  const values = loadYaml(variables, { file: 'vars.yml', trust: true }) as Dict;
  const map = new Map([...values].map(([name, value]) => [str(name), value] as const));
  const templar = new Templar(engine, new MapVariables(map), lookups);
  const result = outcome(() => templar.render(new TemplateString(template)));
  return { result, told: told.map((message) => message.split('\n')[0]) };
}

describe('data that looks like a template, where a template reads it (item 2.21)', () => {
  it.each([
    ['{{ text }}', "'{{ a }}'", 1],
    ['{{ via }}', "'{{ a }}'", 1],
    ['{{ text | length }}', '7', 1],
    ['{{ deep.member }}', "'{{ b }}'", 1],
    ["{{ deep['member'] }}", "'{{ b }}'", 1],
    ['{{ deep.list[0] }}', "'{% c %}'", 1],
    ['{{ deep }}', "{'member': '{{ b }}', 'list': ['{% c %}', 'plain']}", 2],
    ['{{ deep.list[1] }}', "'plain'", 0],
    ['{{ deep | length }}', '2', 0],
    ['{{ plain }}', "'words'", 0],
    ["{{ '{' ~ '{ a }}' }}", "'{{ a }}'", 0],
  ])('%s is told', (template, value, times) => {
    const message = 'Encountered untrusted template or expression.';
    expect(render(template)).toEqual({ result: value, told: [] });
    expect(render(template, 'warning')).toEqual({ result: value, told: Array(times).fill(message) });
    const failure = `! Error rendering template: ${message}`;
    expect([value, failure, `! ${message}`]).toContain(render(template, 'error').result);
    expect(render(template, 'error').result === value).toBe(times === 0);
  });
});
