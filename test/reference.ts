import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The ansible-core 2.19 that judges: a directory for PYTHONPATH, with `ansible` and `ansible_collections` in it. It is
 * MITORUN_REFERENCE (that directory itself, or a root with usr/lib/python3/dist-packages), else the newest 2.19 of
 * mitorun's own cache (`mitorun content install`). A test that needs it fails by its name where there is none.
 */
export function referenceLibrary(): string {
  const library = findReference();
  if (library === undefined) {
    throw new Error(
      'ansible-core 2.19 is missing: `bin/mitorun content install --version 2.19` fetches it (test/run does)',
    );
  }
  return library;
}

/** The same where tests can do without. */
export function findReference(): string | undefined {
  return candidates().find((path) => existsSync(join(path, 'ansible', 'release.py')));
}

let programs: string | undefined;

/** A program of the reference (`ansible-playbook`, `ansible`, `ansible-vault`...) as one executable file. */
export function referenceProgram(name: string): string {
  const library = referenceLibrary();
  if (programs === undefined) {
    const directory = mkdtempSync(join(tmpdir(), 'mitorun-reference-'));
    programs = directory;
    process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  }
  const file = join(programs, name);
  const module = name === 'ansible' ? 'adhoc' : name.replace(/^ansible-/, '');
  writeFileSync(
    file,
    `#!/bin/sh\nPYTHONPATH='${library}' exec /usr/bin/python3 -m ansible.cli.${module} "$@"\n`,
  );
  chmodSync(file, 0o755);
  return file;
}

function candidates(): string[] {
  const named = process.env['MITORUN_REFERENCE'];
  const roots = named === undefined ? cached() : [named];
  return roots.flatMap((root) => [root, join(root, 'usr/lib/python3/dist-packages')]);
}

function cached(): string[] {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'mitorun', 'content');
  if (!existsSync(cache)) return [];
  return readdirSync(cache)
    .filter((name) => name.startsWith('2.19'))
    .map((name) => join(cache, name));
}
