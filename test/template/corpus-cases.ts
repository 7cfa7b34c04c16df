import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { builtinRegistry } from '../../src/template/builtin-registry.ts';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { MitorunError } from '../../src/errors/mitorun-error.ts';
import { Dict } from '../../src/python/dict.ts';
import { dumpJson } from '../../src/python/json/dump.ts';
import { parseJson } from '../../src/python/json/parse.ts';
import { OMIT } from '../../src/python/omit.ts';
import { str } from '../../src/python/repr.ts';
import { templateOrString } from '../../src/python/template-string.ts';
import { isFloat, type Value } from '../../src/python/value.ts';
import { TemplateEngine } from '../../src/template/engine.ts';
import type { LookupContext } from '../../src/template/lookup-context.ts';
import type { Registry } from '../../src/template/registry.ts';
import { Templar } from '../../src/template/templar.ts';
import { MapVariables } from '../../src/template/variable-layers.ts';
import { loadYaml } from '../../src/yaml/load.ts';

/**
 * Runs cases of the recorded templating corpus straight through a Templar, without any playbook: what run.py would
 * write into a play is built here. Only modes that need no task are done.
 */

export interface CorpusCase {
  readonly id: string;
  readonly area: string;
  /** As YAML would give it. */
  readonly template: Value;
  readonly mode: string;
  readonly vars: Dict;
  readonly varsYaml: string | undefined;
  readonly files: Dict;
  readonly links: Dict;
  readonly options: Dict;
  readonly expect: Dict;
}

export interface CorpusOutcome {
  readonly passed: boolean;
  readonly got: string;
}

const corpusFile = resolve(import.meta.dirname, '../../../shared/corpus/templating.jsonl');

/** The cases that can run here; undefined where the corpus is not beside the project. */
export function corpusCases(file = corpusFile): CorpusCase[] | undefined {
  if (!existsSync(file)) return undefined;
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseJson(line) as Dict)
    .filter((raw) => raw.get('before') === undefined && raw.get('task') === undefined)
    .map(toCase);
}

function toCase(raw: Dict): CorpusCase {
  const dict = (name: string): Dict => (raw.get(name) as Dict | undefined) ?? new Dict();
  return {
    id: str(raw.get('id') as Value),
    area: str(raw.get('area') as Value),
    template: raw.get('template') as Value,
    mode: str(raw.get('mode') ?? 'msg'),
    vars: dict('vars'),
    varsYaml: raw.get('vars_yaml') === undefined ? undefined : str(raw.get('vars_yaml') as Value),
    files: dict('files'),
    links: dict('links'),
    options: dict('options'),
    expect: dict('expect'),
  };
}

/** What the lookups of the corpus ask for. */
const settings = new Map<string, Value>([
  ['DEFAULT_FORKS', 5],
  ['DEFAULT_HASH_BEHAVIOUR', 'replace'],
  ['DEFAULT_ROLES_PATH', ['/etc/ansible/roles']],
]);
const hostPatterns = new Map([
  ['web:&site', ['web1', 'web2']],
  ['all:!db', ['localhost', 'web1', 'web2']],
]);

/** A lookup context for templates that stand alone. */
export function plainLookups(
  directory: string,
  environment: Readonly<Record<string, string>> = {},
): LookupContext {
  return {
    searchPath: [directory],
    baseDirectory: directory,
    environment,
    setting: (name) => settings.get(name),
    hostsMatching: (patterns) => hostPatterns.get(patterns.join(',')) ?? [],
    decrypt: (content) => content,
    warn: () => undefined,
    deprecate: () => undefined,
  };
}

/** Every filter, test and lookup. */
export function libraryRegistry(): Registry {
  return builtinRegistry();
}

function asUserData(value: Value): Value {
  if (typeof value === 'string') return templateOrString(value);
  if (Array.isArray(value)) return value.map(asUserData);
  return value instanceof Dict
    ? new Dict([...value].map(([key, member]) => [key, asUserData(member)]))
    : value;
}

const environment = {
  TZ: 'UTC',
  LANG: 'C.UTF-8',
  JCASE_ENV: 'from env',
  JCASE_EMPTY: '',
  JCASE_JSON: '{"a": [1, 2]}',
};

export class CorpusRunner {
  readonly #engine: TemplateEngine;
  constructor(registry: Registry) {
    this.#engine = new TemplateEngine({ registry });
  }

  run(testCase: CorpusCase): CorpusOutcome {
    const base = mkdtempSync(join(tmpdir(), 'mitorun-corpus-'));
    try {
      return this.#runIn(testCase, base);
    } finally {
      rmSync(base, { recursive: true, force: true });
    }
  }

  #runIn(testCase: CorpusCase, base: string): CorpusOutcome {
    const play = join(base, 'play');
    const fx = join(base, 'fx');
    mkdirSync(play);
    mkdirSync(fx);
    for (const [name, text] of testCase.files) {
      const path = str(name).startsWith('play:') ? join(play, str(name).slice(5)) : join(fx, str(name));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, str(text));
    }
    for (const [name, target] of testCase.links) symlinkSync(str(target), join(fx, str(name)));
    const subst = (text: string): string => text.replaceAll(fx, '@FX@').replaceAll(play, '@PLAY@');
    const { expect } = testCase;
    try {
      const value = this.#value(testCase, play, fx);
      const got = subst(dumpJson(value, { sortKeys: true }));
      const wanted = expect.get('value');
      const passed = expect.has('value') && wanted !== undefined && same(parseJson(got), wanted);
      return { passed, got };
    } catch (error) {
      if (!(error instanceof MitorunError)) {
        return { passed: false, got: `BUG ${error instanceof Error ? error.stack : String(error)}` };
      }
      return { passed: expect.has('failed') || expect.has('dies'), got: `failed: ${subst(error.message)}` };
    }
  }

  #value(testCase: CorpusCase, play: string, fx: string): Value {
    const templar = this.#templar(testCase, play, fx);
    const { options } = testCase;
    const template = asUserData(testCase.template);
    const source = str(testCase.template);
    switch (testCase.mode) {
      case 'when':
        return (Array.isArray(template) ? template : template === null ? [] : [template]).every((part) =>
          templar.condition(part),
        );
      case 'copy':
        return copied(templar.render(template));
      case 'var':
        return templar.evaluate(source);
      case 'text':
        return templar.renderFile(header(options) + source, {
          file: join(fx, 'main.j2'),
          searchPath: [fx, join(play, 'templates'), play],
        });
      case 'module': {
        const flag = (name: string): boolean | undefined => options.get(name) as boolean | undefined;
        const text = (name: string): string | undefined => options.get(name) as string | undefined;
        return templar.renderText(source, {
          file: join(fx, 'main.j2'),
          searchPath: [join(play, 'templates'), play, fx],
          ...defined({
            trimBlocks: flag('trim_blocks'),
            lstripBlocks: flag('lstrip_blocks'),
            variableStart: text('variable_start_string'),
            variableEnd: text('variable_end_string'),
            blockStart: text('block_start_string'),
            blockEnd: text('block_end_string'),
            commentStart: text('comment_start_string'),
            commentEnd: text('comment_end_string'),
            newlineSequence: text('newline_sequence'),
          }),
        });
      }
      default:
        return debugged(templar.render(template));
    }
  }

  #templar(testCase: CorpusCase, play: string, fx: string): Templar {
    const variables = new Map<string, Value>([...inventoryVariables(play), ['fx', fx]]);
    for (const [name, value] of testCase.vars) variables.set(str(name), asUserData(value));
    if (testCase.varsYaml !== undefined) {
      const loaded = loadYaml(testCase.varsYaml, { file: join(play, 'play.yml'), trust: true }) as Dict;
      for (const [name, value] of loaded) variables.set(str(name), value);
    }
    return new Templar(this.#engine, new MapVariables(variables), plainLookups(play, environment));
  }
}

/** An omitted message is debug's own. */
function debugged(value: Value): Value {
  return value === OMIT ? 'Hello world!' : value;
}

/** What `copy` writes. */
function copied(content: Value): Value {
  if (content === null) throw new MitorunError('ACTION', 'src (or content) is required');
  return typeof content === 'object' ? dumpJson(content) : str(content);
}

function defined<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}

function header(options: Dict): string {
  const parts = [...options].map(
    ([name, value]) => `${str(name)}: ${typeof value === 'string' ? `'${value}'` : str(value)}`,
  );
  return parts.length > 0 ? `#jinja2: ${parts.toSorted().join(', ')}\n` : '';
}

function inventoryVariables(play: string): [string, Value][] {
  const groups = Dict.of({
    all: ['localhost', 'web1', 'web2', 'db1'],
    ungrouped: ['localhost'],
    web: ['web1', 'web2'],
    db: ['db1'],
    site: ['web1', 'web2', 'db1'],
  });
  const hosts = new Dict(
    ['localhost', 'web1', 'web2', 'db1'].map((name, index) => [
      name,
      Dict.of({
        inventory_hostname: name,
        ...(index === 1 ? { port: 80 } : index === 2 ? { port: 8080 } : {}),
      }),
    ]),
  );
  return [
    ['inventory_hostname', 'localhost'],
    ['inventory_hostname_short', 'localhost'],
    ['playbook_dir', play],
    ['groups', groups],
    ['group_names', ['ungrouped']],
    ['hostvars', hosts],
    ['ansible_connection', 'local'],
    ['ansible_python_interpreter', '/usr/bin/python3'],
    ['ansible_check_mode', false],
    ['ansible_diff_mode', false],
    ['ansible_forks', 5],
    ['ansible_facts', new Dict()],
    ['ansible_play_hosts', ['localhost']],
    ['play_hosts', ['localhost']],
    ['ansible_version', Dict.of({ full: '2.19.11', major: 2, minor: 19, revision: 11, string: '2.19.11' })],
  ];
}

/** Equal values of equal JSON types: 1, 1.0, true and "1" all differ. */
function same(a: Value, b: Value): boolean {
  if (Array.isArray(a))
    return (
      Array.isArray(b) && a.length === b.length && a.every((member, index) => same(member, b[index] as Value))
    );
  if (a instanceof Dict) {
    return (
      b instanceof Dict &&
      a.size === b.size &&
      [...a].every(([key, value]) => b.has(key) && same(value, b.get(key) as Value))
    );
  }
  if (isFloat(a) || isFloat(b)) return isFloat(a) && isFloat(b) && dumpJson(a) === dumpJson(b);
  return a === b;
}
