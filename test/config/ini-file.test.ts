import { parse } from 'ini';
import { describe, expect, it } from 'vitest';
import { parseIni } from '../../src/config/ini-file.ts';

function read(text: string): Record<string, Record<string, string>> {
  const sections: Record<string, Record<string, string>> = {};
  for (const [name, options] of parseIni(text, 'a.cfg')) sections[name] = Object.fromEntries(options);
  return sections;
}

describe('an ini file is read as by Python, which Ansible reads it with', () => {
  it.each([
    ['spaces around the sign', '[a]\nb = c\nd=e\nf : g', { b: 'c', d: 'e', f: 'g' }],
    ['keys in any case', '[a]\nFoo_Bar = 1', { foo_bar: '1' }],
    ['a comment after a blank and ;', '[a]\nb = c ; d\ne = f;g', { b: 'c', e: 'f;g' }],
    ['# only at the start of a line', '[a]\n# x\n  # y\nb = c # d\n; z', { b: 'c # d' }],
    ['values over several lines', '[a]\nb = c\n  d\n\te\nf = g', { b: 'c\nd\ne', f: 'g' }],
    ['an empty line inside a value', '[a]\nb = c\n\n  d\n\nf = g', { b: 'c\n\nd', f: 'g' }],
    ['a comment inside a value', '[a]\nb = c\n  # x\n  d', { b: 'c\nd' }],
    ['% as it is', '[a]\nb = %(c)s %%', { b: '%(c)s %%' }],
    ['an empty value', '[a]\nb =\nc = 1', { b: '', c: '1' }],
    ['signs inside a value', '[a]\nb = c=d:e', { b: 'c=d:e' }],
    ['CRLF and a byte order mark', '\ufeff[a]\r\nb = c\r\n', { b: 'c' }],
  ])('%s', (_name, text, expected) => {
    expect(read(text)).toEqual({ a: expected });
  });

  it.each([
    [
      'b = c',
      "Error reading config file (a.cfg): File contains no section headers.\nfile: '<string>', line: 1\n'b = c'",
    ],
    [
      '[a]\nb',
      "Error reading config file (a.cfg): Source contains parsing errors: '<string>'\n\t[line  2]: 'b'",
    ],
    [
      '[a]\nb=1\nb=2',
      "Error reading config file (a.cfg): While reading from '<string>' [line  3]: option 'b' in section 'a' already exists",
    ],
    [
      '[a]\n[a]',
      "Error reading config file (a.cfg): While reading from '<string>' [line  2]: section 'a' already exists",
    ],
  ])('refuses %j', (text, message) => {
    expect(() => parseIni(text, 'a.cfg')).toThrow(expect.objectContaining({ code: 'CONFIG', message }));
  });
});

describe('a second opinion on what every INI reader agrees on', () => {
  it.each([
    ['plain keys', '[defaults]\nforks = 20\ninventory=hosts\n'],
    ['two sections', '[defaults]\nroles_path = a:b\n[ssh_connection]\npipelining = True\n'],
    ['comment lines', '# one\n; two\n[defaults]\n# three\nforks = 5\n'],
    ['blank lines and spaces', '[defaults]\n\n  forks   =   5  \n'],
  ])('%s: reads what the ini package reads', (_name, text) => {
    const sections = [...parseIni(text, 'ansible.cfg')].filter(([section]) => section !== 'DEFAULT');
    const ours = Object.fromEntries(sections.map(([section, keys]) => [section, Object.fromEntries(keys)]));
    const theirs = JSON.parse(JSON.stringify(parse(text))) as Record<string, Record<string, unknown>>;
    for (const keys of Object.values(theirs))
      for (const key of Object.keys(keys)) keys[key] = asText(keys[key]);
    expect(ours).toEqual(theirs);
  });
});

/** The ini package turns `True` into text but `true` into a boolean; configparser knows text alone. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
