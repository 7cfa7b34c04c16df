import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Dict } from '../../src/python/dict.ts';
import { parseJson } from '../../src/python/json/parse.ts';
import { str } from '../../src/python/repr.ts';
import type { Value } from '../../src/python/value.ts';
import { TemplateEngine } from '../../src/template/engine.ts';
import { Templar } from '../../src/template/templar.ts';
import { MapVariables } from '../../src/template/variable-layers.ts';
import { MitorunError } from '../../src/errors/mitorun-error.ts';
import { libraryRegistry, plainLookups } from '../template/corpus-cases.ts';
import { need } from '../needs.ts';

/**
 * Random expressions against Jinja2 itself. `FUZZ_SEED` and `FUZZ_COUNT` ask for others than the usual ones. What Ansible
 * changes on purpose (an attribute of something undefined, unprintable values) is left out by the generator.
 */

const python = '/usr/bin/python3';
need('/usr/lib/python3/dist-packages/ansible/release.py');
const count = process.env.FUZZ_COUNT ?? '1500';
const seed = process.env.FUZZ_SEED ?? '20261121';

describe('random expressions give what Jinja2 gives', () => {
  it(`${count} expressions of seed ${seed}`, () => {
    const generator = new URL('generate-expressions.py', import.meta.url).pathname;
    const run = spawnSync(python, [generator, seed, count], { encoding: 'utf8', maxBuffer: 1e9 });
    const [first = '', ...lines] = run.stdout.trim().split('\n');
    const variables = new Map([...(parseJson(first) as Dict)].map(([name, value]) => [str(name), value]));
    const engine = new TemplateEngine({ registry: libraryRegistry() });
    const differences = lines.flatMap((line) => {
      const wanted = JSON.parse(line) as { expression: string; repr?: string; error?: string };
      const templar = new Templar(engine, new MapVariables(variables), plainLookups('/'));
      const got = evaluate(templar, wanted.expression);
      // ansible-core makes a failed call a value that fails when it is used: it may never be.
      const deferred = wanted.repr === undefined && /\.\w+\(|\[[^\]]*:/.test(wanted.expression);
      const same = deferred || got === wanted.repr;
      return same ? [] : [{ ...wanted, got }];
    });
    expect(lines).toHaveLength(Number(count));
    expect(differences).toEqual([]);
  });
});

/** The value's repr as the template sees it; undefined for an error. */
function evaluate(templar: Templar, expression: string): string | undefined {
  try {
    const shown: Value = templar.evaluate(`'%r' % ((${expression}),)`);
    return str(shown);
  } catch (error) {
    if (error instanceof MitorunError || (error instanceof Error && error.name === 'UndefinedUse'))
      return undefined;
    throw error;
  }
}
