import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CatalogOptions, ModuleCatalog, unresolvedModule } from '../../src/modules/catalog.ts';
import { type ContentTree, readContentTree } from '../../src/modules/content/tree.ts';
import { coreFiles, temporaryDirectory, writeTree } from './write-tree.ts';

const newStyle = 'from ansible.module_utils.basic import AnsibleModule\n';
const collection = 'ansible_collections/ns/coll';

/** A catalog over one ansible-core 2.14.1 with these files beside it. */
function catalogOf(files: Record<string, string> = {}, options: Partial<CatalogOptions> = {}) {
  const root = writeTree({ ...coreFiles(), ...files });
  return { root, catalog: new ModuleCatalog({ trees: [treeIn(root)], ...options }) };
}

function treeIn(root: string): ContentTree {
  const tree = readContentTree(path.join(root, 'ansible'), 'test');
  if (!tree) throw new Error(`no ansible-core in ${root}`);
  return tree;
}

describe('finding a module', () => {
  it.each([
    ['ping', ['ping']],
    ['ansible.builtin.ping', ['ansible.builtin.ping']],
    ['ansible.legacy.ping', ['ansible.legacy.ping']],
  ])('%s is ansible.builtin.ping', (name, redirects) => {
    const { catalog, root } = catalogOf();
    expect(catalog.resolve(name)).toMatchObject({
      name: 'ansible.builtin.ping',
      path: path.join(root, 'ansible/modules/ping.py'),
      collection: 'ansible.builtin',
      redirects,
    });
  });

  it('takes library directories before ansible-core, but not for ansible.builtin', () => {
    const library = writeTree({ 'ping.py': newStyle, 'script.sh': '#!/bin/sh\n', 'notes.md': '' });
    const { catalog } = catalogOf();
    const query = { extraDirectories: [library] };
    expect(catalog.resolve('ping', query)).toMatchObject({ name: 'ping', path: `${library}/ping.py` });
    expect(catalog.resolve('ansible.legacy.ping', query)?.path).toBe(`${library}/ping.py`);
    expect(catalog.resolve('ansible.builtin.ping', query)?.name).toBe('ansible.builtin.ping');
    expect(catalog.resolve('script', query)?.path).toBe(`${library}/script.sh`);
    expect(catalog.resolve('notes', query)).toBeUndefined();
  });

  it('looks two levels below the configured library and follows links', () => {
    const library = writeTree({ 'net/deep/router.py': newStyle });
    symlinkSync('net/deep/router.py', path.join(library, 'alias.py'));
    const { catalog } = catalogOf({}, { libraryPaths: [library] });
    expect(catalog.resolve('router')?.path).toBe(`${library}/net/deep/router.py`);
    expect(catalog.resolve('alias')?.path).toBe(`${library}/alias.py`);
  });

  it('finds a module with an underscore by its plain name, with a deprecation', () => {
    const { catalog } = catalogOf({ 'ansible/modules/_aged.py': newStyle });
    const found = catalog.resolve('aged');
    expect(found?.name).toBe('ansible.builtin._aged');
    expect(found?.deprecations[0]?.message).toContain("Plugin 'aged' automatically redirected to '_aged'.");
  });

  it('finds modules of collections by full name, by the collections keyword and by redirect', () => {
    const { catalog } = catalogOf({ [`${collection}/plugins/modules/there.py`]: newStyle });
    const name = 'ns.coll.there';
    expect(catalog.resolve(name)?.name).toBe(name);
    expect(catalog.resolve('there')).toBeUndefined();
    expect(catalog.resolve('there', { collections: ['ns.coll'] })?.name).toBe(name);
    expect(catalog.resolve('ping', { collections: ['ns.coll'] })?.name).toBe('ansible.builtin.ping');
    expect(catalog.resolve('moved')).toMatchObject({
      name,
      redirects: ['moved', 'ansible.builtin.moved', name],
    });
  });

  it('prefers a playbook’s collections to the installed ones', () => {
    const adjacent = writeTree({ [`${collection}/plugins/modules/there.py`]: newStyle });
    const { catalog } = catalogOf(
      { [`${collection}/plugins/modules/there.py`]: newStyle },
      { collectionPaths: [adjacent] },
    );
    expect(catalog.resolve('ns.coll.there')?.path).toBe(`${adjacent}/${collection}/plugins/modules/there.py`);
  });

  it('tells of deprecations and refuses what was removed', () => {
    const { catalog } = catalogOf({
      [`${collection}/plugins/modules/there.py`]: newStyle,
      [`${collection}/meta/runtime.yml`]:
        'plugin_routing: {modules: {there: {deprecation: {removal_version: 9.0.0, warning_text: Use here.}}}}\n',
    });
    expect(catalog.resolve('ns.coll.there')?.deprecations).toEqual([
      {
        message: 'ns.coll.there has been deprecated. Use here.',
        version: '9.0.0',
        date: undefined,
        collection: 'ns.coll',
      },
    ]);
    expect(() => catalog.resolve('gone')).toThrow(
      "The 'ansible.builtin.gone' module has been removed. Use ping. " +
        'This feature was removed from ansible-core in a release after 2020-01-02.',
    );
  });

  it('refuses redirects that go in a circle', () => {
    const { catalog } = catalogOf({
      [`${collection}/meta/runtime.yml`]:
        'plugin_routing:\n  modules:\n    circle:\n      redirect: ansible.builtin.circle\n',
    });
    expect(() => catalog.resolve('circle')).toThrow('plugin redirect loop resolving circle');
  });

  it('has Ansible’s text for one that isn’t there', () => {
    const { catalog } = catalogOf();
    expect(catalog.resolve('nosuch')).toBeUndefined();
    expect(unresolvedModule('nosuch').message).toBe(
      "couldn't resolve module/action 'nosuch'. This often indicates a misspelling, missing collection, or incorrect module path.",
    );
  });
});

describe('actions and groups', () => {
  it('an action comes before the module of its name, and may be named by routing', () => {
    const { catalog } = catalogOf({
      'ansible/plugins/action/ping.py': '',
      [`${collection}/plugins/modules/conf.py`]: newStyle,
      [`${collection}/plugins/action/family.py`]: '',
      [`${collection}/meta/runtime.yml`]:
        'plugin_routing:\n  modules:\n    conf:\n      action_plugin: ns.coll.family\n',
    });
    expect(catalog.resolveAction('ping')?.action?.name).toBe('ansible.builtin.ping');
    expect(catalog.resolveAction('ns.coll.conf')).toMatchObject({
      name: 'ns.coll.conf',
      action: { name: 'ns.coll.family' },
      module: { name: 'ns.coll.conf' },
    });
    expect(catalog.resolveAction('nosuch')).toBeUndefined();
  });

  it('a group names existing modules, its own and those of groups it extends', () => {
    const runtime = [
      'action_groups:',
      '  few:',
      '  - there',
      '  - missing',
      '  more:',
      '  - metadata:',
      '      extend_group: [few]',
      '  - ansible.builtin.ping',
      '',
    ].join('\n');
    const { catalog } = catalogOf({
      [`${collection}/plugins/modules/there.py`]: newStyle,
      [`${collection}/meta/runtime.yml`]: runtime,
    });
    expect(catalog.actionGroup('ns.coll.few')).toEqual(['ns.coll.there']);
    expect(catalog.actionGroup('ns.coll.more')).toEqual(['ansible.builtin.ping', 'ns.coll.there']);
    expect(() => catalog.actionGroup('nosuch')).toThrow(
      'Error loading module_defaults: could not resolve the module_defaults group ansible.builtin.nosuch',
    );
  });
});

describe('a manifest', () => {
  /** path → text of everything but the module itself. */
  function supportOf(catalog: ModuleCatalog, name: string): Record<string, string> {
    const module = catalog.resolve(name);
    if (!module) throw new Error(`${name} not found`);
    const { support } = catalog.manifest(module);
    return Object.fromEntries(support.map((file) => [file.path, file.read().toString()]));
  }

  it('holds what the module imports and the packages on the way', () => {
    const { catalog } = catalogOf();
    const support = supportOf(catalog, 'ping');
    expect(Object.keys(support).toSorted()).toEqual([
      'ansible/__init__.py',
      'ansible/module_utils/__init__.py',
      'ansible/module_utils/basic.py',
      'ansible/module_utils/text.py',
      'ansible/modules/__init__.py',
    ]);
    expect(support['ansible/__init__.py']).toContain('__version__="2.14.1"\n__author__="Nobody"\n');
  });

  it('follows relative imports inside a collection and redirects of module_utils', () => {
    const { catalog } = catalogOf({
      [`${collection}/plugins/modules/there.py`]: 'from ..module_utils.tools.main import x\n',
      [`${collection}/plugins/module_utils/tools/main.py`]:
        'from . import helper\nfrom ansible.module_utils.elsewhere import y\n',
      [`${collection}/plugins/module_utils/tools/helper.py`]:
        'try:\n    from ansible.module_utils.maybe import z\nexcept ImportError: pass\n',
      [`${collection}/plugins/module_utils/shared.py`]: '',
    });
    const support = supportOf(catalog, 'ns.coll.there');
    expect(Object.keys(support)).toEqual(
      expect.arrayContaining([
        `${collection}/__init__.py`,
        `${collection}/plugins/modules/__init__.py`,
        `${collection}/plugins/module_utils/tools/__init__.py`,
        `${collection}/plugins/module_utils/tools/helper.py`,
        `${collection}/plugins/module_utils/shared.py`,
      ]),
    );
    expect(support['ansible/module_utils/elsewhere/__init__.py']).toContain(
      'import ansible_collections.ns.coll.plugins.module_utils.shared as mod',
    );
  });

  it('takes module_utils of the role before those of ansible-core', () => {
    const role = writeTree({ 'text.py': '# the role’s\n' });
    const { catalog } = catalogOf();
    const module = catalog.resolve('ping', { moduleUtils: [role] });
    const manifest = module && catalog.manifest(module);
    const text = manifest?.support.find((file) => file.path === 'ansible/module_utils/text.py');
    expect(text?.read().toString()).toBe('# the role’s\n');
  });

  it('fails with Ansible’s text where an import is missing', () => {
    const { catalog } = catalogOf({
      'ansible/modules/broken.py':
        'from ansible.module_utils.basic import x\nfrom ansible.module_utils.nosuch.y import z\n',
    });
    expect(() => supportOf(catalog, 'broken')).toThrow(
      'Could not find imported module support code for ansible.modules.broken. Looked for ' +
        "(['ansible.module_utils.nosuch.y.z', 'ansible.module_utils.nosuch.y'])",
    );
  });

  it('names a module of a role as Ansible does, and sends only itself for other styles', () => {
    const library = writeTree({
      'own.py': newStyle,
      shell_like: '#!/bin/sh\n',
      'w.ps1': '#Requires -Module X\n',
    });
    const { catalog } = catalogOf();
    const manifestOf = (name: string) => {
      const module = catalog.resolve(name, { extraDirectories: [library] });
      return module && catalog.manifest(module);
    };
    expect(manifestOf('own')?.pythonName).toBe('ansible.modules.own');
    expect(manifestOf('shell_like')).toMatchObject({ style: 'old', support: [] });
    expect(() => manifestOf('w')).toThrow('the module w is written in PowerShell and runs on Windows only');
  });

  it('is of the newest ansible-core that runs on the target’s Python', () => {
    const recentFiles = coreFiles('2.19.3');
    recentFiles['ansible/module_utils/basic.py'] = '_PY_MIN = (3, 8)\n_ANSIBLE_PROFILE = None\n';
    for (const name of [
      '_ansiballz/_loader',
      '_json/_profiles/_module_legacy_c2m',
      '_json/_profiles/_module_legacy_m2c',
    ]) {
      const parts = name.split('/');
      recentFiles[`ansible/module_utils/_internal/${name}.py`] = '';
      for (let length = 0; length < parts.length; length += 1) {
        recentFiles[['ansible/module_utils/_internal', ...parts.slice(0, length), '__init__.py'].join('/')] =
          '';
      }
    }
    const [aged, recent] = [treeIn(writeTree(coreFiles())), treeIn(writeTree(recentFiles))];
    const catalog = new ModuleCatalog({ trees: [aged, recent] });
    const module = catalog.resolve('ping');
    if (!module) throw new Error('ping not found');
    expect(catalog.manifest(module, [3, 12, 0])).toMatchObject({ coreVersion: '2.19.3', profile: 'legacy' });
    expect(catalog.manifest(module, [3, 6, 8])).toMatchObject({ coreVersion: '2.14.1', profile: undefined });
    expect(catalog.manifest(module, [3, 12, 0]).support.map((file) => file.path)).toContain(
      'ansible/module_utils/_internal/_ansiballz/_loader.py',
    );
  });
});

describe('manifests kept between runs', () => {
  const hashes = (root: string, cacheDirectory: string) => {
    const catalog = new ModuleCatalog({ trees: [treeIn(root)], cacheDirectory });
    const module = catalog.resolve('ping');
    if (!module) throw new Error('ping not found');
    const { main, support } = catalog.manifest(module);
    return Object.fromEntries([main, ...support].map((file) => [file.path, file.read().toString()]));
  };

  it('say the same as new ones', () => {
    const root = writeTree(coreFiles());
    const cache = temporaryDirectory();
    expect(hashes(root, cache)).toEqual(hashes(root, cache));
  });

  it('are not believed when a file has changed', () => {
    const root = writeTree(coreFiles());
    const cache = temporaryDirectory();
    hashes(root, cache);
    const file = path.join(root, 'ansible/module_utils/text.py');
    writeFileSync(file, '# other\n');
    utimesSync(file, new Date(), new Date(Date.now() + 5000));
    expect(hashes(root, cache)['ansible/module_utils/text.py']).toBe('# other\n');
  });

  it('are not believed when a file has come that would be found first', () => {
    const root = writeTree(coreFiles());
    const cache = temporaryDirectory();
    hashes(root, cache);
    const directory = path.join(root, 'ansible/module_utils/text');
    mkdirSync(directory);
    writeFileSync(path.join(directory, '__init__.py'), '# a package now\n');
    expect(hashes(root, cache)['ansible/module_utils/text/__init__.py']).toBe('# a package now\n');
  });
});

describe('settings of the search', () => {
  it('MODULE_IGNORE_EXTS replaces the endings of files that are no modules', () => {
    const library = writeTree({ 'script.sh': '#!/bin/sh\n', 'notes.md': '' });
    const query = { extraDirectories: [library] };
    const { catalog } = catalogOf({}, { ignoredEndings: ['.sh'] });
    expect(catalog.resolve('script', query)).toBeUndefined();
    expect(catalog.resolve('notes', query)?.path).toBe(`${library}/notes.md`);
  });

  it('COLLECTIONS_SCAN_SYS_PATH=no leaves out what is installed beside ansible-core', () => {
    const files = { [`${collection}/plugins/modules/there.py`]: newStyle };
    const collections = writeTree(files);
    expect(catalogOf(files).catalog.resolve('ns.coll.there')).toBeDefined();
    expect(
      catalogOf(files, { withInstalledCollections: false }).catalog.resolve('ns.coll.there'),
    ).toBeUndefined();
    const configured = { withInstalledCollections: false, collectionPaths: [collections] };
    expect(catalogOf(files, configured).catalog.resolve('ns.coll.there')?.path).toContain(collections);
  });
});
