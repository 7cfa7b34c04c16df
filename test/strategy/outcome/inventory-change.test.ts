import { describe, expect, it } from 'vitest';
import { Dict } from '../../../src/python/dict.ts';
import type { Value } from '../../../src/python/value.ts';
import { changeInventory } from '../../../src/strategy/outcome/inventory-change.ts';
import { batchOf, type GivenOutcome, outcomeOf } from '../fake-batch.ts';

const hosts = { a: { known: 1 }, b: {} };
const groups = { web: ['a'] };

/** A result of add_host. */
function host(name: string, more: Readonly<Record<string, Value>> = {}): Dict {
  return Dict.of({ add_host: Dict.of({ host_name: name, groups: [], host_vars: new Dict(), ...more }) });
}
/** A result of group_by. */
function group(name: string, parents: readonly string[] = ['all']): Dict {
  return Dict.of({ add_group: name, parent_groups: [...parents] });
}

async function changed(items: readonly Dict[], keywords = '', given: GivenOutcome & { whole?: object } = {}) {
  const { whole = {}, ...more } = given;
  const batch = batchOf(`tasks:\n- name: one\n  add_host: {name: x}\n${keywords}`, { hosts, groups });
  const [only] = items;
  const isLoop = items.length > 1;
  const members = { ...Object.fromEntries(only && !isLoop ? [...only] : []), ...whole };
  const what = outcomeOf(batch.run, batch.task('one'), members, { ...more, ...(isLoop && { items }) });
  const changes = await changeInventory(batch.run, what);
  const { inventory } = batch.services;
  return { ...batch, changes, inventory, names: [...inventory.hosts.keys()] };
}

describe('a new host', () => {
  it.each<[string, Dict, boolean]>([
    ['changes the inventory', host('x'), true],
    ['that is known changes nothing', host('a'), false],
    ['that is known gets a variable', host('a', { host_vars: Dict.of({ other: 1 }) }), true],
    ['that is known has the variable already', host('a', { host_vars: Dict.of({ known: 1 }) }), false],
    ['that is known gets another value', host('a', { host_vars: Dict.of({ known: 2 }) }), true],
    ['that is known comes into a group', host('b', { groups: ['web'] }), true],
    ['that is known is in the group already', host('a', { groups: ['web'] }), false],
    ['brings a group', host('a', { groups: ['new'] }), true],
  ])('%s', async (_case, item, isChanged) => {
    const { changes } = await changed([item]);
    expect(changes).toEqual([{ changed: isChanged, failed: undefined }]);
  });

  it('is in its groups with its variables, and takes part in the play', async () => {
    const { inventory, run } = await changed([host('x', { groups: ['new'], host_vars: Dict.of({ v: 1 }) })]);
    expect(inventory.host('x')?.groupNames()).toEqual(['new']);
    expect(inventory.host('x')?.variables.get('v')).toBe(1);
    expect(run.context.allHosts).toEqual(['a', 'b', 'x']);
    expect(run.context.batch).toEqual(['a', 'b']);
  });

  it('is made again in the inventory that is read in the place of this one', async () => {
    const { inventory } = await changed([host('x')]);
    const { inventory: read } = await changed([]);
    for (const change of inventory.dynamicChanges) change(read);
    expect([...read.hosts.keys()]).toEqual(['a', 'b', 'x']);
  });
});

describe('a new group', () => {
  it.each<[string, Dict, boolean]>([
    ['changes the inventory', group('new'), true],
    ['that has the host changes nothing', group('web'), false],
    ['brings its parents', group('web', ['above']), true],
  ])('%s', async (_case, item, isChanged) => {
    const { changes } = await changed([item]);
    expect(changes).toEqual([{ changed: isChanged, failed: undefined }]);
  });

  it('has the host that the task ran on, and is in its parents', async () => {
    const { inventory } = await changed([group('new', ['above'])], '', { host: 'b' });
    expect(inventory.host('b')?.groupNames().toSorted()).toEqual(['above', 'new']);
    expect(inventory.host('a')?.groupNames()).toEqual(['web']);
  });
});

describe('what is said of a change', () => {
  it.each<[string, string, object]>([
    ['changed_when has the last word', '  changed_when: false', { changed: false }],
    ['failed_when too', '  failed_when: true', { changed: true, failed: true }],
    ['conditions read the result', '  register: r\n  changed_when: not r.changed', { changed: false }],
    [
      'failed_when reads what changed_when said',
      '  register: r\n  changed_when: false\n  failed_when: r.changed',
      { failed: false },
    ],
    ['all conditions have to hold', '  changed_when: [true, false]', { changed: false }],
  ])('%s', async (_case, keywords, wanted) => {
    const { changes } = await changed([host('x')], keywords);
    expect(changes).toMatchObject([wanted]);
  });

  it('item by item, which conditions read without the name', async () => {
    const items = [host('x', {}), group('web')].map((item, index) => item.set('nth', index));
    const { changes } = await changed(items, '  changed_when: nth == 1');
    expect(changes.map((change) => change?.changed)).toEqual([false, true]);
  });
});

describe('nothing is changed', () => {
  it.each<[string, object]>([
    ['by a failure', { failed: true }],
    ['on an unreachable host', { unreachable: true }],
    ['by what was skipped', { skipped: true }],
  ])('%s', async (_case, whole) => {
    const { changes, names } = await changed([host('x')], '', { whole });
    expect([changes, names]).toEqual([[], ['a', 'b']]);
  });

  it('by any other result', async () => {
    const { changes, names } = await changed([Dict.of({ changed: true })]);
    expect([changes, names]).toEqual([[undefined], ['a', 'b']]);
  });
});
