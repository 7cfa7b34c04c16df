import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tagsAllow } from '../../src/playbook/tags.ts';

interface Recorded {
  readonly only: readonly (readonly string[])[];
  readonly cases: readonly {
    readonly tags: readonly string[];
    readonly skip: readonly string[];
    /** Of `only`, the choices with which the task runs. */
    readonly runsWith: readonly (readonly string[])[];
  }[];
}

const file = new URL('../../fixtures/playbooks/recorded/tags.json', import.meta.url);
const recorded: Recorded = JSON.parse(readFileSync(file, 'utf8'));

describe('--tags and --skip-tags as Taggable.evaluate_tags decides (recorded)', () => {
  it.each(recorded.cases)('tags $tags, skipping $skip', ({ tags, skip, runsWith }) => {
    expect(recorded.only.filter((only) => tagsAllow(tags, only, skip))).toEqual(runsWith);
  });
});
