import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { attributesOf } from '../../src/playbook/keywords/table.ts';

/** `type inheritance` by class and keyword, recorded from ansible-core 2.19; lists of names for includes. */
type Recorded = Record<string, Record<string, string> | readonly string[]>;

const file = new URL('../../fixtures/playbooks/recorded/attributes-2.19.json', import.meta.url);
const recorded: Recorded = JSON.parse(readFileSync(file, 'utf8'));

/** Names that Ansible uses inside itself, and those that it takes in another way than as attributes. */
const internal = new Set(['loop_with']);
const ours = new Set(['local_action', 'user']);
const typeNames: Readonly<Record<string, string>> = { tasks: 'list', roles: 'list', loop_control: 'class' };

const owners = [
  'Play',
  'PlaybookInclude',
  'Block',
  'Task',
  'Handler',
  'RoleInclude',
  'RoleMetadata',
  'LoopControl',
] as const;

describe('the keyword table has what ansible-core 2.19 has', () => {
  it.each(owners)('%s', (owner) => {
    const known = [...attributesOf[owner]].filter(([name]) => !ours.has(name));
    const described = known.map(
      ([name, keyword]) =>
        [name, `${typeNames[keyword.type] ?? keyword.type} ${keyword.inheritance}`] as const,
    );
    const expected = Object.entries(recorded[owner] ?? {}).filter(([name]) => !internal.has(name));
    expect(Object.fromEntries(described)).toEqual(Object.fromEntries(expected));
  });

  it.each(['TaskInclude', 'HandlerTaskInclude'] as const)('%s', (owner) => {
    const expected = Object.values(recorded[owner] ?? []).filter((name) => !internal.has(name));
    expect([...attributesOf[owner].keys()].toSorted()).toEqual(expected.toSorted());
  });
});
