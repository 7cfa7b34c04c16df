import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { MitorunError } from '../../src/errors/mitorun-error.ts';
import type { Dict } from '../../src/python/dict.ts';
import { parseJson } from '../../src/python/json/parse.ts';
import { str } from '../../src/python/repr.ts';
import { TemplateString } from '../../src/python/template-string.ts';
import type { Value } from '../../src/python/value.ts';
import { TemplateEngine } from '../../src/template/engine.ts';
import { Templar } from '../../src/template/templar.ts';
import { MapVariables } from '../../src/template/variable-layers.ts';
import { referenceLibrary } from '../reference.ts';
import { libraryRegistry, plainLookups } from '../template/corpus-cases.ts';

/**
 * Random templates (statements, macros, loops, filters with keywords, white space) against ansible-core 2.19's Templar.
 * `FUZZ_SEED` and `FUZZ_COUNT` ask for others than the usual ones.
 */

const library = referenceLibrary();
const count = process.env.FUZZ_COUNT ?? '150';
const seed = process.env.FUZZ_SEED ?? '20261121';

interface Wanted {
  readonly template: string;
  /** Absent where it fails. */
  readonly text?: string;
}

describe('random templates give what ansible-core 2.19 gives', () => {
  it(`${count} templates of seed ${seed}`, { timeout: 600_000 }, () => {
    const generator = new URL('generate-templates.py', import.meta.url).pathname;
    const run = spawnSync('/usr/bin/python3', [generator, seed, count], {
      encoding: 'utf8',
      maxBuffer: 1e9,
      env: { ...process.env, PYTHONPATH: library, ANSIBLE_DEPRECATION_WARNINGS: '0', TZ: 'UTC' },
    });
    const [first = '', ...lines] = run.stdout.trim().split('\n');
    const variables = new Map([...(parseJson(first) as Dict)].map(([name, value]) => [str(name), value]));
    const engine = new TemplateEngine({ registry: libraryRegistry() });
    const differences = lines.flatMap((line) => {
      const wanted = JSON.parse(line) as Wanted;
      const templar = new Templar(engine, new MapVariables(variables), plainLookups('/'));
      const got = rendered(templar, wanted.template);
      return got === wanted.text ? [] : [{ ...wanted, got }];
    });
    expect(lines).toHaveLength(Number(count));
    expect(differences).toEqual([]);
  });
});

/** The text; undefined for an error. */
function rendered(templar: Templar, template: string): Value | undefined {
  try {
    return templar.render(new TemplateString(template));
  } catch (error) {
    if (error instanceof MitorunError) return undefined;
    throw error;
  }
}
