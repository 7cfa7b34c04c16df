import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ModuleCatalog } from '../../../src/modules/catalog.ts';
import { findCollectionRole } from '../../../src/modules/collections/resources.ts';
import type { VersionCheck } from '../../../src/modules/collections/supported-version.ts';
import { readContentTree } from '../../../src/modules/content/tree.ts';
import { coreFiles, writeTree } from '../write-tree.ts';

const collections = 'ansible_collections/ns';

/** A catalog over ansible-core 2.19.11 with three collections: for older ones, for any, and one that says nonsense. */
function catalogWith(mismatch: VersionCheck['mismatch']) {
  const root = writeTree({
    ...coreFiles('2.19.11'),
    [`${collections}/old/meta/runtime.yml`]: "requires_ansible: '>=2.9.10,<2.12'\n",
    [`${collections}/old/plugins/modules/m.py`]: '',
    [`${collections}/old/roles/r/tasks/main.yml`]: '[]\n',
    [`${collections}/fine/meta/runtime.yml`]: "requires_ansible: '>=2.14'\n",
    [`${collections}/fine/plugins/modules/m.py`]: '',
    [`${collections}/bad/meta/runtime.yml`]: 'requires_ansible: abc\n',
    [`${collections}/bad/plugins/modules/m.py`]: '',
  });
  const tree = readContentTree(path.join(root, 'ansible'), 'test');
  if (!tree) throw new Error('no ansible-core');
  const warnings: string[] = [];
  const versionCheck = { mismatch, warn: (message: string) => void warnings.push(message) };
  return { warnings, catalog: new ModuleCatalog({ trees: [tree], versionCheck }) };
}

const complaint = 'Collection ns.old does not support Ansible version 2.19.11';

describe('a collection that does not want this ansible-core', () => {
  it('is told of once', () => {
    const { catalog, warnings } = catalogWith('warning');
    expect(catalog.resolve('ns.old.m')?.name).toBe('ns.old.m');
    catalog.resolve('ns.old.m');
    catalog.resolve('ns.fine.m');
    expect(warnings).toEqual([complaint]);
  });

  it('is used in silence where that is ignored', () => {
    const { catalog, warnings } = catalogWith('ignore');
    expect(catalog.resolve('ns.old.m')?.name).toBe('ns.old.m');
    expect(warnings).toEqual([]);
  });

  it('is refused each time where that is an error, and has no roles', () => {
    const { catalog } = catalogWith('error');
    expect(() => catalog.resolve('ns.old.m')).toThrow(complaint);
    expect(() => catalog.resolve('ns.old.m')).toThrow(complaint);
    expect(findCollectionRole(catalog.collections(), 'ns.old.r')).toBeUndefined();
  });
});

it.each(['warning', 'error', 'ignore'] as const)(
  'a requirement that cannot be read is told of (%s)',
  (mismatch) => {
    const { catalog, warnings } = catalogWith(mismatch);
    expect(catalog.resolve('ns.bad.m')?.name).toBe('ns.bad.m');
    expect(warnings).toEqual([
      "Error parsing collection metadata requires_ansible value from collection ns.bad: Invalid specifier: 'abc'",
    ]);
  },
);
