import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InventoryVariables } from '../../src/inventory/inventory-variables.ts';
import type { InventoryOptions } from '../../src/inventory/options.ts';
import { repr, str } from '../../src/python/repr.ts';
import { load } from './load.ts';

/** A directory with these files. */
function tree(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-inventory-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

/** The value of `v` that host h1 gets. */
function winner(files: Readonly<Record<string, string>>, options: Partial<InventoryOptions> = {}): string {
  const directory = tree(files);
  const { inventory } = load([join(directory, 'inv/hosts')], options);
  const host = inventory.host('h1');
  if (!host) throw new Error('no h1');
  return repr(
    new InventoryVariables(inventory, { playbookDirectories: [join(directory, 'play')] }).of(host).get('v') ??
      null,
  );
}

const inventory = (host: string, web = ''): string => `[web]\nh1${host}\n[all:vars]\nv=all\n${web}`;
const webVariables = '[web:vars]\nv=web\n';

/** From the weakest place to the strongest, each with the value it gives. */
const places: readonly (readonly [value: string, path: string, text: string])[] = [
  ['all', 'inv/hosts', inventory('')],
  ['web', 'inv/hosts', inventory('', webVariables)],
  ['inventory all', 'inv/group_vars/all.yml', 'v: inventory all\n'],
  ['play all', 'play/group_vars/all.yml', 'v: play all\n'],
  ['inventory web', 'inv/group_vars/web.yml', 'v: inventory web\n'],
  ['play web', 'play/group_vars/web.yml', 'v: play web\n'],
  ['host', 'inv/hosts', inventory(' v=host', webVariables)],
  ['inventory host', 'inv/host_vars/h1.yml', 'v: inventory host\n'],
  ['play host', 'play/host_vars/h1.yml', 'v: play host\n'],
];

describe('precedence', () => {
  test.each(places)('%s wins over those before it', (value) => {
    const upTo = places.findIndex(([name]) => name === value) + 1;
    const files = Object.fromEntries(places.slice(0, upTo).map(([, path, text]) => [path, text]));
    expect(winner(files)).toBe(repr(value));
  });

  test('deeper groups win, then higher priority, then the later name', () => {
    const groups = '[a:children]\nb\n[b]\nh1\n[a:vars]\nv=a\n[b:vars]\nv=b\n';
    expect(winner({ 'inv/hosts': groups })).toBe("'b'");
    const equal = '[x]\nh1\n[y]\nh1\n[x:vars]\nv=x\n[y:vars]\nv=y\n';
    expect(winner({ 'inv/hosts': equal })).toBe("'y'");
    expect(winner({ 'inv/hosts': `${equal}[x:vars]\nansible_group_priority=2\n` })).toBe("'x'");
  });

  test('the setting of the order of groups', () => {
    const files = { 'inv/hosts': '[web]\nh1\n[all:vars]\nv=all\n[web:vars]\nv=web\n' };
    expect(winner(files, { precedence: ['groups_inventory', 'all_inventory'] })).toBe("'all'");
  });

  test('hash_behaviour=merge merges dicts of all places', () => {
    const files = {
      'inv/hosts': "[web]\nh1 v=\"{'a': {'x': 1}}\"\n",
      'inv/group_vars/all.yml': 'v: {b: 2, a: {y: 0}}\n',
    };
    expect(winner(files, { hashBehaviour: 'merge' })).toBe("{'b': 2, 'a': {'y': 0, 'x': 1}}");
    expect(winner(files)).toBe("{'a': {'x': 1}}");
  });

  test('the implicit localhost has the variables of all', () => {
    const directory = tree({ 'inv/hosts': 'h1\n', 'inv/group_vars/all.yml': 'v: 1\n' });
    const { inventory } = load([join(directory, 'inv/hosts')]);
    const variables = new InventoryVariables(inventory).of(inventory.implicitLocalhost());
    expect([
      variables.get('v'),
      variables.get('ansible_connection'),
      variables.get('inventory_hostname'),
    ]).toEqual([1, 'local', 'localhost']);
  });
});

test('a file that is no dictionary is an error that names it', () => {
  expect(() => winner({ 'inv/hosts': 'h1\n', 'inv/group_vars/all.yml': '- 1\n' })).toThrow(
    /Could not process '.*group_vars\/all\.yml'/,
  );
});

test('a host added while playing is matched, grouped and has its group variables', () => {
  const directory = tree({ 'inv/hosts': '[web]\nh1\n[web:vars]\nv=web\n' });
  const { inventory } = load([join(directory, 'inv/hosts')]);
  expect(inventory.hostsMatching('web')).toHaveLength(1);
  inventory.addGroup('fresh');
  inventory.addHost('new', { groups: ['web', 'fresh'] });
  inventory.reconcile();
  const host = inventory.host('new');
  expect(inventory.hostsMatching('web').map(({ name }) => name)).toEqual(['h1', 'new']);
  expect(host && new InventoryVariables(inventory).of(host).get('v')).toBe('web');
  expect(host?.groupNames()).toEqual(['fresh', 'web']);
  expect(repr(inventory.groupsDict().get('fresh') ?? null)).toBe("['new']");
});

describe('when files are read', () => {
  const files = {
    'inv/hosts': '[web]\nh1\n',
    'inv/host_vars/h1.yml': 'beside_source: 1\n',
    'play/host_vars/h1.yml': 'beside_play: 1\n',
  };
  const names = (options: Partial<InventoryOptions>, stage: 'task' | 'all' = 'task'): string => {
    const directory = tree(files);
    const { inventory } = load([join(directory, 'inv/hosts')], options);
    const host = inventory.host('h1');
    const variables = new InventoryVariables(inventory, {
      stage,
      playbookDirectories: [join(directory, 'play')],
    });
    return host
      ? [...variables.of(host).keys()]
          .map(str)
          .filter((name) => name.startsWith('beside'))
          .join()
      : '';
  };

  test.each<[Partial<InventoryOptions>, string, string]>([
    [{}, 'beside_source,beside_play', 'beside_source,beside_play'],
    [{ runVarsPlugins: 'start' }, 'beside_source', 'beside_source,beside_play'],
    [{ hostGroupVarsStage: 'all' }, 'beside_source,beside_play', 'beside_source,beside_play'],
    [{ hostGroupVarsStage: 'task' }, 'beside_source,beside_play', ''],
    [{ hostGroupVarsStage: 'inventory' }, 'beside_source', 'beside_source'],
    [{ hostGroupVarsStage: 'task', runVarsPlugins: 'start' }, 'beside_source,beside_play', ''],
  ])('%o: a task sees %s, a listing shows %s', (options, inTask, inListing) => {
    expect(names(options)).toBe(inTask);
    expect(names(options, 'all')).toBe(inListing);
  });
});
