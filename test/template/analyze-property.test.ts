import { describe, expect, it } from 'vitest';
import { MitorunError } from '../../src/errors/mitorun-error.ts';
import type { Value } from '../../src/python/value.ts';
import { Dict } from '../../src/python/dict.ts';
import { TemplateString } from '../../src/python/template-string.ts';
import { analyzeTemplate } from '../../src/template/reading/analyze.ts';
import { TemplateEngine } from '../../src/template/engine.ts';
import { Templar } from '../../src/template/templar.ts';
import type { VariableSource } from '../../src/template/variable-source.ts';
import { libraryRegistry, plainLookups } from './corpus-cases.ts';

/**
 * Sending tasks ahead is built on the analysis, so a name it misses is a task that runs with an old value. Thousands of
 * random templates run over variables that record what is read of them; everything recorded must have been foretold.
 */

/** A small generator of numbers (mulberry32), so that a failure can be run again. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const values = new Map<string, Value>([
  ['a', 1],
  ['b', 'text'],
  ['c', [1, 2, 3]],
  ['d', Dict.of({ k: 1, l: [1, 2] })],
  ['e', true],
  ['f', null],
  ['g', ['x', 'y']],
  ['h', 'a'],
]);
const variableNames = [...values.keys(), 'missing'];

class RecordingVariables implements VariableSource {
  readonly read = new Set<string>();
  get(name: string): Value | undefined {
    this.read.add(name);
    return values.get(name);
  }
  has(name: string): boolean {
    this.read.add(name);
    return values.has(name);
  }
  names(): Iterable<string> {
    this.read.add('*');
    return values.keys();
  }
}

class Generator {
  readonly #random: () => number;
  constructor(seed: number) {
    this.#random = randomNumbers(seed);
  }
  #pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.#random() * choices.length)] as T;
  }
  #variable(): string {
    return this.#pick(variableNames);
  }

  expression(depth: number): string {
    if (depth === 0) return this.#pick([this.#variable(), this.#variable(), '1', "'s'"]);
    const inner = (): string => this.expression(depth - 1);
    return this.#pick([
      () => `(${inner()} ~ ${inner()})`,
      () => `(${inner()} or ${inner()})`,
      () => `(${inner()} and ${inner()})`,
      () => `(${inner()} if ${inner()} else ${inner()})`,
      () => `(not ${inner()})`,
      () => `[${inner()}, ${inner()}]`,
      () => `{'k': ${inner()}}`,
      () => `(${inner()} == ${inner()})`,
      () => `(${inner()} in [${inner()}])`,
      () => `(${inner()} is defined)`,
      () => `(${inner()} is sameas(${inner()}))`,
      () => `(${inner()} | default(${inner()}))`,
      () => `([${inner()}] | map('default', ${inner()}) | list)`,
      () => `([${inner()}] | select('equalto', ${inner()}) | list)`,
      () => `d[${inner()}]`,
      () => `c[${this.#variable()}:${this.#variable()}]`,
      () => `lookup('vars', '${this.#variable()}', default=${inner()})`,
      () => `lookup('vars', ${this.#variable()}, default=3)`,
      () => `lookup('items', '{{ ${this.#variable()} }}', wantlist=true)`,
      () => `query('list', [${inner()}])`,
      () => `vars[${inner()}]`,
      () => `namespace(z=${inner()}).z`,
      () => `dict(z=${inner()})`,
      () => `'%s'.format(${inner()})`,
    ])();
  }

  statement(depth: number): string {
    const inner = (): string => (depth === 0 ? `{{ ${this.expression(1)} }}` : this.statement(depth - 1));
    const expression = (): string => this.expression(2);
    return this.#pick([
      () => `{{ ${expression()} }}`,
      () =>
        `{% if ${expression()} %}${inner()}{% elif ${expression()} %}${inner()}{% else %}${inner()}{% endif %}`,
      () =>
        `{% for ${this.#variable()} in [${expression()}] if ${expression()} %}${inner()}{% else %}${inner()}{% endfor %}`,
      () => `{% set ${this.#variable()} = ${expression()} %}${inner()}`,
      () => `{% set ${this.#variable()} %}${inner()}{% endset %}${inner()}`,
      () => `{% with ${this.#variable()} = ${expression()} %}${inner()}{% endwith %}${inner()}`,
      () => `{% macro m(p=${expression()}) %}${inner()}{% endmacro %}{{ m() }}`,
      () => `{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}${inner()}{% endcall %}`,
      () => `{% filter default(${expression()}) %}${inner()}{% endfilter %}`,
      () => `{% block b${Math.floor(this.#random() * 1e9)} %}${inner()}{% endblock %}`,
      () => `${inner()}text${inner()}`,
    ])();
  }
}

describe('a template reads no variable that its analysis does not name', () => {
  it.each([1, 2, 3, 4])('500 random templates of seed %i', (seed) => {
    const engine = new TemplateEngine({ registry: libraryRegistry() });
    const generator = new Generator(seed);
    let ran = 0;
    for (let round = 0; round < 500; round++) {
      const source = generator.statement(2);
      const analysis = analyzeTemplate(engine, source);
      const variables = new RecordingVariables();
      try {
        new Templar(engine, variables, plainLookups('/')).render(new TemplateString(source));
        ran++;
      } catch (error) {
        if (!(error instanceof MitorunError)) throw error;
      }
      if (analysis.readsAnything) continue;
      const missed = [...variables.read].filter((name) => !analysis.names.has(name));
      expect({ source, missed }).toEqual({ source, missed: [] });
    }
    expect(ran).toBeGreaterThan(100);
  });
});
