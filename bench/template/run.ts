import { spawnSync } from 'node:child_process';
import { Dict } from '../../src/python/dict.ts';
import { dumpJson } from '../../src/python/json/dump.ts';
import { str } from '../../src/python/repr.ts';
import { TemplateString } from '../../src/python/template-string.ts';
import type { Value } from '../../src/python/value.ts';
import { builtinRegistry } from '../../src/template/builtin-registry.ts';
import { TemplateEngine } from '../../src/template/engine.ts';
import { Templar } from '../../src/template/templar.ts';
import { MapVariables } from '../../src/template/variable-layers.ts';

/**
 * Templates beside Jinja2 and Ansible's Templar: `npm run bench:template`, which bundles it first, as a build does. Runs per
 * second of the best of many short spells, so that what else the machine does matters little; more is better.
 */
const seconds = 2;
const spell = 50;
const users = Array.from({ length: 20 }, (_member, index) => Dict.of({ name: `user${index}`, uid: index }));
const large = Array.from({ length: 6000 }, (_member, index) =>
  Dict.of({
    name: `host${index}`,
    address: `10.0.${index >> 8}.${index & 255}`,
    tags: ['a', 'b: c'],
    weight: index / 4,
  }),
);
const dicts = Array.from({ length: 10_000 }, (_member, index) =>
  Dict.of({ [`key${index % 500}`]: index, common: index }),
);
const variables = Dict.of({ name: 'world', n: 3, users, large, dicts });
const loop =
  '{% for u in users if u.uid > 3 %}\n{{ loop.index }}: {{ u.name | upper }} {{ u.uid }}\n{% endfor %}\nline {{ name }}\n';
const render: Record<string, string> = {
  'small expression': 'hello {{ name }} {{ n + 1 }}',
  '100 lines': loop.repeat(20),
  'to_nice_yaml of 1 MB': '{{ large | to_nice_yaml }}',
  'combine 10,000 dicts': '{{ dicts | combine }}',
};
const compile = Array.from(
  { length: 1000 },
  (_member, index) =>
    `{% if n == ${index} %}{{ name | default('x') }}{% else %}{{ users[0].name }}-${index}{% endif %}`,
);

const names = new Map<string, Value>([...variables].map(([key, value]) => [str(key), value]));
const lookups = {
  searchPath: [],
  baseDirectory: '/',
  environment: {},
  setting: () => undefined,
  hostsMatching: () => [],
  decrypt: (content: Buffer) => content,
  warn: () => undefined,
  deprecate: () => undefined,
};

function rate(job: () => void): number {
  const end = performance.now() + seconds * 1000;
  let best = 0;
  while (performance.now() < end) {
    const start = performance.now();
    let count = 0;
    let elapsed = 0;
    while (elapsed < spell) {
      job();
      count++;
      elapsed = performance.now() - start;
    }
    best = Math.max(best, (count * 1000) / elapsed);
  }
  return best;
}

const registry = builtinRegistry();
const engine = new TemplateEngine({ registry });
const ours = new Map<string, number>();
for (const [label, source] of Object.entries(render)) {
  const template = new TemplateString(source);
  ours.set(
    label,
    rate(() => new Templar(engine, new MapVariables(names), lookups).render(template)),
  );
}
ours.set(
  'compile 1,000 templates',
  rate(() => {
    const fresh = new TemplateEngine({ registry });
    for (const source of compile) fresh.inline(source);
  }),
);

const input = `{"seconds": ${seconds}, "spell": ${spell / 1000}, "render": ${JSON.stringify(render)}, "compile": ${JSON.stringify(compile)}, "variables": ${dumpJson(variables)}}`;
const reference = spawnSync('/usr/bin/python3', ['bench/template/jinja.py'], {
  input,
  encoding: 'utf8',
  maxBuffer: 1e9,
});
const theirs = JSON.parse(reference.stdout) as Record<string, { ansible?: number; jinja2?: number }>;
const header = ['mitorun', 'Jinja2', 'ratio', 'Ansible', 'ratio'];
console.log(`${''.padEnd(26)}${header.map((name) => name.padStart(12)).join('')}`);
for (const [label, own] of ours) {
  const { jinja2, ansible } = theirs[label] ?? {};
  const cells = [shown(own), shown(jinja2), ratio(own, jinja2), shown(ansible), ratio(own, ansible)];
  console.log(`${label.padEnd(26)}${cells.map((cell) => cell.padStart(12)).join('')}`);
}

function shown(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(value < 100 ? 2 : 0);
}

function ratio(own: number, other: number | undefined): string {
  return other === undefined ? '-' : `${(own / other).toFixed(1)}x`;
}
