import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listTags, listTasks } from '../../src/playbook/list-tasks.ts';
import { loadPlaybook } from '../../src/playbook/load-playbook.ts';
import { testContext } from './test-context.ts';

interface Recorded {
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly plays: readonly { readonly tasks: readonly string[]; readonly tags: readonly string[] }[];
}

const fixtures = new URL('../../fixtures/playbooks/', import.meta.url).pathname;
const recorded: Recorded[] = JSON.parse(readFileSync(`${fixtures}recorded/site-listing.json`, 'utf8'));

describe('--list-tasks and --list-tags of a playbook with roles, imports and blocks (recorded from 2.19)', () => {
  const plays = loadPlaybook(`${fixtures}site/site.yml`, testContext());

  it.each(recorded)('--tags $only --skip-tags $skip', ({ only, skip, plays: expected }) => {
    const choice = { only, skip, render: <T>(value: T): T => value };
    const listed = plays.map((play) => ({
      tasks: listTasks(play, choice).map(({ label, tags }) => `${label}\tTAGS: [${tags.join(', ')}]`),
      tags: listTags(play, choice),
    }));
    expect(listed).toEqual(expected);
  });
});
