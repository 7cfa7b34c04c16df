import { languageVersion } from '../../config/language-version.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import type { Collection } from './index.ts';
import { isInVersionSet } from './version-specifier.ts';

/** What to do with a collection that does not want this ansible-core (COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH). */
export interface VersionCheck {
  readonly mismatch: 'error' | 'warning' | 'ignore';
  readonly warn: (message: string) => void;
}

/**
 * Compares `requires_ansible` of a collection's `meta/runtime.yml` with the ansible-core whose language mitorun speaks, as
 * Ansible does when a collection is first needed (`plugins/loader.py:_on_collection_load_handler`). Throws PLAYBOOK
 * where a mismatch is an error.
 */
export function checkSupportedVersion(
  { name, metadata }: Collection,
  { mismatch, warn }: VersionCheck,
): void {
  const required = metadata.requiresAnsible();
  if (required === undefined || required === '') return;
  try {
    if (isInVersionSet(languageVersion, required)) return;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warn(`Error parsing collection metadata requires_ansible value from collection ${name}: ${reason}`);
    return;
  }
  const message = `Collection ${name} does not support Ansible version ${languageVersion}`;
  if (mismatch === 'error') throw new MitorunError('PLAYBOOK', message);
  if (mismatch === 'warning') warn(message);
}
