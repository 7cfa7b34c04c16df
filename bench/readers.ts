/**
 * Asks the npm packages `yaml` and `ini` what they make of texts whose reading by Python is known, and how long they take:
 * the numbers of docs/decisions.md. `npm run bench:readers`
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parse as parseWithPackage } from 'ini';
import { parseDocument } from 'yaml';
import { parseIni } from '../src/config/ini-file.ts';
import { Dict } from '../src/python/dict.ts';
import { repr } from '../src/python/repr.ts';
import { PySet } from '../src/python/set.ts';
import { int, PyFloat, type Value } from '../src/python/value.ts';
import { loadYaml } from '../src/yaml/load.ts';

interface Reading {
  readonly text: string;
  /** Python's `repr` of the value; absent where PyYAML refuses the text. */
  readonly repr?: string;
}

/** Gives what it reads, undefined or an exception where it refuses; `shown` is Python's `repr` of that. */
interface Reader {
  readonly read: (text: string) => unknown;
  readonly shown: (value: unknown) => string;
}

const yamlReaders: Readonly<Record<string, Reader>> = {
  'npm yaml': {
    read: (text) => {
      const options = { version: '1.1', intAsBigInt: true, uniqueKeys: false, logLevel: 'silent' } as const;
      const document = parseDocument(text, options);
      return document.errors.length > 0 ? undefined : document.toJS({ mapAsMap: true });
    },
    shown: (value) => repr(valueOf(value)),
  },
  mitorun: {
    read: (text) => loadYaml(text, { file: 'f', trust: false, dialect: 'filter' }),
    shown: (value) => repr(value as Value),
  },
};

function valueOf(read: unknown): Value {
  if (typeof read === 'bigint') return int(read);
  if (typeof read === 'number') return new PyFloat(read);
  if (read === null || typeof read === 'string' || typeof read === 'boolean') return read;
  if (Array.isArray(read)) return read.map(valueOf);
  if (read instanceof Set) return new PySet([...read].map(valueOf));
  if (read instanceof Map) return new Dict([...read].map(([key, value]) => [valueOf(key), valueOf(value)]));
  return read instanceof Date ? read.toISOString() : typeof read;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const row = (...cells: readonly (string | number)[]): void =>
  console.log(cells.map((cell) => String(cell).padEnd(26)).join(''));

function compareYaml(): void {
  const cases = JSON.parse(
    readFileSync(new URL('../test/yaml/cases/load.json', import.meta.url), 'utf8'),
  ) as Reading[];
  const readable = cases.filter((one) => one.repr !== undefined);
  console.log(
    `${cases.length} texts: PyYAML reads ${readable.length} and refuses ${cases.length - readable.length}`,
  );
  row('', 'refused though readable', 'read though refused', 'read as something else (dates apart)');
  for (const [name, { read, shown }] of Object.entries(yamlReaders)) {
    const counts = { refused: 0, read: 0, other: 0 };
    for (const { text, repr: expected } of cases) {
      const actual = attempt(() => read(text));
      if (actual === undefined && expected !== undefined) counts.refused += 1;
      else if (actual !== undefined && expected === undefined) counts.read += 1;
      else if (expected !== undefined && !expected.includes('datetime.'))
        counts.other += attempt(() => shown(actual)) === expected ? 0 : 1;
    }
    row(name, counts.refused, counts.read, counts.other);
  }
}

const task = (number: number): string => `- name: Copy file number ${number}
  ansible.builtin.copy:
    src: "{{ source_directory }}/file-${number}.conf"
    dest: /etc/service/file-${number}.conf
    mode: "0644"
  when: items[${number}] is defined and not disabled | bool
  notify: [restart service, tell somebody]
`;

function timeYaml(): void {
  let text = '';
  for (let number = 0; text.length < 1_000_000; number++) text += task(number);
  for (const [name, read] of Object.entries({
    'npm yaml': () => parseDocument(text, { version: '1.1', uniqueKeys: false }).toJS(),
    mitorun: () => loadYaml(text, { file: 'f', trust: true }),
  })) {
    const seconds = [1, 2, 3].map(() => {
      const begin = performance.now();
      read();
      return (performance.now() - begin) / 1000;
    });
    row(name, `${Math.min(...seconds).toFixed(2)} s for 1 MB of tasks`);
  }
}

/** Texts of lines that ini files hold, always the same ones. */
function iniTexts(count: number): string[] {
  const lines = [
    '[a]',
    '[b]',
    'k = v',
    'K=w',
    'x: y',
    '  more',
    '# c',
    '; c',
    'm = v ; c',
    'n = v # c',
    '',
    'word',
    'p = %(k)s',
    'q =',
  ];
  let seed = 1;
  const next = (limit: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * limit);
  };
  return Array.from({ length: count }, () =>
    ['[defaults]', ...Array.from({ length: next(7) }, () => lines[next(lines.length)] ?? '')].join('\n'),
  );
}

const configparser = `
import configparser, json, sys
out = []
for text in json.load(sys.stdin):
    parser = configparser.ConfigParser(inline_comment_prefixes=(';',), interpolation=None)
    try:
        parser.read_string(text)
        out.append({name: dict(parser[name]) for name in parser.sections()})
    except configparser.Error:
        out.append(None)
print(json.dumps(out))
`;

function compareIni(): void {
  const texts = iniTexts(2000);
  const { stdout } = spawnSync('python3', ['-c', configparser], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
  });
  const expected = (JSON.parse(stdout) as (object | null)[]).map((sections) => JSON.stringify(sections));
  const readers: Readonly<Record<string, (text: string) => object>> = {
    'npm ini': (text) => parseWithPackage(text),
    mitorun: (text) =>
      Object.fromEntries([...parseIni(text, 'f')].map(([name, keys]) => [name, Object.fromEntries(keys)])),
  };
  console.log(
    `${texts.length} ini texts: Python's ConfigParser refuses ${expected.filter((one) => one === 'null').length}`,
  );
  for (const [name, read] of Object.entries(readers)) {
    const same = texts.filter(
      (text, at) => JSON.stringify(attempt(() => read(text)) ?? null) === expected[at],
    );
    row(name, `${same.length} read or refused as Python does`);
  }
}

compareYaml();
timeYaml();
compareIni();
