import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseKeyValues } from '../../src/parsing/key-value-arguments.ts';
import { joinArguments, splitArguments } from '../../src/parsing/split-arguments.ts';
import { TemplateString } from '../../src/python/template-string.ts';

interface Recorded {
  readonly text: string;
  readonly error?: string;
  readonly tokens?: readonly string[];
  readonly joined?: string;
  readonly options?: readonly (readonly [string, string])[];
  readonly freeForm?: readonly (readonly [string, string])[];
}

const file = new URL('../../fixtures/playbooks/recorded/key-value-arguments.json', import.meta.url);
const cases: Recorded[] = JSON.parse(readFileSync(file, 'utf8'));

describe('key=value text as ansible.parsing.splitter reads it (recorded)', () => {
  it.each(cases.filter((known) => !known.error))('$text', ({ text, tokens, joined, options, freeForm }) => {
    expect(splitArguments(text)).toEqual(tokens);
    expect(joinArguments(splitArguments(text))).toBe(joined);
    expect([...parseKeyValues(text, false)]).toEqual(options);
    expect([...parseKeyValues(text, true)]).toEqual(freeForm);
  });

  it.each(cases.filter((known) => known.error))('refuses $text', ({ text, error }) => {
    expect(() => splitArguments(text)).toThrow(error);
  });
});

describe('templates in key=value text', () => {
  const origin = { file: 'site.yml', line: 3, column: 7 };

  it('keeps its parts templates, with the origin of the text', () => {
    const options = parseKeyValues(new TemplateString('msg="{{ a }} b" verbosity=1', origin), false);
    const message = options.get('msg');
    expect(message).toBeInstanceOf(TemplateString);
    expect(message).toMatchObject({ source: '{{ a }} b', origin });
    expect(options.get('verbosity')).toBe('1');
  });

  it('makes no template of a plain string, which is how !unsafe text arrives', () => {
    expect(parseKeyValues('msg={{a}}', false).get('msg')).toBe('{{a}}');
  });
});
