import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findContent } from '../../../src/modules/content/find.ts';
import { coreFiles, temporaryDirectory, writeTree } from '../write-tree.ts';

function versionsFrom(options: Parameters<typeof findContent>[0]): string[] {
  return findContent(options).map((tree) => tree.version);
}

describe('ansible-core on this machine', () => {
  it('is what --content names, as the package, its parent or an unpacked root', () => {
    const root = writeTree(coreFiles('2.19.3', 'usr/lib/python3/dist-packages/'));
    const packages = path.join(root, 'usr/lib/python3/dist-packages');
    for (const explicit of [root, packages, path.join(packages, 'ansible')]) {
      const [first] = findContent({ explicit, environment: {} });
      expect(first).toMatchObject({ version: '2.19.3', source: '--content', explicit: true });
    }
  });

  it('is an error where --content has none', () => {
    expect(() => findContent({ explicit: '/nonexistent', environment: {} })).toThrow(
      '--content: no ansible-core with modules in /nonexistent',
    );
  });

  it('is that of the Python that ansible-playbook on PATH starts', () => {
    const environment = writeTree({
      ...coreFiles('2.16.7', 'venv/lib/python3.12/site-packages/'),
      'venv/pyvenv.cfg': 'home = /usr/bin\nversion = 3.12.1\n',
      'venv/bin/python': '',
    });
    const command = path.join(environment, 'venv/bin/ansible-playbook');
    writeFileSync(command, `#!${environment}/venv/bin/python\nimport ansible\n`);
    expect(versionsFrom({ environment: { PATH: path.dirname(command) } })[0]).toBe('2.16.7');
  });

  it('is what ansible-playbook says, asked once, where its script starts no Python', () => {
    const home = temporaryDirectory();
    const core = writeTree(coreFiles('2.18.5'));
    const command = path.join(core, 'ansible-playbook');
    const log = path.join(home, 'asked');
    writeFileSync(
      command,
      `#!/bin/sh\necho asked >> ${log}\necho "  ansible python module location = ${core}/ansible"\n`,
    );
    chmodSync(command, 0o755);
    const options = { environment: { PATH: core, HOME: home } };
    expect(versionsFrom(options)[0]).toBe('2.18.5');
    expect(versionsFrom(options)[0]).toBe('2.18.5');
    expect(readFileSync(log, 'utf8')).toBe('asked\n');
  });

  it('is what mitorun fetched itself, newest first', () => {
    const cache = writeTree({
      ...coreFiles('2.14.2', '.cache/mitorun/content/2.14.2/'),
      ...coreFiles('2.19.4', '.cache/mitorun/content/2.19.4/'),
    });
    const own = findContent({ environment: { HOME: cache } }).filter(
      (tree) => tree.source === 'mitorun content',
    );
    expect(own.map((tree) => tree.version)).toEqual(['2.19.4', '2.14.2']);
  });
});
