import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { dumpYaml } from '../../src/yaml/dump.ts';
import { loadYaml } from '../../src/yaml/load.ts';
import { readCases } from './read-cases.ts';

/** Every piece of text in the recorded values: blanks, breaks, signs, words that look like other types. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

/** The other reader takes `1e3` for a number, which PyYAML does not, and breaks no line at U+2028, which PyYAML does. */
function isSharedGround(text: string | undefined): boolean {
  return text !== undefined && !/^\d+e|[\u2028\u2029]/.test(text);
}

it('writes text so that it is text again, for this reader and for another one', () => {
  const all = [...new Set(readCases<{ value: unknown }>('dump.json').flatMap(({ value }) => texts(value)))];
  expect(all.length).toBeGreaterThan(500);
  for (const defaultFlowStyle of [true, false]) {
    const written = dumpYaml(all, { defaultFlowStyle });
    expect(loadYaml(written, { file: 'f', trust: false })).toEqual(all);
    const other = parse(written, { version: '1.1', maxAliasCount: 0 }) as string[];
    expect(other.filter((_, at) => isSharedGround(all[at]))).toEqual(all.filter(isSharedGround));
  }
});
