import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { joinedMessage, reportOf } from '../../../src/errors/error-report.ts';
import { dumpJson } from '../../../src/python/json/dump.ts';
import { parseJson } from '../../../src/python/json/parse.ts';
import type { Dict } from '../../../src/python/dict.ts';
import { TemplateString } from '../../../src/python/template-string.ts';
import { str } from '../../../src/python/repr.ts';
import { builtinRegistry } from '../../../src/template/builtin-registry.ts';
import { TemplateEngine } from '../../../src/template/engine.ts';
import { Templar } from '../../../src/template/templar.ts';
import { OverlaidVariables } from '../../../src/template/variable-layers.ts';
import type { Value } from '../../../src/python/value.ts';
import type { LookupContext } from '../../../src/template/lookup-context.ts';

/**
 * What each family of filters, tests and lookups gives. The cases were recorded from ansible-core 2.19.11 with Python 3.11,
 * `expression` being all that stands between the braces of `debug: msg:`; a value is compared with its types.
 */
const folder = new URL('cases/', import.meta.url);

const engine = new TemplateEngine({ registry: builtinRegistry() });
const lookups: LookupContext = {
  searchPath: ['/'],
  baseDirectory: '/',
  environment: process.env,
  setting: () => undefined,
  hostsMatching: () => [],
  decrypt: (content) => content,
  warn: () => undefined,
  deprecate: () => undefined,
};
const none = { get: () => undefined, has: () => false, names: () => [] };

function outcome(expression: string): string {
  try {
    const templar = new Templar(engine, new OverlaidVariables(none, none), lookups);
    return dumpJson(templar.render(new TemplateString(`{{ ${expression} }}`)), { sortKeys: true });
  } catch (error) {
    return joinedMessage(reportOf(error));
  }
}

process.env['TZ'] = 'UTC';

for (const file of readdirSync(folder)) {
  const cases = (parseJson(readFileSync(new URL(file, folder), 'utf8')) as Value[]).map((one) => one as Dict);
  describe(basename(file, '.json'), () => {
    it.each(cases.map((one) => [str(one.get('expression') ?? ''), one] as const))('%s', (expression, one) => {
      const error = one.get('error');
      if (error !== undefined) expect(outcome(expression)).toContain(str(error));
      else expect(outcome(expression)).toBe(dumpJson(one.get('value') ?? null, { sortKeys: true }));
    });
  });
}
