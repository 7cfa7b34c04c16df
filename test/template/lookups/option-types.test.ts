import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { joinedMessage, reportOf } from '../../../src/errors/error-report.ts';
import type { Dict } from '../../../src/python/dict.ts';
import { dumpJson } from '../../../src/python/json/dump.ts';
import { parseJson } from '../../../src/python/json/parse.ts';
import { str } from '../../../src/python/repr.ts';
import { TemplateString } from '../../../src/python/template-string.ts';
import type { Value } from '../../../src/python/value.ts';
import { builtinRegistry } from '../../../src/template/builtin-registry.ts';
import { TemplateEngine } from '../../../src/template/engine.ts';
import type { LookupContext } from '../../../src/template/lookup-context.ts';
import { Templar } from '../../../src/template/templar.ts';
import { MapVariables, OverlaidVariables } from '../../../src/template/variable-layers.ts';

/**
 * Each lookup of ansible.builtin with each of its options, given right and wrong types. Recorded from ansible-core
 * 2.19.11 as `debug: msg:` in the folder of the fixture; `{folder}` stands for that folder.
 */
const folder = fileURLToPath(new URL('../../../fixtures/lookups/options', import.meta.url));
const engine = new TemplateEngine({ registry: builtinRegistry() });

function rendered(
  expression: string,
  overrides: Partial<LookupContext> = {},
  variables: ReadonlyMap<string, Value> = new Map(),
): string {
  const lookups: LookupContext = {
    searchPath: [folder],
    baseDirectory: folder,
    environment: { PATH: process.env['PATH'] },
    setting: (name) => (name === 'DEFAULT_FORKS' ? 5 : undefined),
    hostsMatching: () => [],
    decrypt: (content) => content,
    warn: () => undefined,
    deprecate: () => undefined,
    ...overrides,
  };
  const none = { get: () => undefined, has: () => false, names: () => [] };
  try {
    const templar = new Templar(engine, new OverlaidVariables(new MapVariables(variables), none), lookups);
    return dumpJson(templar.render(new TemplateString(`{{ ${expression} }}`)), { sortKeys: true });
  } catch (error) {
    return joinedMessage(reportOf(error));
  }
}

describe.each([
  ['options of lookups in right and wrong types (item 20)', 'cases.json'],
  ['terms of lookups in right and wrong types (item 20)', 'terms.json'],
  ['omit as an argument of lookups, filters and tests (item 29)', 'omit.json'],
])('%s', (_name, file) => {
  const text = readFileSync(`${folder}/${file}`, 'utf8').replaceAll('{folder}', folder);
  const cases = (parseJson(text) as Value[]).map((one) => one as Dict);
  it.each(cases.map((one) => [str(one.get('expression') ?? ''), one] as const))('%s', (expression, one) => {
    const error = one.get('error');
    const expected =
      error === undefined ? dumpJson(one.get('value') ?? null, { sortKeys: true }) : str(error);
    expect(rendered(expression)).toBe(expected);
  });
});

describe('where options of lookups come from (item 20)', () => {
  const fault = (origin: string, value: string): string =>
    `The lookup plugin 'url' failed: Config 'timeout' for 'url' lookup plugin from '${origin}' has an invalid value: Invalid value provided for 'float': '${value}'`;
  const expression = "lookup('url', 'file:///dev/null')";
  const fromFile = { fileSetting: () => ({ value: 'z', file: '/x/ansible.cfg' }) };
  const fromEnvironment = { ...fromFile, environment: { ANSIBLE_LOOKUP_URL_TIMEOUT: 'y' } };

  it('takes ansible.cfg, then the environment, then a variable', () => {
    const variables = new Map([['ansible_lookup_url_timeout', 'x']]);
    expect(rendered(expression, fromEnvironment, variables)).toBe(
      fault('var: ansible_lookup_url_timeout', 'x'),
    );
    expect(rendered(expression, fromEnvironment)).toBe(fault('env: ANSIBLE_LOOKUP_URL_TIMEOUT', 'y'));
    expect(
      rendered(expression, {
        fileSetting: (_section, key) => (key === 'timeout' ? fromFile.fileSetting() : undefined),
      }),
    ).toBe(fault('/x/ansible.cfg', 'z'));
  });

  it('takes the default for an empty environment variable', () => {
    expect(rendered(expression, { environment: { ANSIBLE_LOOKUP_URL_TIMEOUT: '' } })).toBe('[]');
  });

  it.each([
    ['ansible.builtin.ini', 'ansible_collections.ansible.builtin.plugins.lookup.ini'],
    ['ansible.legacy.ini', 'ini'],
  ])('names %s in a fault as Ansible does', (called, shown) => {
    expect(rendered(`lookup('${called}', 'k', type='x')`)).toBe(
      `The lookup plugin '${called}' failed: Invalid value 'x' for config 'type' for '${shown}' lookup plugin.`,
    );
  });

  it('ends where delimiters are empty, which Jinja2 does not always', () => {
    const lookup = "lookup('template', 't.j2', comment_start_string='', comment_end_string='')";
    expect(rendered(lookup)).toBe('Syntax error in template: comments have empty delimiters');
  });

  it('gives a setting the value of the variable that comes before it', () => {
    const settings: Partial<LookupContext> = {
      setting: () => 'auto',
      settingOrigin: () => 'default',
      settingVariable: () => ({ variable: 'ansible_python_interpreter', type: 'raw' }),
    };
    const variables = new Map([['ansible_python_interpreter', '/usr/bin/python9']]);
    const lookup = "lookup('config', 'INTERPRETER_PYTHON', show_origin=true)";
    expect(rendered(lookup, settings, variables)).toBe(
      '["/usr/bin/python9", "var: ansible_python_interpreter"]',
    );
    expect(rendered(lookup, settings)).toBe('["auto", "default"]');
  });
});
