import { describe, expect, it } from 'vitest';
import { MitorunError } from '../../src/errors/mitorun-error.ts';
import { Dict } from '../../src/python/dict.ts';
import { repr } from '../../src/python/repr.ts';
import { TemplateString } from '../../src/python/template-string.ts';
import { VaultString } from '../../src/python/vault-string.ts';
import type { Value } from '../../src/python/value.ts';
import { loadYaml, loadYamlDocuments } from '../../src/yaml/load.ts';
import { YamlFault } from '../../src/yaml/yaml-fault.ts';
import { readCases } from './read-cases.ts';

interface LoadCase {
  text: string;
  repr?: string;
  context?: string | null;
  problem?: string;
  line?: number;
  column?: number;
  python?: string;
}

/** What PyYAML recorded of a text, as we read it. */
function read(text: string): Omit<LoadCase, 'text'> {
  try {
    return { repr: repr(loadYaml(text, { file: 'f', trust: false, dialect: 'filter' })) };
  } catch (error) {
    if (!(error instanceof MitorunError) || !(error.cause instanceof YamlFault)) throw error;
    const { context, problem, mark } = error.cause;
    if (error.cause.raisedBy !== 'yaml') return { python: problem };
    const line = (mark?.line ?? 0) + 1;
    const lines = text.replace(/^\ufeff/, '').split(/\r\n|[\n\r\x85]/);
    const before = (lines[line - 1] ?? '').slice(0, mark?.column);
    const column = before.length === mark?.column ? Array.from(before).length + 1 : (mark?.column ?? 0) + 1;
    return { context: context ?? null, problem, line, column };
  }
}

const user = { file: 'play.yml', trust: true };

function dict(value: Value): Dict {
  if (!(value instanceof Dict)) throw new Error('not a mapping');
  return value;
}

describe('loadYaml', () => {
  it('reads, or refuses in the same words, what PyYAML reads or refuses', () => {
    const differences: unknown[] = [];
    const cases = readCases<LoadCase>('load.json');
    for (const { text, ...expected } of cases) {
      const actual = read(text);
      // Python's own exceptions have other names for the same thing; only that both refuse counts.
      if (expected.python !== undefined && actual.python !== undefined) continue;
      if (JSON.stringify(sorted(actual)) !== JSON.stringify(sorted(expected)))
        differences.push({ text, expected, actual });
    }
    expect(cases.length).toBeGreaterThan(1500);
    expect(differences).toEqual([]);
  });

  it('gives a string with template syntax its origin, and leaves data alone', () => {
    const text = 'a: 1\nb:\n  - "x {{ y }}"\n';
    const [item] = dict(loadYaml(text, user)).get('b') as Value[];
    expect(item).toBeInstanceOf(TemplateString);
    expect((item as TemplateString).origin).toEqual({ file: 'play.yml', line: 3, column: 5 });
    expect(dict(loadYaml(text, { ...user, trust: false })).get('b')).toEqual(['x {{ y }}']);
  });

  it('counts columns in characters', () => {
    const [item] = loadYaml('["😀😀", "{{ a }}"]\n', { ...user, dialect: 'filter' }) as Value[];
    expect(item).toBe('😀😀');
    const template = (loadYaml('[😀, "{{ a }}"]', user) as Value[])[1] as TemplateString;
    expect(template.origin?.column).toBe(5);
  });

  it('keeps !unsafe text and everything in it from being a template', () => {
    const value = dict(loadYaml('a: !unsafe\n  b: ["{{ c }}", 1]\n', user));
    expect(repr(value)).toBe("{'a': {'b': ['{{ c }}', 1]}}");
    expect(dict(value.get('a') ?? null).get('b')).toEqual(['{{ c }}', 1]);
  });

  it('gives a !vault value to its caller, and decrypts nothing itself', () => {
    const text = 'a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n';
    const vault = dict(
      loadYaml(text, { ...user, vault: (envelope) => new VaultString(envelope, () => 'plain') }),
    ).get('a');
    expect((vault as VaultString).envelope).toBe('$ANSIBLE_VAULT;1.1;AES256\n6162\n');
    expect((vault as VaultString).reveal()).toBe('plain');
    const locked = dict(loadYaml(text, user)).get('a') as VaultString;
    expect(() => locked.reveal()).toThrow('Attempting to decrypt but no vault secrets found.');
  });

  it('warns of a key given twice, merged ones included, and the last one wins', () => {
    const warnings: string[] = [];
    const warn = (
      message: string,
      { line, column }: { line: number; column: number },
      help: string,
    ): void => {
      warnings.push(`${line}:${column} ${message} ${help}`);
    };
    const value = loadYaml('b: &b {x: 1}\nd:\n  <<: *b\n  x: 2\nb: 3\n', { ...user, warn });
    expect(repr(value)).toBe("{'b': 3, 'd': {'x': 2}}");
    // The outer mapping first, as Ansible.
    expect(warnings).toEqual([
      "5:1 Found duplicate mapping key 'b'. Using last defined value only.",
      "4:3 Found duplicate mapping key 'x'. Using last defined value only.",
    ]);
    expect(() => loadYaml('a: 1\na: 2\n', { ...user, duplicateKeys: 'error' })).toThrow(
      "duplicate mapping key 'a'.",
    );
  });

  it('tries JSON first, as Ansible does with files', () => {
    expect(repr(loadYaml('{"a": 1e3, "b": 1.0}', user))).toBe("{'a': 1000.0, 'b': 1.0}");
    expect(repr(loadYaml('{a: 1e3}', user))).toBe("{'a': '1e3'}");
    expect(loadYaml('{"__ansible_unsafe": "{{ x }}"}', user)).toBe('{{ x }}');
    expect(loadYaml('["{{ x }}"]', user)).toEqual([expect.any(TemplateString)]);
  });

  it('reads every document of a stream', () => {
    expect(loadYamlDocuments('a\n---\n- b\n...\n---\n', { file: 'f', trust: false })).toEqual([
      'a',
      ['b'],
      null,
    ]);
    expect(loadYaml('', user)).toBeNull();
  });

  it.each([
    ['nested flow collections', '['.repeat(100_000)],
    ['nested blocks', Array.from({ length: 3000 }, (_, at) => `${' '.repeat(at)}a:\n`).join('')],
    ['aliases of aliases', billionLaughs((names) => `[${names}]`)],
    ['merges of merges', billionLaughs((names) => `{<<: [${names}]}`)],
  ])('refuses %s quickly', (_name, text) => {
    const start = performance.now();
    expect(() => loadYaml(text, user)).toThrow(MitorunError);
    // Seconds rather than milliseconds for a busy machine; what is not refused takes hours.
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('reads 490 levels and 10 MB', { timeout: 30_000 }, () => {
    expect(loadYaml(`${'['.repeat(490)}${']'.repeat(490)}`, user)).toHaveLength(1);
    const task = '- name: a task\n  copy:\n    src: "{{ a }}"\n    mode: \'0644\'\n  when: a == b\n';
    const list = loadYaml(task.repeat(Math.ceil(10_000_000 / task.length)), user);
    expect(Array.isArray(list) && list.length).toBeGreaterThan(100_000);
  });
});

function billionLaughs(level: (names: string) => string): string {
  let text = 'a0: &a0 {k: 1}\n';
  for (let at = 1; at < 40; at++)
    text += `a${at}: &a${at} ${level(
      Array(9)
        .fill(`*a${at - 1}`)
        .join(', '),
    )}\n`;
  return text;
}

function sorted(value: object): [string, unknown][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
