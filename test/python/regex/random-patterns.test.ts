import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { Pattern } from '../../../src/python/regex/pattern.ts';

interface Case {
  readonly pattern: string;
  readonly text: string;
  readonly replacement: string;
  readonly expect: unknown;
}

/** What this machine's Python says of random patterns; the same for a seed. */
function recordPython(seed: number, count: number): Case[] {
  const program = new URL('random-patterns.py', import.meta.url).pathname;
  const run = spawnSync('/usr/bin/python3', [program, String(seed), String(count)], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0) throw new Error(`random-patterns.py needs /usr/bin/python3: ${run.stderr}`);
  return run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Case);
}

function answersOf({ pattern, text, replacement }: Case): unknown {
  try {
    const compiled = new Pattern(pattern);
    return {
      findall: compiled.findTexts(text, (groups) => groups),
      match: compiled.match(text)?.group(0) ?? null,
      full: compiled.fullmatch(text)?.group(0) ?? null,
      sub: compiled.substitute(replacement, text).text,
    };
  } catch (error) {
    return (error as Error).message;
  }
}

describe("item 26: random patterns match as Python's re", () => {
  it.each([11, 12, 13])('seed %i', (seed) => {
    const cases = recordPython(seed, 2000);
    expect(cases.length).toBeGreaterThan(1900);
    const wrong = cases
      .map((one) => ({ ...one, got: answersOf(one) }))
      .filter((one) => {
        return JSON.stringify(one.got) !== JSON.stringify(one.expect);
      });
    expect(wrong).toEqual([]);
  });
});
