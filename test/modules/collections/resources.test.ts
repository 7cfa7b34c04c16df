import { describe, expect, it } from 'vitest';
import { CollectionIndex } from '../../../src/modules/collections/index.ts';
import {
  collectionPluginFiles,
  findCollectionPlaybook,
  findCollectionRole,
} from '../../../src/modules/collections/resources.ts';
import { writeTree } from '../write-tree.ts';

const root = writeTree({
  'ansible_collections/ns/coll/roles/web/tasks/main.yml': '',
  'ansible_collections/ns/coll/playbooks/site.yml': '',
  'ansible_collections/ns/coll/playbooks/sub/more.yaml': '',
  'ansible_collections/ns/coll/plugins/filter/text.py': '',
  'ansible_collections/ns/coll/plugins/filter/net.py': '',
});
const directory = `${root}/ansible_collections/ns/coll`;
const index = new CollectionIndex([`${root}/ansible_collections`, '/nonexistent']);

describe('inside a collection', () => {
  it('roles are found by full name or the collections keyword', () => {
    const web = { path: `${directory}/roles/web`, collection: 'ns.coll', name: 'web' };
    expect(findCollectionRole(index, 'ns.coll.web')).toEqual(web);
    expect(findCollectionRole(index, 'web', ['other.coll', 'ns.coll'])).toEqual(web);
    expect(findCollectionRole(index, 'web')).toBeUndefined();
  });

  it('playbooks are found with and without extension', () => {
    expect(findCollectionPlaybook(index, 'ns.coll.site')?.path).toBe(`${directory}/playbooks/site.yml`);
    expect(findCollectionPlaybook(index, 'ns.coll.site.yml')?.path).toBe(`${directory}/playbooks/site.yml`);
    expect(findCollectionPlaybook(index, 'ns.coll.sub.more')?.path).toBe(
      `${directory}/playbooks/sub/more.yaml`,
    );
    expect(findCollectionPlaybook(index, 'site.yml')).toBeUndefined();
  });

  it('plug-in files are listed, and a path knows its collection', () => {
    expect(collectionPluginFiles(index, 'ns.coll', 'filter')).toEqual([
      `${directory}/plugins/filter/net.py`,
      `${directory}/plugins/filter/text.py`,
    ]);
    expect(index.nameOf(`${directory}/roles/web`)).toBe('ns.coll');
    expect(index.nameOf('/elsewhere')).toBeUndefined();
  });
});
