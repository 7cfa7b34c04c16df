import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { splitHostPattern } from '../../src/inventory/host-pattern.ts';
import { messageChain } from '../../src/inventory/failure.ts';
import { load } from './load.ts';

interface Recorded {
  readonly pattern: string | string[];
  readonly limit?: string;
  readonly order?: string;
  readonly hosts?: string[];
  readonly error?: string;
  readonly warnings?: string[];
}

const fixtures = fileURLToPath(new URL('../../fixtures/inventories/patterns/', import.meta.url));
/** What ansible-core 2.19's InventoryManager gives for fixtures/inventories/patterns/hosts. */
const recorded = JSON.parse(readFileSync(`${fixtures}recorded.json`, 'utf8')) as Recorded[];

describe('host patterns, as ansible-core 2.19 resolves them', () => {
  test.each(recorded.map((row) => [JSON.stringify([row.pattern, row.limit, row.order]), row] as const))(
    '%s',
    (_name, { pattern, limit, order, hosts, error, warnings = [] }) => {
      const { inventory, said } = load([`${fixtures}hosts`]);
      const found = outcome(() => {
        inventory.setLimit(limit?.replace('@limit.txt', `@${fixtures}limit.txt`));
        return inventory
          .hostsMatching(pattern, order === undefined ? {} : { order })
          .map((host) => host.name);
      });
      expect(found).toEqual(error === undefined ? hosts : { error });
      expect(said).toEqual(warnings);
    },
  );
});

test('a limit given with the pattern replaces the one that was set', () => {
  const { inventory } = load([`${fixtures}hosts`]);
  inventory.setLimit('web');
  const names = (limit?: string): string[] =>
    inventory.hostsMatching('db', limit === undefined ? {} : { limit }).map((host) => host.name);
  expect(names()).toEqual(['web03.example.com']);
  expect(names('db1')).toEqual(['db1']);
  expect(inventory.hostsMatching('db', { ignoreLimits: true })).toHaveLength(4);
});

test('shuffle gives the same hosts', () => {
  const { inventory } = load([`${fixtures}hosts`]);
  const names = inventory.hostsMatching('all', { order: 'shuffle' }).map((host) => host.name);
  expect(names.sort()).toEqual([...inventory.hosts.keys()].sort());
});

test.each([
  ['a,b[1], c[2:3] , d', ['a', 'b[1]', 'c[2:3]', 'd']],
  ['a:b', ['a', 'b']],
  ['a:&b:!c[0:2]', ['a', '&b', '!c[0:2]']],
  ['web[1:3]', ['web[1:3]']],
  ['::1', ['::1']],
  ['2001:db8::1', ['2001:db8::1']],
  ['host:22', ['host:22']],
  ['', []],
])('%j is split into %j', (pattern, parts) => {
  expect(splitHostPattern(pattern)).toEqual(parts);
});

function outcome(find: () => string[]): string[] | { error: string } {
  try {
    return find();
  } catch (error) {
    return { error: messageChain(error instanceof Error ? new Error(error.message) : error) };
  }
}
