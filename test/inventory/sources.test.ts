import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { MitorunError } from '../../src/errors/mitorun-error.ts';
import { Dict } from '../../src/python/dict.ts';
import { repr } from '../../src/python/repr.ts';
import type { Value } from '../../src/python/value.ts';
import { TemplateString } from '../../src/python/template-string.ts';
import { load } from './load.ts';
import { standInTemplates } from './stand-in-templates.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/inventories', import.meta.url));
const nothingParsed = 'No inventory was parsed, only implicit localhost is available';

/** The first lines of what loading a source warns of, without the fixtures' directory and what YAML makes of INI. */
function headlines(source: string): string[] {
  return load([source.includes(',') ? source : `${fixtures}/${source}`])
    .said.map((message) => (message.split('\n')[0] ?? '').replaceAll(`${fixtures}/`, ''))
    .filter((message) => !message.includes("with 'yaml' plugin: YAML "));
}

describe('warnings', () => {
  test.each([
    ['nowhere', ['Unable to parse nowhere as an inventory source', nothingParsed]],
    [
      'ini-error-section/hosts',
      [
        "Failed to parse inventory with 'ini' plugin: Failed to parse inventory: Invalid section entry: '[bad group]'. Please make sure that there are no spaces in the section entry, and that there are no other invalid characters",
        'Unable to parse ini-error-section/hosts as an inventory source',
        nothingParsed,
      ],
    ],
    [
      'ini-error-undefined-child/hosts',
      [
        "Failed to parse inventory with 'ini' plugin: Failed to parse inventory: Section [parent:children] includes undefined group 'nowhere'.",
        'Unable to parse ini-error-undefined-child/hosts as an inventory source',
        nothingParsed,
      ],
    ],
    [
      'yaml-error-type/hosts.yml',
      [
        "Failed to parse inventory with 'auto' plugin: no root 'plugin' key found, 'yaml-error-type/hosts.yml' is not a valid YAML inventory plugin config file",
        `Failed to parse inventory with 'yaml' plugin: Invalid "hosts" entry for "web" group, requires a dictionary, found "<class 'ansible.module_utils._internal._datatag._AnsibleTaggedList'>" instead.`,
        "Failed to parse inventory with 'ini' plugin: Failed to parse inventory: Invalid host pattern 'web:' supplied, ending in ':' is not allowed, this character is reserved to provide a port.",
        'Unable to parse yaml-error-type/hosts.yml as an inventory source',
        nothingParsed,
      ],
    ],
    [
      'ini-localhost/hosts',
      ['A duplicate localhost-like entry was found (127.0.0.1). First found localhost was localhost'],
    ],
    ['ini-same-names/hosts', ['Found both group and host with same name: web']],
    [
      'ini-group-chars/hosts',
      ['Invalid characters were found in group names but not replaced, use -vvvv to see details'],
    ],
    [
      'script-fails/hosts',
      [
        "Failed to parse inventory with 'script' plugin: Inventory script returned non-zero exit code 3.",
        "Failed to parse inventory with 'ini' plugin: Failed to parse inventory: Expected key=value host variable assignment, got: no connection",
        'Unable to parse script-fails/hosts as an inventory source',
        nothingParsed,
      ],
    ],
  ])('%s', (source, expected) => {
    expect(headlines(source)).toEqual(expected);
  });

  test('a failure tells the file, as Ansible does, and what a script said (item 21b)', () => {
    const { said } = load([`${fixtures}/script-fails/hosts`]);
    expect(said[0]).toContain('Standard error from inventory script:\nno connection');
    expect(said[2]).toContain(`Origin: ${fixtures}/script-fails/hosts\n`);
  });
});

describe('settings', () => {
  test('unparsed sources can be errors', () => {
    expect(() => load(['/nowhere'], { anyUnparsedIsFailed: true })).toThrow(
      'Completely failed to parse inventory source /nowhere',
    );
    expect(() => load(['/nowhere'], { unparsedIsFailed: true })).toThrow(
      'No inventory was parsed, please check your configuration and options.',
    );
    expect(load(['/nowhere'], { unparsedWarning: false }).said).not.toContain(nothingParsed);
  });

  test.each([
    ['always', 'my_group', 1],
    ['silently', 'my_group', 0],
    ['ignore', 'my-group', 0],
    ['never', 'my-group', 1],
  ] as const)('invalid group characters: %s', (transformInvalidGroupCharacters, group, warnings) => {
    const { inventory, said } = load([`${fixtures}/ini-group-chars/hosts`], {
      transformInvalidGroupCharacters,
    });
    expect([...inventory.groups.keys()]).toContain(group);
    expect(said.filter((message) => message.startsWith('Invalid characters'))).toHaveLength(warnings);
  });

  test('only enabled plugins are tried, in their order', () => {
    const { inventory, said } = load(['web[1:2],'], {
      enabledPlugins: ['advanced_host_list', 'no.such.plugin'],
    });
    expect([...inventory.hosts.keys()]).toEqual(['web1', 'web2']);
    expect(said).toEqual(['Failed to load inventory plugin, skipping no.such.plugin']);
  });

  test('a directory skips what it is told to', () => {
    const options = { ignoredExtensions: ['.ini'], ignoredPatterns: ['^sub$'] };
    const { inventory } = load([`${fixtures}/directory/inv`], options);
    expect([...inventory.groups.keys()]).toEqual(['all', 'ungrouped', 'web']);
  });

  test.each([
    ['warning', ['Could not match supplied host pattern, ignoring: nope']],
    ['ignore', []],
  ] as const)('a pattern that matches nothing: %s', (hostPatternMismatch, expected) => {
    const { inventory, said } = load(['a,'], { hostPatternMismatch });
    inventory.hostsMatching('nope');
    inventory.hostsMatching('nope');
    expect(said).toEqual(expected);
  });

  test('a pattern that matches nothing: error', () => {
    const { inventory } = load(['a,'], { hostPatternMismatch: 'error' });
    expect(() => inventory.hostsMatching('nope')).toThrow(
      'Could not match supplied host pattern, ignoring: nope',
    );
  });
});

describe('trust', () => {
  const hostValue = (source: string, host: string, name: string): unknown =>
    load([`${fixtures}/${source}`])
      .inventory.host(host)
      ?.variables.get(name);

  test('what users write is a template', () => {
    const value = hostValue('ini-literals/hosts', 'h6', 'tmpl');
    expect(value).toBeInstanceOf(TemplateString);
    expect(value instanceof TemplateString && value.origin).toMatchObject({ line: 7 });
  });
  test('what scripts print is a template, unless they mark it', () => {
    expect(hostValue('script-meta/hosts.py', 'h1', 'a')).toBeInstanceOf(TemplateString);
    expect(hostValue('script-meta/hosts.py', 'h1', 'u')).toBe('{{ raw }}');
  });
});

describe('plugins that only Python has', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-inventory-'));
  const source = join(directory, 'aws.yml');
  writeFileSync(source, 'plugin: amazon.aws.aws_ec2\n');

  test('need ansible-core', () => {
    const { said } = load([source]);
    expect(said[0]).toContain(`inventory config '${source}' specifies unknown plugin 'amazon.aws.aws_ec2'`);
    expect(said[0]).toContain('install ansible-core');
  });

  const hosts = join(directory, 'hosts');
  writeFileSync(hosts, 'h1 role=web\n[old]\nh2\n');
  const entity = (name: string, more: Record<string, Value>): Dict => Dict.of({ name, ...more });
  const pythonPlugins = {
    has: (name: string) => name === 'amazon.aws.aws_ec2',
    accepts: () => true,
    parse: (_name: string, _source: string, earlier: Dict) => ({
      changes: Dict.of({
        groups: [
          entity('aws', {
            hosts: ['h1', 'i-1'],
            children: ['old'],
            priority: 3,
            vars: [['seen', earlier, true]],
          }),
        ],
        hosts: [entity('i-1', { vars: [['ansible_host', '10.0.0.1', false]] })],
      }),
      fault: undefined,
    }),
  };

  test('see what earlier sources gave, and add to it (item 20)', () => {
    const { inventory, said } = load([hosts, source], { pythonPlugins });
    expect(said).toEqual([]);
    expect(repr(inventory.host('i-1')?.variables.get('ansible_host') ?? null)).toBe("'10.0.0.1'");
    expect(
      inventory.groups
        .get('aws')
        ?.allHosts()
        .map(({ name }) => name),
    ).toEqual(['h1', 'i-1', 'h2']);
    expect(inventory.groups.get('aws')?.priority).toBe(3);
    expect([...(inventory.groups.get('aws')?.untrusted.keys() ?? [])]).toEqual(['seen']);
    const seen = inventory.groups.get('aws')?.variables.get('seen') as Dict;
    expect(repr(seen.get('groups') ?? null)).toContain(
      "'old': {'vars': {}, 'priority': 1, 'children': [], 'hosts': ['h2']}",
    );
    expect(repr(seen.get('hosts') ?? null)).toContain("'h1': {'inventory_file'");
  });

  test('that fail leave what they have added before (item 9)', () => {
    const fault = new MitorunError('INVENTORY', 'no such region');
    const failing = (name: string, from: string, earlier: Dict) => ({
      ...pythonPlugins.parse(name, from, earlier),
      fault,
    });
    const { inventory, said } = load([hosts, source], {
      pythonPlugins: { ...pythonPlugins, parse: failing },
    });
    expect(said[0]).toContain("Failed to parse inventory with 'auto' plugin: no such region");
    expect(inventory.host('i-1')).toBeDefined();
  });

  test('that nobody has, or that decline the source, are told of as in Ansible (item 20)', () => {
    expect(load([source], { pythonPlugins: { ...pythonPlugins, has: () => false } }).said[0]).toContain(
      `inventory config '${source}' specifies unknown plugin 'amazon.aws.aws_ec2'`,
    );
    expect(load([source], { pythonPlugins: { ...pythonPlugins, accepts: () => false } }).said[0]).toContain(
      `inventory source '${source}' could not be verified by inventory plugin 'amazon.aws.aws_ec2'`,
    );
  });
});

test('constructed makes variables and groups', () => {
  const { inventory } = load([`${fixtures}/constructed`], { template: standInTemplates });
  expect(inventory.host('web1')?.variables.get('double')).toBe(6);
  expect(repr(inventory.groupsDict())).toContain("'sizes': ['web1', 'web2', 'db1']");
});

test('constructed with strict says what failed', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-inventory-'));
  writeFileSync(join(directory, 'hosts'), 'h1\n');
  writeFileSync(join(directory, 'made.yml'), 'plugin: constructed\nstrict: true\ncompose: {x: nope}\n');
  const { said } = load([directory], { template: standInTemplates });
  expect(said[0]).toMatch(
    `Failed to parse inventory with 'auto' plugin: Failed to parse '${directory}/made.yml': Could not set x for host h1: 'nope' is undefined`,
  );
});
