import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];
afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});

/** A new temporary directory, removed after the test file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'mitorun-modules-'));
  made.push(directory);
  return directory;
}

/** Writes files below a new temporary directory and gives its path. */
export function writeTree(files: Readonly<Record<string, string>>): string {
  const root = temporaryDirectory();
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return root;
}

/** The least that counts as an ansible-core, with a module `ping` that imports a little. */
export function coreFiles(version = '2.14.1', prefix = ''): Record<string, string> {
  const floor = '_PY3_MIN = sys.version_info >= (3, 5)\n_PY2_MIN = (2, 7) <= sys.version_info < (3,)\n';
  return {
    [`${prefix}ansible/release.py`]: `__version__ = '${version}'\n__author__ = 'Nobody'\n`,
    [`${prefix}ansible/module_utils/__init__.py`]: '',
    [`${prefix}ansible/module_utils/basic.py`]: `from ansible.module_utils.text import to_text\n${floor}`,
    [`${prefix}ansible/module_utils/text.py`]: 'def to_text(): pass\n',
    [`${prefix}ansible/modules/ping.py`]: 'from ansible.module_utils.basic import AnsibleModule\n',
    [`${prefix}ansible/config/ansible_builtin_runtime.yml`]: [
      'plugin_routing:',
      '  modules:',
      '    moved:',
      '      redirect: ns.coll.there',
      '    gone:',
      '      tombstone:',
      '        removal_date: "2020-01-02"',
      '        warning_text: Use ping.',
      '    circle:',
      '      redirect: ns.coll.circle',
      '  module_utils:',
      '    elsewhere:',
      '      redirect: ns.coll.shared',
      '',
    ].join('\n'),
  };
}
