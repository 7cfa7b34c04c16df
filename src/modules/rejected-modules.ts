import { existsSync } from 'node:fs';
import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';

const usualFile = '/etc/ansible/plugin_filters.yml';

/** Where the file is and how it is read; `load` throws MitorunError where it is no YAML. */
export interface RejectionSources {
  /** PLUGIN_FILTERS_CFG */
  readonly configured: string | null;
  readonly load: (path: string) => Value;
  readonly warn: (message: string) => void;
}

/**
 * Reads the names of modules and actions that nobody may use (`plugins/loader.py:_load_plugin_filter`). The
 * list is `module_rejectlist` since ansible-core 2.17, `module_blacklist` before. Both are read, and messages
 * use the name that was written. Warns of an invalid file. Throws PLAYBOOK for `stat`, without which little
 * runs.
 */
export function rejectedModules({ configured, load, warn }: RejectionSources): ReadonlySet<string> {
  const none = new Set<string>();
  const file = configured ?? usualFile;
  const skip = (problem: string): ReadonlySet<string> => {
    warn(`The plugin filter file, ${file} ${problem}`);
    return none;
  };
  if (!existsSync(file)) return configured === null ? none : skip('does not exist. Skipping.');
  let written: Value;
  try {
    written = load(file);
  } catch (error) {
    if (!(error instanceof MitorunError)) throw error;
    return skip(`was not parsable. Skipping: ${error.message}`);
  }
  if (!(written instanceof Dict) || !written.has('filter_version')) return skip('was invalid. Skipping.');
  if (str(written.get('filter_version') ?? null).trim() !== '1.0')
    return skip('was a version not recognized by this version of Ansible. Skipping.');
  const isOld = !written.has('module_rejectlist') && written.has('module_blacklist');
  const key = isOld ? 'module_blacklist' : 'module_rejectlist';
  const names = written.get(key) ?? null;
  if (!Array.isArray(names)) {
    warn(`Unable to parse the plugin filter file ${file} as ${key} is not a list. Skipping.`);
    return none;
  }
  if (!names.includes('stat')) return new Set(names.map(str));
  const list = isOld ? 'blacklist' : 'reject list';
  throw new MitorunError(
    'PLAYBOOK',
    `The stat module was specified in the module ${list} file, ${file}, but Ansible will not function without the stat module.  Please remove stat from the ${list}.`,
  );
}
