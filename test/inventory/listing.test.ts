import { describe, expect, test } from 'vitest';
import { dumpToml } from '../../src/inventory/listing/toml.ts';
import { graph } from '../../src/inventory/listing/graph.ts';
import { listHost } from '../../src/inventory/listing/host.ts';
import { listAsJson } from '../../src/inventory/listing/list.ts';
import { targetHosts } from '../../src/inventory/target-hosts.ts';
import { Dict } from '../../src/python/dict.ts';
import { PyFloat } from '../../src/python/value.ts';
import { load } from './load.ts';

describe('TOML, as tomli_w writes it', () => {
  test('tables, inline values and keys that need quotes', () => {
    const host = Dict.of({ port: 22, ratio: new PyFloat(1), on: true, text: 'a"b\n' });
    const table = Dict.of({
      web: Dict.of({ children: ['db'], hosts: Dict.of({ 'h1.example': host, h2: new Dict() }) }),
      empty: new Dict(),
    });
    expect(dumpToml(table)).toBe(
      [
        '[web]',
        'children = [',
        '    "db",',
        ']',
        '',
        '[web.hosts."h1.example"]',
        'port = 22',
        'ratio = 1.0',
        'on = true',
        'text = "a\\"b\\n"',
        '',
        '[web.hosts.h2]',
        '',
        '[empty]',
        '',
      ].join('\n'),
    );
  });
  test('null has no form', () => {
    expect(() => dumpToml(Dict.of({ x: null }))).toThrow(
      "Object of type '<class 'NoneType'>' is not TOML serializable",
    );
  });
});

describe('refusals', () => {
  test('--graph of no group', () => {
    expect(() => graph(load(['a,']).inventory, { group: 'nope' })).toThrow(
      'Pattern must be valid group name when using --graph',
    );
  });
  test('--host of several', () => {
    expect(() => listHost(load(['a,b']).inventory, 'all')).toThrow(
      'You must pass a single valid host to --host parameter',
    );
  });
});

test('a limit leaves other hosts out of a listing', () => {
  const { inventory } = load(['a,b,c']);
  inventory.setLimit('b');
  expect(JSON.parse(listAsJson(inventory))).toMatchObject({ ungrouped: { hosts: ['b'] } });
});

describe('the hosts of a command line', () => {
  test('none at all is worth a warning', () => {
    const { inventory, said } = load([]);
    expect(targetHosts(inventory)).toEqual([]);
    expect(said.at(-1)).toBe(
      "provided hosts list is empty, only localhost is available. Note that the implicit localhost does not match 'all'",
    );
  });
  test('none left is an error', () => {
    expect(() => targetHosts(load(['a,b']).inventory, { limit: '!all' })).toThrow(
      'Specified inventory, host pattern and/or --limit leaves us with no hosts to target.',
    );
  });
  test('localhost is there without any inventory', () => {
    const [host] = targetHosts(load([]).inventory, { pattern: 'localhost' });
    expect(host?.implicit).toBe(true);
  });
});
